import { is_tensor } from '../../values/is_tensor.js';
import { hookResult } from '../../arguments/asynchronous.js';
import { Function, type FunctionCtx } from '../../autograd/function.js';
import type { Node } from '../../autograd/node.js';
import { is_grad_enabled } from '../../autograd/grad_mode.js';
import { RuntimeError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';
import type { AnyHook } from './hooks.js';

/** Gives its arguments back, and a place in the graph where their gradients pass together. */
class BackwardHookFunction extends Function {
  static override forward(ctx: FunctionCtx, ...args: Tensor[]): Tensor[] {
    ctx.mark_non_differentiable(...args.filter((arg) => !arg.requires_grad));
    return args;
  }

  static override backward(_ctx: FunctionCtx, ...grads: (Tensor | null)[]): (Tensor | null)[] {
    return grads;
  }
}

type Gradients = readonly (Tensor | null)[];

/**
 * What one call of a module with full backward hooks (`torch.utils.hooks.BackwardHook`) leaves in the graph: a node
 * before its inputs and one behind its outputs. It keeps none of the tensors: the graph keeps it.
 */
export class BackwardHook {
  readonly #module: unknown;
  readonly #hooks: readonly AnyHook[];
  readonly #preHooks: readonly AnyHook[];
  #gradOutputs: Gradients | null = null;
  #inputs: Places = { count: -1, indices: null };
  #outputs: Places = { count: -1, indices: null };

  constructor(module: unknown, hooks: readonly AnyHook[], preHooks: readonly AnyHook[]) {
    this.#module = module;
    this.#hooks = hooks;
    this.#preHooks = preHooks;
  }

  /** The inputs, as the module should get them. */
  setup_input_hook(args: readonly unknown[]): readonly unknown[] {
    const { values, places, node } = throughGraph(args);
    this.#inputs = places;
    node?.register_hook((gradInputs) => this.#afterInputs(gradInputs));
    return values;
  }

  /** The result, as the caller should get it. */
  setup_output_hook(result: unknown): unknown {
    const several = Array.isArray(result);
    const { values, places, node } = throughGraph(several ? (result as readonly unknown[]) : [result]);
    this.#outputs = places;
    node?.register_hook((_, gradOutputs) => this.#afterOutputs(gradOutputs));
    return several ? values : values[0];
  }

  #afterInputs(gradInputs: Gradients): Gradients | null {
    if (this.#gradOutputs === null) return null;
    const found = this.#runHooks(spread(gradInputs, this.#inputs));
    this.#gradOutputs = null;
    return this.#inputs.indices!.map((index) => found[index] ?? null);
  }

  #runHooks(gradInputs: Gradients): Gradients {
    let found = gradInputs;
    for (const hook of this.#hooks) {
      const changed = hookResult('register_full_backward_hook', hook(this.#module, found, this.#gradOutputs));
      if (changed === undefined || changed === null) continue;
      const list = listOf(changed);
      if (list.length !== found.length) {
        throw new RuntimeError(
          `Backward hook returned an invalid number of grad_input, got ${list.length}, but expected ${found.length}`);
      }
      found = list;
    }
    return found;
  }

  #afterOutputs(gradients: Gradients): Gradients {
    let gradOutputs: Gradients = spread(gradients, this.#outputs);
    for (const hook of this.#preHooks) {
      const changed = hookResult('register_full_backward_pre_hook', hook(this.#module, gradOutputs));
      if (changed === undefined || changed === null) continue;
      const list = listOf(changed);
      if (list.length !== gradOutputs.length) {
        throw new RuntimeError(
          `Backward pre hook returned an invalid number of grad_output, got ${list.length}, ` +
            `but expected ${gradOutputs.length}`);
      }
      gradOutputs = list;
    }
    this.#gradOutputs = gradOutputs;
    if (this.#inputs.indices === null) this.#runWithoutInputs(gradOutputs);
    return this.#outputs.indices!.map((index) => gradOutputs[index] ?? null);
  }

  /** No input has a gradient: the hooks run here, and have nothing to change. */
  #runWithoutInputs(gradOutputs: Gradients): void {
    this.#gradOutputs = null;
    if (this.#hooks.length === 0) return;
    warn('UserWarning',
      'Full backward hook is firing when gradients are computed with respect to module outputs since no inputs ' +
        'require gradients. See ' +
        'https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook ' +
        'for more details.');
    const none = new Array<null>(this.#inputs.count).fill(null);
    for (const hook of this.#hooks) {
      const changed = hookResult('register_full_backward_hook', hook(this.#module, none, gradOutputs));
      if (changed === undefined || changed === null) continue;
      if (!Array.isArray(changed) || changed.some((each) => each !== null && each !== undefined)) {
        throw new RuntimeError(
          'Backward hook for Modules where no input requires gradient should always return None or None for all ' +
            'gradients.');
      }
    }
  }
}

/** Where among all values the tensors are; null if none has a gradient. */
interface Places {
  readonly count: number;
  readonly indices: readonly number[] | null;
}

function throughGraph(args: readonly unknown[]): { values: readonly unknown[]; places: Places; node?: Node } {
  const indices: number[] = [];
  for (const [i, arg] of args.entries()) if (is_tensor(arg)) indices.push(i);
  const tensors = indices.map((i) => args[i] as Tensor);
  const count = args.length;
  if (!is_grad_enabled() || !tensors.some((tensor) => tensor.requires_grad)) {
    return { values: args, places: { count, indices: null } };
  }
  const passed = BackwardHookFunction.apply(...tensors);
  const node = passed.map((tensor) => tensor.grad_fn).find((each) => each?.name() === 'BackwardHookFunctionBackward');
  if (node === undefined || node === null) {
    throw new RuntimeError('Error while setting up backward hooks. Please open an issue with a code sample to ' +
      'reproduce this.');
  }
  const values = [...args];
  for (const [k, index] of indices.entries()) values[index] = passed[k];
  return { values, places: { count, indices }, node };
}

function spread(gradients: Gradients, { count, indices }: Places): (Tensor | null)[] {
  const all = new Array<Tensor | null>(count).fill(null);
  for (const [k, index] of indices!.entries()) all[index] = gradients[k] ?? null;
  return all;
}

/** A hook may give one gradient back where there is only one. */
function listOf(changed: unknown): Gradients {
  return (Array.isArray(changed) ? changed : [changed]) as Gradients;
}
