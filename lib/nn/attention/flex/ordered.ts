/** Masks of blocks: dense, or the columns of each row in order with their number. */
import { argsort, arange, where, zeros } from '../../../generated/torch.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { int32, int64 } from '../../../values/dtype.js';
import { contiguous_format } from '../../../values/memory_format.js';

/** Ones where a row has a column: (*, rows) and (*, rows, most) to (*, rows, num_cols). */
export function orderedToDense(num_blocks: Tensor, indices: Tensor, num_cols: number): Tensor {
  const device = num_blocks.device;
  const most = indices.size(-1);
  const known = arange(most, { dtype: int32, device }).lt(num_blocks.unsqueeze(-1));
  // What is undefined goes into a column more.
  const columns = where(known, indices, num_cols).to(int64);
  const shape = [...indices.shape.slice(0, -1), num_cols + 1];
  const dense = zeros(shape, { dtype: int32, device: indices.device }).scatter_(-1, columns, 1).narrow(-1, 0, num_cols);
  // PyTorch asks each batch by itself, and one row is contiguous.
  return indices.size(-2) === 1 ? dense : dense.contiguous();
}

/** How many columns each row has, and which, before those that it has not. */
export function denseToOrdered(dense: Tensor): [num_blocks: Tensor, indices: Tensor] {
  const ones = dense.to({ dtype: int32 });
  const columns = argsort(ones, { dim: -1, descending: true, stable: true });
  return [ones.sum(-1), columns].map((each) =>
    each.to({ dtype: int32, memory_format: contiguous_format })) as [Tensor, Tensor];
}

/** The rows of each column. */
export function transposeOrdered(
  num_blocks: Tensor, indices: Tensor, num_cols: number,
): [num_blocks: Tensor, indices: Tensor] {
  return denseToOrdered(orderedToDense(num_blocks, indices, num_cols).transpose(-2, -1));
}

/** Without the rows and columns from these on; what is undefined stays so. */
export function cropped(
  num_blocks: Tensor, indices: Tensor, rows: number, cols: number,
): [num_blocks: Tensor, indices: Tensor] {
  const inner = indices.index(':', ':', `:${rows}`, `:${cols}`);
  const numbers = num_blocks.index(':', ':', `:${rows}`);
  const known = arange(inner.size(-1), { dtype: numbers.dtype, device: inner.device }).lt(numbers.unsqueeze(-1));
  return [known.bitwise_and(inner.lt(cols)).sum(-1).to(int32), inner];
}
