import { layers } from '../addon/doors.js';
import { functional_propagate, functional_unwrap, functional_wrap, wrapper_of } from '../addon/functorch.js';
import { callable, must } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { tree_leaves, tree_map } from './pytree.js';
import { named_as } from './words.js';
import type { AnyFunction } from './vmap.js';

export type { AnyFunction } from './vmap.js';

const takes = {
  functionalize: signature("functionalize(func: AnyFunction, *, remove: str = 'mutations')"),
};

/** What is taken out of a function. */
export type Removed = 'mutations' | 'mutations_and_views';

/**
 * The same function without changes in place: inside, an operator that writes to a tensor becomes one that makes a new
 * one, with `remove: 'mutations_and_views'` views become copies too. Changes of the arguments are made at the end
 * (`torch.func.functionalize`). Throws a RuntimeError for another `remove`.
 */
export function functionalize<F extends AnyFunction>(func: F, options?: { readonly remove?: Removed }): F;
export function functionalize(...given: unknown[]): unknown {
  const [func, remove] = takes.functionalize.list(given);
  if (remove !== 'mutations' && remove !== 'mutations_and_views') {
    throw new RuntimeError(
      `functionalize(f, remove='mutations'): received invalid argument for remove=${remove}. Valid options are:\n` +
        "     remove='mutations': all inplace and out= operators will be removed from the program, and replaced with " +
        "their out-of-place equivalents.\n     remove='mutations_and_views': In addition to the above, all aliasing " +
        'operators {view} will be replaced with their non-aliasing counterparts, {view}_copy.\n');
  }
  const views = remove === 'mutations';
  return named_as(func, (...args: unknown[]) => layers.func_functionalize(views, (level) => {
    const inside = tree_map(args, (leaf) => (is_tensor(leaf) ? functional_wrap(leaf, level) : leaf));
    const value = must(func as (...args: readonly unknown[]) => unknown, callable)(...inside);
    const outputs = tree_map(value, (leaf) => (is_tensor(leaf) ? functional_unwrap(leaf, views) : leaf));
    const wrapped = tree_leaves(inside);
    for (const [i, leaf] of tree_leaves(args).entries()) {
      if (is_tensor(leaf)) functional_propagate(leaf, wrapped[i] as Tensor);
    }
    return outputs;
  }));
}

/**
 * The tensor inside of the wrappers that transforms put around one, or with `recurse` false inside of the outermost
 * (`torch.func.debug_unwrap`): for looking at values only. A tensor without wrappers is given back itself.
 */
export const debug_unwrap = signature('debug_unwrap(tensor: Tensor, *, recurse: bool = True) -> Tensor').define((
  tensor, recurse,
) => {
  const inside = wrapper_of(tensor)?.value;
  if (inside === undefined) return tensor;
  return recurse ? debug_unwrap(inside) : inside;
});
