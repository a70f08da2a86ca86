import { op } from '../addon/call/op.js';
import type { Tensor } from '../tensor/tensor.js';

/** The ends of rows with a zero before them. */
export function padOffsets(ends: Tensor): Tensor {
  return op('aten::constant_pad_nd')(ends, [1, 0], 0);
}

export function cat(tensors: readonly Tensor[], dim: number): Tensor {
  return op('aten::cat')(tensors, dim);
}
