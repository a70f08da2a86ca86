import { arange } from '../../../generated/torch.js';
import { broadcast_shapes } from '../../../functional/shapes.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { int32 } from '../../../values/dtype.js';
import { ValueError } from '../../../values/errors.js';
import type { BlockMask } from './block_mask.js';
import { orderedToDense } from './ordered.js';

/**
 * For each block in the columns of a mask, the place of its column among those that its row adds up, and the same for
 * full blocks: from the first on, or from the last on. Throws a ValueError for a mask without columns.
 */
export function dqWriteOrder(mask: BlockMask, from_last: boolean | null): [partial: Tensor, full: Tensor | null] {
  const { q_num_blocks, q_indices, full_q_num_blocks, full_q_indices } = mask;
  if (q_num_blocks === null || q_indices === null) {
    throw new ValueError('BlockMask must have q_num_blocks and q_indices to compute dq_write_order');
  }
  const shapes = [mask.kv_indices, q_indices, mask.full_kv_indices, full_q_indices]
    .filter((each) => each !== null).map((each) => each.shape.slice(0, 2));
  const [batch, heads] = broadcast_shapes(...shapes) as readonly number[] as [number, number];
  const wide = (tensor: Tensor): Tensor => tensor.expand([batch, heads, ...tensor.shape.slice(2)]);
  const [kv_num_blocks, kv_indices] = [wide(mask.kv_num_blocks), wide(mask.kv_indices)];
  const [rows, columns] = [kv_indices.size(2), q_indices.size(2)];
  let dense = orderedToDense(kv_num_blocks, kv_indices, columns);
  const hasFull = mask.full_kv_num_blocks !== null && mask.full_kv_indices !== null;
  if (hasFull) {
    const full = orderedToDense(wide(mask.full_kv_num_blocks!), wide(mask.full_kv_indices!), columns);
    dense = dense.add(full).clamp({ max: 1 });
  }
  const sums = dense.cumsum(-1);
  let ranks = sums.sub(dense).to(int32);
  if (from_last === true) ranks = sums.narrow(-1, columns - 1, 1).sub(1).sub(ranks).to(int32);
  const device = kv_indices.device;
  const gathered = (indices: Tensor): Tensor => {
    const numbers = (count: number, ...shape: number[]): Tensor => arange(count, { device }).view(shape);
    const b = numbers(batch, -1, 1, 1, 1);
    const h = numbers(heads, 1, -1, 1, 1);
    const n = numbers(indices.size(2), 1, 1, -1, 1);
    return ranks.index(b, h, indices.long().clamp(0, rows - 1), n).to(int32);
  };
  const full = hasFull && full_q_num_blocks !== null && full_q_indices !== null ? gathered(full_q_indices) : null;
  return [gathered(q_indices), full];
}
