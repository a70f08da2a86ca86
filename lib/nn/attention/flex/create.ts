import { current_accelerator } from '../../../accelerator/module.js';
import { signature } from '../../../arguments/signature.js';
import { arange, isneginf, where, zeros } from '../../../generated/torch.js';
import { pad } from '../../../generated/nn.js';
import { py_repr } from '../../../python/repr.js';
import { warn } from '../../../python/warnings.js';
import type { DeviceLike } from '../../../values/device.js';
import { bool, int8 } from '../../../values/dtype.js';
import { AssertionError, ValueError } from '../../../values/errors.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { BlockMask } from './block_mask.js';
import { withPlaces } from './items.js';
import { kindOf, overPlaces, overScores, type MaskMod, type ScoreMod } from './mods.js';
import { denseToOrdered } from './ordered.js';
import { dqWriteOrder } from './write_order.js';

/** 0, 1, ... for each of batches, heads, queries and keys. */
export function places(sizes: readonly number[], device: DeviceLike): [Tensor, Tensor, Tensor, Tensor] {
  return sizes.map((size) => arange(0, size, { device })) as [Tensor, Tensor, Tensor, Tensor];
}

/**
 * The mask that a function makes, (B, H, Q_LEN, KV_LEN) of booleans (`torch.nn.attention.flex_attention.create_mask`):
 * of a function of scores, those that it does not turn to minus infinity. B and H are 1 where they are null. Throws an
 * AssertionError for a function that takes neither four arguments nor five.
 */
export const create_mask = signature(`create_mask(mod_fn: ScoreMod | MaskMod, B: int | None, H: int | None, Q_LEN: int,
  KV_LEN: int, device: DeviceLike = None) -> Tensor`).define((mod_fn, B, H, Q_LEN, KV_LEN, device) => {
  const where_ = device ?? current_accelerator() ?? 'cpu';
  const sizes = [B ?? 1, H ?? 1, Q_LEN, KV_LEN];
  const [b, h, m, n] = places(sizes, where_);
  const kind = kindOf(mod_fn);
  return withPlaces(() => {
    if (kind === 'mask') return overPlaces(mod_fn as MaskMod)(b, h, m, n);
    const scores = overScores(mod_fn as ScoreMod)(zeros(sizes, { device: where_ }), b, h, m, n);
    return where(isneginf(scores), false, true);
  });
});

const up = (count: number, multiple: number): number => Math.ceil(count / multiple) * multiple;

/** The blocks that have anything in them, without the full ones where that is wanted: (B, H, rows, columns). */
function blocksOf(
  given: Tensor, q_size: number, kv_size: number, separate: boolean,
): [partial: Tensor, full: Tensor | null] {
  if (given.dtype !== bool) throw new AssertionError(`mask.dtype must be torch.bool, got ${given.dtype}`);
  let mask = given;
  while (mask.dim() < 4) mask = mask.unsqueeze(0);
  const [queries, keys] = [mask.size(-2), mask.size(-1)];
  mask = pad(mask, [0, up(keys, kv_size) - keys, 0, up(queries, q_size) - queries]);
  const [batch, heads, rows, columns] = mask.shape as readonly number[] as [number, number, number, number];
  const sums = mask.view(batch, heads, rows / q_size, q_size, columns / kv_size, kv_size).permute(0, 1, 2, 4, 3, 5)
    .sum([-2, -1]);
  if (!separate) return [sums.gt(0).to(int8), null];
  const all = q_size * kv_size;
  return [sums.gt(0).bitwise_and(sums.lt(all)).to(int8), sums.eq(all).to(int8)];
}

/**
 * The blocks of the mask that a function makes (`torch.nn.attention.flex_attention.create_block_mask`): see
 * {@link BlockMask}. Blocks that are full are apart from the others unless `separate_full_blocks` is false. Throws an
 * AssertionError for a function that does not take four arguments.
 */
export const create_block_mask = signature(`create_block_mask(mask_mod: MaskMod, B: int | None, H: int | None,
  Q_LEN: int, KV_LEN: int, device: DeviceLike = None, BLOCK_SIZE: int | tuple[int, int] = 128, _compile: bool = False,
  separate_full_blocks: bool = True, compute_dq_write_order: bool = False, dq_kv_order: bool = True) -> BlockMask`)
  .define((mask_mod, B, H, Q_LEN, KV_LEN, device, BLOCK_SIZE, _compile, separate, compute_order, dq_kv_order) => {
    if (kindOf(mask_mod) !== 'mask') {
      throw new AssertionError(`create-block_mask requires a mask_mod function! Got ${py_repr(mask_mod)}`);
    }
    if (_compile) {
      warn('DeprecationWarning', '_compile flag on create_block_mask was originally added to work around a ' +
        'torch.compile limitation. That limitation has since been addressed. So, to compile create_block_mask, we ' +
        'suggest doing torch.compile(create_block_mask). This still works for now, but will be removed in the future.');
    }
    if (typeof (dq_kv_order as unknown) !== 'boolean') {
      throw new ValueError('dq_kv_order must be a bool when using create_block_mask');
    }
    const [q_size, kv_size] = typeof BLOCK_SIZE === 'number' ? [BLOCK_SIZE, BLOCK_SIZE] : BLOCK_SIZE;
    const [partial, full] = blocksOf(create_mask(mask_mod, B, H, Q_LEN, KV_LEN, device), q_size, kv_size, separate);
    const [kv_num_blocks, kv_indices] = denseToOrdered(partial);
    const [full_kv_num_blocks, full_kv_indices] = full === null ? [null, null] : denseToOrdered(full);
    const made = BlockMask.from_kv_blocks(kv_num_blocks, kv_indices, full_kv_num_blocks, full_kv_indices,
      { BLOCK_SIZE: [q_size, kv_size], mask_mod, seq_lengths: [Q_LEN, KV_LEN] });
    if (compute_order) {
      [made.dq_write_order, made.dq_write_order_full] = dqWriteOrder(made, dq_kv_order);
      made.dq_kv_order_spt = dq_kv_order;
    }
    return made;
  });
