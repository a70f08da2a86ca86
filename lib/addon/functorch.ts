/** The wrappers that tensors wear in the layers of function transforms. */
import { native } from './binding.js';
import { selfOf, type TensorBase } from './handle.js';
import type { FuncWrapper } from './native/functorch.js';
import { wrap } from './wrap.js';
import type { Tensor } from '../tensor/tensor.js';

export type { FuncLayer, FuncWrapper, Randomness } from './native/functorch.js';

export const add_batch_dim = (tensor: Tensor, dim: number, level: number): Tensor =>
  wrap(native.func_add_batch_dim(selfOf(tensor), dim, level));
/** With the batch as dimension `out_dim`; a tensor without one is the same for every sample. */
export const remove_batch_dim = (tensor: Tensor, level: number, batch_size: number, out_dim: number): Tensor =>
  wrap(native.func_remove_batch_dim(selfOf(tensor), level, batch_size, out_dim));
/** The tensor inside and its batch dimension; the tensor itself and null where the level has no part in it. */
export function unwrap_batched(tensor: Tensor, level: number): [Tensor, number | null] {
  const found = native.func_unwrap_batched(selfOf(tensor), level);
  return found === undefined ? [tensor, null] : [wrap(found[0]), found[1]];
}
export const is_batched = (tensor: Tensor): boolean => native.func_is_batched(selfOf(tensor));

export const wrap_for_grad = (tensor: Tensor, level: number): Tensor =>
  wrap(native.func_wrap_for_grad(selfOf(tensor), level));
export function unwrap_for_grad(tensor: Tensor, level: number): Tensor {
  const found = native.func_unwrap_for_grad(selfOf(tensor), level);
  return found === undefined ? tensor : wrap(found);
}
/** `requires_grad_()`, which transforms forbid to the functions in them. */
export const make_differentiable = (tensor: Tensor): void => native.func_make_differentiable(selfOf(tensor));

export const functional_wrap = (tensor: Tensor, level: number): Tensor =>
  wrap(native.functional_wrap(selfOf(tensor), level));
export function functional_unwrap(tensor: Tensor, reapply_views: boolean): Tensor {
  const found = native.functional_unwrap(selfOf(tensor), reapply_views);
  return found === undefined ? tensor : wrap(found);
}
export const functional_propagate = (tensor: Tensor, wrapped: Tensor): void =>
  native.functional_propagate(selfOf(tensor), selfOf(wrapped));

/** What a wrapper is of; undefined for a tensor that is none. */
export function wrapper_of(tensor: TensorBase): FuncWrapper<Tensor> | undefined {
  const found = native.func_wrapper(selfOf(tensor));
  return found === undefined ? undefined : { ...found, value: wrap(found.value) };
}
