/** What several formulas need. */
import { full_like } from '../../generated/torch.js';
import { xlogy } from '../../special.js';
import type { Tensor } from '../../tensor/tensor.js';

/** Infinite everywhere. */
export const infiniteLike = (tensor: Tensor): Tensor => full_like(tensor, Infinity);

/** x log x, 0 for 0. */
export const xLogX = (tensor: Tensor): Tensor => xlogy(tensor, tensor);

/** The trace of X X^T: (*, N, M) to (*). */
export function traceXXT(matrices: Tensor): Tensor {
  const [n, m] = [matrices.size(-1), matrices.size(-2)];
  return matrices.reshape([-1, m * n]).pow(2).sum(-1).reshape(matrices.shape.slice(0, -2));
}

/** The tensor with this value where the mask holds, in place. */
export function fillWhere(tensor: Tensor, mask: Tensor, value: number): Tensor {
  return tensor.index_put_([mask], value);
}
