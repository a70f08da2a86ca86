/** Functions of one score, or of one place in the mask, and the same for all of them at once. */
import { vmap, type AnyFunction, type Dims } from '../../../functorch/vmap.js';
import { py_repr } from '../../../python/repr.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { bool } from '../../../values/dtype.js';
import { AssertionError, RuntimeError } from '../../../values/errors.js';

/** Changes a score, given where it is: all are tensors without dimensions. */
export type ScoreMod = (score: Tensor, batch: Tensor, head: Tensor, q_idx: Tensor, kv_idx: Tensor) => Tensor;
/** Whether a query looks at a key: all are tensors without dimensions, the result one of booleans. */
export type MaskMod = (batch: Tensor, head: Tensor, q_idx: Tensor, kv_idx: Tensor) => Tensor;

/** The mask that hides nothing (`torch.nn.attention.flex_attention.noop_mask`). */
export function noop_mask(batch: Tensor, _head: Tensor, _token_q: Tensor, _token_kv: Tensor): Tensor {
  return batch.new_ones([], { dtype: bool, device: batch.device });
}

/** The score as it is. */
export const identity: ScoreMod = (score) => score;

/** What a part of a {@link BlockMask} has in place of its mask. */
export const slicedMaskMod = function _sliced_mask_mod_error(
  _batch: Tensor, _head: Tensor, _token_q: Tensor, _token_kv: Tensor,
): never {
  throw new RuntimeError('Cannot use mask_mod from a sliced BlockMask. ' +
    'When you slice a BlockMask using [], the mask_mod attribute is reset. ' +
    "You must set it from the original BlockMask's mask_mod." +
    '\n\nIncorrect usage:' +
    '\n  base_mask = create_block_mask(my_mask_fn, ...)' +
    '\n  sliced_mask = base_mask[:, :, block_idx]' +
    '\n  sliced_mask.mask_mod = apply_offset(sliced_mask.mask_mod, offset)  # WRONG!' +
    '\n\nCorrect usage:' +
    '\n  base_mask = create_block_mask(my_mask_fn, ...)' +
    '\n  sliced_mask = base_mask[:, :, block_idx]' +
    '\n  sliced_mask.mask_mod = apply_offset(base_mask.mask_mod, offset)  # Use base_mask!');
};

/** Which of the two a function is, by how many arguments it takes. Throws an AssertionError for neither. */
export function kindOf(mod: ScoreMod | MaskMod): 'score' | 'mask' {
  const count = mod.length;
  if (count !== 5 && count !== 4) throw new AssertionError(`Expected 4 or 5 positional args, got ${count}`);
  return count === 5 ? 'score' : 'mask';
}

/** Which dimension of batch, head, query and key each vmap goes over, the innermost first. */
const over: readonly (readonly Dims[])[] = [
  [null, null, null, 0], [null, null, 0, null], [null, 0, null, null], [0, null, null, null],
];

function everywhere<F extends AnyFunction>(mod: F, prefix: readonly Dims[]): F {
  return over.reduce<F>((inside, dims) => vmap(inside, [...prefix, ...dims]), mod);
}

/** The function over all scores: (B, H, L, S) and the four ranges of numbers, to (B, H, L, S). */
export const overScores = (mod: ScoreMod): ScoreMod => everywhere(mod, [0]);
/** The function over all places: the four ranges of numbers, to (B, H, L, S). */
export const overPlaces = (mod: MaskMod): MaskMod => everywhere(mod, []);

function checkMods(mods: readonly unknown[]): void {
  if (mods.every((each) => typeof each === 'function')) return;
  throw new RuntimeError(`All inputs should be callable mask_mods: ${py_repr(Object.freeze([...mods]))}`);
}

/**
 * The mask that shows what one of these shows (`torch.nn.attention.flex_attention.or_masks`). Throws a RuntimeError for
 * what is no function.
 */
export function or_masks(...mask_mods: readonly MaskMod[]): MaskMod {
  checkMods(mask_mods);
  return function or_mask(b, h, q_idx, kv_idx) {
    return mask_mods.reduce<Tensor>(
      (result, mask) => result.bitwise_or(mask(b, h, q_idx, kv_idx)), b.new_zeros([], { dtype: bool }));
  };
}

/**
 * The mask that shows what all of these show (`torch.nn.attention.flex_attention.and_masks`). Throws a RuntimeError for
 * what is no function.
 */
export function and_masks(...mask_mods: readonly MaskMod[]): MaskMod {
  checkMods(mask_mods);
  return function and_mask(b, h, q_idx, kv_idx) {
    return mask_mods.reduce<Tensor>(
      (result, mask) => result.bitwise_and(mask(b, h, q_idx, kv_idx)), b.new_ones([], { dtype: bool }));
  };
}
