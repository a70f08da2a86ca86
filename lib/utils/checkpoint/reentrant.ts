import { backward } from '../../autograd/backward.js';
import { between, patiently } from '../../addon/checkpoint.js';
import { modes } from '../../addon/doors.js';
import { Function } from '../../autograd/function.js';
import type { FunctionCtx } from '../../autograd/function_ctx.js';
import { enable_grad, no_grad } from '../../autograd/grad_mode.js';
import { warn } from '../../python/warnings.js';
import { iterable } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import { RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { pythonType } from '../../values/type_name.js';
import type { Tensor } from '../../tensor/tensor.js';
import { autocastState } from './autocast_state.js';
import { randomState, type WithState } from './random_state.js';
import type { AnyFunction } from './without_reentrant.js';

/** Warns if no tensor among `inputs` requires a gradient (`torch.utils.checkpoint.check_backward_validity`). */
export const check_backward_validity = signature('check_backward_validity(inputs: Sequence[Any]) -> None', { inputs: iterable }).define((
  inputs,
) => {
  const found = [...inputs].some((each) => is_tensor(each) && each.requires_grad);
  if (!found) warn('UserWarning', 'None of the inputs have requires_grad=True. Gradients will be None');
});

/**
 * The same values, with a leaf of its own for each tensor (`torch.utils.checkpoint.detach_variable`). Throws a
 * RuntimeError for what is no list.
 */
export const detach_variable = signature('detach_variable(inputs: Sequence[Any]) -> list[Any]').define((inputs) => {
  if (!Array.isArray(inputs)) {
    throw new RuntimeError(`Only tuple of tensors is supported. Got Unsupported input type: ${pythonType(inputs)}`);
  }
  return inputs.map((each: unknown) => (is_tensor(each) ? each.detach().requires_grad_(each.requires_grad) : each));
});

/** What forward leaves for backward, besides the tensors. */
interface Kept {
  readonly run: AnyFunction;
  /** The arguments, null in place of tensors. */
  readonly inputs: readonly unknown[];
  readonly tensorAt: readonly number[];
  readonly random: WithState | null;
  readonly autocast: WithState;
}

/**
 * A checkpoint whose backward runs forward again and then a backward of its own
 * (`torch.utils.checkpoint.CheckpointFunction`).
 */
export class CheckpointFunction extends Function {
  static override forward(
    ctx: FunctionCtx, run: AnyFunction, preserve_rng_state: boolean, ...args: unknown[]
  ): unknown {
    check_backward_validity(args);
    const kept: Kept = {
      run, inputs: args.map((each) => (is_tensor(each) ? null : each)),
      tensorAt: args.flatMap((each, i) => (is_tensor(each) ? [i] : [])),
      random: preserve_rng_state ? randomState(args) : null,
      autocast: autocastState(args),
    };
    ctx.kept = kept;
    ctx.save_for_backward(...args.filter(is_tensor));
    return no_grad(() => patiently(() => run(...args)));
  }

  static override backward(ctx: FunctionCtx, ...grads: (Tensor | null)[]): unknown {
    if (!modes.is_checkpoint_valid()) {
      throw new RuntimeError('When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing ' +
        'an `inputs` parameter to .backward(). To resolve this error, you can either set use_reentrant=False, or call ' +
        '.backward() without passing the `inputs` argument.');
    }
    const { run, inputs, tensorAt, random, autocast } = ctx.kept as Kept;
    const filled = [...inputs];
    ctx.saved_tensors.forEach((tensor, i) => { filled[tensorAt[i]!] = tensor; });
    const detached = detach_variable(filled);
    const again = (): unknown => enable_grad(() => autocast(() => run(...detached)));
    patiently(() => throughAgain(random === null ? again : () => random(again), grads));
    return [null, null, ...detached.map((each) => (is_tensor(each) ? each.grad : null))];
  }
}

/** Forward once more, and backward through that. */
function throughAgain(again: () => unknown, grads: readonly (Tensor | null)[]): void {
  const result = again();
  const outputs: unknown[] = Array.isArray(result) ? result : [result];
  const pairs = outputs.flatMap((each, i) =>
    (is_tensor(each) && each.requires_grad ? [[each, grads[i] ?? null] as const] : []));
  if (pairs.length === 0) {
    throw new RuntimeError('none of output has requires_grad=True, this checkpoint() is not necessary');
  }
  between();
  backward(pairs.map(([output]) => output), pairs.map(([, grad]) => grad));
}
