/** Tensors on their way between threads. */
import { native } from './binding.js';
import { selfOf } from './handle.js';
import { wrap } from './wrap.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Leaves a tensor in a lot, and gives its number there; null if the lot is closed. Memory of this environment is
 * copied where the tensor has to outlive the environment; `give` disposes the tensor here.
 */
export const share = (tensor: unknown, lot: number, outlive: boolean, give: boolean): number | null =>
  native.share(selfOf(tensor), lot, outlive, give);

/** Takes the tensor of a number out of its lot, once. */
export const from_shared = (lot: number, number: number): Tensor => wrap(native.from_shared(lot, number));
