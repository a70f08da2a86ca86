/** How many to prune, and what may be asked for. */
import { py_repr } from '../../../python/repr.js';
import { roundHalfEven } from '../../../python/rounding.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { IndexError, ValueError } from '../../../values/errors.js';

/** Throws a TypeError for what is no number, a ValueError for a part beyond [0, 1] or a count below zero. */
export function checkAmount(amount: unknown): asserts amount is number {
  if (typeof amount !== 'number') {
    const text = typeof amount === 'string' ? amount : py_repr(amount);
    throw new TypeError(`Invalid type for amount: ${text}. Must be int or float.`);
  }
  if (amount < 0 || (!Number.isInteger(amount) && !(amount <= 1))) {
    throw new ValueError(
      `amount=${py_repr(amount)} should either be a float in the range [0, 1] or a non-negative integer`);
  }
}

/** As many as `amount` says of `size`: a whole number is a count, any other a part; halves go to the even number. */
export function countOf(amount: number, size: number): number {
  const count = Number.isInteger(amount) ? amount : roundHalfEven(amount * size);
  if (count > size) {
    throw new ValueError(`amount=${count} should be smaller than the number of parameters to prune=${size}`);
  }
  return count;
}

/** Throws a ValueError for a tensor that has no channels, an IndexError for a dimension that it has not. */
export function checkChannels(t: Tensor, dim: number): void {
  if (t.dim() <= 1) {
    throw new ValueError('Structured pruning can only be applied to multidimensional tensors. ' +
      `Found tensor of shape ${t.shape} with ${t.dim()} dims`);
  }
  if (dim >= t.dim()) throw new IndexError(`Invalid index ${dim} for tensor of size ${t.shape}`);
}
