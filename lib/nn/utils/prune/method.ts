/** The base of all ways to prune, and how they get into a module. */
import { unscoped } from '../../../addon/scope.js';
import { having, must } from '../../../arguments/kinds.js';
import { signature } from '../../../arguments/signature.js';
import { isKeywords } from '../../../python/keywords.js';
import { ones_like } from '../../../generated/torch.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { is_tensor } from '../../../values/is_tensor.js';
import { AssertionError, AttributeError } from '../../../values/errors.js';
import { contiguous_format } from '../../../values/memory_format.js';
import type { AnyHook, HookEntry } from '../../module/hooks.js';
import { fieldsOf, typename } from '../../module/members.js';
import type { Module } from '../../module.js';
import type { Parameter } from '../../parameter.js';
import { removeHook, stateOf } from '../forward_pre_hooks.js';

/** Single elements, whole channels, or a mask for all: what a container lets a method see of a tensor. */
export type PruningType = 'unstructured' | 'structured' | 'global';

/** The class of a way to prune. */
export type PruningClass = new (options: never) => BasePruningMethod;

const takes = {
  compute: signature('BasePruningMethod.apply_mask(self, module: Module)'),
  prune: signature(
    'BasePruningMethod.prune(self, t: Tensor, default_mask: Tensor = None, importance_scores: Tensor = None)'),
};

/** A hook before forward that makes the pruned tensor, marked with the method behind it. */
interface PruningHook {
  (module: Module): void;
  readonly pruning: BasePruningMethod;
}

/** An attribute of a module. Throws an AttributeError for one that it has not. */
export function attribute(module: Module, name: string): Tensor {
  const fields = fieldsOf(module);
  if (!(name in fields)) throw new AttributeError(`'${typename(module)}' object has no attribute '${name}'`);
  return fields[name] as Tensor;
}

/** The pruning hooks of a module. */
export function pruningHooks(module: Module): PruningHook[] {
  const entries = (stateOf(module).hooks?.forwardPre.entries ?? []) as readonly HookEntry<AnyHook>[];
  return entries.map(({ hook }) => hook as unknown as PruningHook).filter(({ pruning }) => pruning !== undefined);
}

/**
 * A way to prune a tensor of a module (`torch.nn.utils.prune.BasePruningMethod`). A class of your own says by
 * `PRUNING_TYPE` what its `compute_mask` is shown of a tensor that has been pruned before, and is used by
 * `YourClass.apply(module, 'weight', ...)`. `module.weight_orig` is then the parameter, `module.weight_mask` a buffer
 * of ones and zeros, and `module.weight` their product, made anew before each forward.
 */
export abstract class BasePruningMethod {
  /** What `compute_mask` is shown of a tensor that has been pruned before. */
  abstract PRUNING_TYPE: PruningType;
  /** The name of the tensor that it was applied to. */
  _tensor_name?: string;

  /** The mask for `t`, on top of `default_mask`: ones for what stays, zeros for what goes. */
  abstract compute_mask(t: Tensor, default_mask: Tensor): Tensor;

  /** The original tensor with its mask on. Throws an AssertionError before the method was applied. */
  apply_mask(...args: typeof takes.compute.args): Tensor {
    const [module] = takes.compute.list(args);
    if (this._tensor_name === undefined) throw new AssertionError(`Module ${String(module)} has to be pruned`);
    const orig = attribute(module, `${this._tensor_name}_orig`);
    return attribute(module, `${this._tensor_name}_mask`).to(orig.dtype).mul(orig);
  }

  /** `t` with zeros where its mask, computed from `importance_scores` or `t`, has them; no module changes. */
  prune(...args: typeof takes.prune.args): Tensor {
    const [t, default_mask, scores] = takes.prune.list(args);
    if (scores !== null && !sameShape(scores, t)) {
      throw new AssertionError(
        `importance_scores should have the same shape as tensor t, got ${scores.shape} vs ${t.shape}`);
    }
    const before = default_mask ?? ones_like(t);
    return t.mul(this.compute_mask(scores ?? t, before));
  }

  /** Makes the tensor with its mask on the parameter again, for good. */
  remove(...args: typeof takes.compute.args): void {
    const [module] = takes.compute.list(args);
    const name = this._tensor_name;
    if (name === undefined) {
      throw new AssertionError(`Module ${String(module)} has to be pruned before pruning can be removed`);
    }
    const fields = fieldsOf(module);
    const weight = unscoped(() => this.apply_mask(module));
    delete fields[name];
    const orig = fields[`${name}_orig`] as Parameter;
    orig.data = weight.data;
    delete fields[`${name}_orig`];
    delete fields[`${name}_mask`];
    fields[name] = orig;
  }

  /**
   * Prunes the tensor `name` of a module by this class: what follows goes to its constructor, but for
   * `importance_scores`, a tensor of the same shape by which elements are ranked. Gives back the method, or the
   * {@link PruningContainer} that the module has then.
   */
  static apply(module: Module, name: string, ...args: unknown[]): BasePruningMethod {
    const last = args.at(-1);
    if (typeof last !== 'object' || last === null || !isKeywords(last)) return applied(this, module, name, args, null);
    const { importance_scores = null, ...others } = last as { importance_scores?: Tensor | null };
    const rest = [...args.slice(0, -1), ...(Object.keys(others).length > 0 ? [others] : [])];
    return applied(this, module, name, rest, importance_scores);
  }
}

const shaped = having('shape', is_tensor);
const sameShape = (a: Tensor, b: Tensor): boolean => must(a, shaped).shape.join() === must(b, shaped).shape.join();

/** How several methods become one: told by the container's own module, which knows this one. */
interface Container extends BasePruningMethod {
  add_pruning_method(method: BasePruningMethod): void;
}
let containers: { is(method: BasePruningMethod): method is Container; of(method: BasePruningMethod): Container };
export function provideContainers(provided: typeof containers): void {
  containers = provided;
}

/** The method for a module, on top of one that it has: that hook goes. */
function composite(method: BasePruningMethod, module: Module, name: string): BasePruningMethod {
  const hooks = pruningHooks(module).filter(({ pruning }) => pruning._tensor_name === name);
  if (hooks.length > 1) {
    throw new AssertionError(`Avoid adding multiple pruning hooks to the same tensor ${name} of module ` +
      `${String(module)}. Use a PruningContainer.`);
  }
  for (const hook of hooks) removeHook(module, hook);
  const old = hooks[0]?.pruning;
  method._tensor_name = name;
  if (old === undefined) return method;
  const container = containers.is(old) ? old : containers.of(old);
  container.add_pruning_method(method);
  return container;
}

/** What `apply` does for every class. */
export function applied(
  cls: unknown, module: Module, name: string, args: readonly unknown[], scores: Tensor | null,
): BasePruningMethod {
  return unscoped(() => {
    const Method = cls as new (...rest: readonly unknown[]) => BasePruningMethod;
    const method = composite(new Method(...args), module, name);
    const orig = attribute(module, name);
    if (scores !== null && !sameShape(scores, orig)) {
      throw new AssertionError(`importance_scores should have the same shape as parameter ${name} of ` +
        `${String(module)}, got ${scores.shape} vs ${orig.shape}`);
    }
    const fields = fieldsOf(module);
    const first = !containers.is(method);
    if (first) {
      module.register_parameter(`${name}_orig`, orig as Parameter);
      delete fields[name];
    }
    try {
      const before = first ? ones_like(orig)
        : attribute(module, `${name}_mask`).detach().clone({ memory_format: contiguous_format });
      module.register_buffer(`${name}_mask`, method.compute_mask(scores ?? orig, before));
      fields[name] = method.apply_mask(module);
      module.register_forward_pre_hook(hookOf(method));
    } catch (error) {
      if (first) {
        module.register_parameter(name, orig as Parameter);
        delete fields[`${name}_orig`];
      }
      throw error;
    }
    return method;
  });
}

function hookOf(method: BasePruningMethod): PruningHook {
  const hook = (module: Module): void => {
    fieldsOf(module)[method._tensor_name!] = unscoped(() => method.apply_mask(module));
  };
  return Object.assign(hook, { pruning: method });
}
