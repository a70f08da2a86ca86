import { wrapper_of } from '../addon/functorch.js';
import { is_plain_tensor } from '../values/is_tensor.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Whether a result that nobody else has, and one that it will meet, may be written over in what follows: the numbers
 * are the same, and memory stays in the cache. Not where gradients will want them, nor in a transform of functions,
 * where only one of them may have a batch.
 */
export function mayReuse(result: Tensor, other: Tensor): boolean {
  return !result.requires_grad && !other.requires_grad && result.dtype === other.dtype &&
    is_plain_tensor(result) && is_plain_tensor(other) &&
    wrapper_of(result) === undefined && wrapper_of(other) === undefined;
}
