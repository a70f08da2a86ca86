/** `torch.ao.pruning.sparsifier.weight_norm_sparsifier`. */
import { signature } from '../../../arguments/signature.js';
import { logical_or, ones, ones_like, topk, zeros_like } from '../../../generated/torch.js';
import { avg_pool2d } from '../../../generated/nn.js';
import { fold, unfold } from '../../../nn/functional/fold.js';
import { py_repr } from '../../../python/repr.js';
import { roundHalfEven } from '../../../python/rounding.js';
import { slice } from '../../../tensor/slice.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { NotImplementedError, ValueError } from '../../../values/errors.js';
import { BaseSparsifier } from './base_sparsifier.js';
import type { LeveledGroup, SparsityGroup } from './groups.js';
import { maskOf, tensorOf } from './utils.js';

/** What makes numbers out of weights, elementwise, by which blocks are ranked. */
export type SparsityNorm = (weight: Tensor) => Tensor;

type Block = readonly [rows: number, columns: number];

const takes = signature(`WeightNormSparsifier(sparsity_level: float = 0.5,
  sparse_block_shape: tuple[int, int] = (1, 4), zeros_per_block: int | None = None,
  norm: SparsityNorm | int | None = None)`);

const norms: Readonly<Record<number, SparsityNorm>> = {
  1: (weight) => weight.abs(), 2: (weight) => weight.mul(weight),
};

/** What a group of this sparsifier has. */
interface WeightGroup extends LeveledGroup {
  readonly sparse_block_shape: Block;
  readonly zeros_per_block: number;
}

/**
 * Takes away the blocks of matrices with the least norms (`torch.ao.pruning.WeightNormSparsifier`): as large a part of
 * them as `sparsity_level` says, of `sparse_block_shape` rows and columns. With `zeros_per_block` only so many elements
 * of each block go, those with the least. `norm` is 1, 2 or a function of the weights. Each is a default that the
 * configuration of a tensor may change. Throws a NotImplementedError for another norm.
 */
export class WeightNormSparsifier extends BaseSparsifier {
  /** What makes numbers out of weights, by which blocks are ranked. */
  readonly norm_fn: SparsityNorm;

  constructor(...args: typeof takes.args) {
    const { sparsity_level, sparse_block_shape, zeros_per_block, norm } = takes.read(args);
    super({
      sparsity_level, sparse_block_shape,
      zeros_per_block: zeros_per_block ?? sparse_block_shape[0] * sparse_block_shape[1],
    });
    const fn = typeof norm === 'function' ? norm : norms[norm ?? 2];
    if (fn === undefined) throw new NotImplementedError(`L-${py_repr(norm)} is not yet implemented.`);
    this.norm_fn = fn;
  }

  /**
   * Computes the mask of one matrix. Throws a ValueError for fewer zeros in a block than none, or more than it has
   * elements.
   */
  override update_mask(given: SparsityGroup): void {
    const group = given as WeightGroup;
    const { sparsity_level: level, sparse_block_shape: block, zeros_per_block: zeros } = group;
    const perBlock = block[0] * block[1];
    if (zeros > perBlock) {
      throw new ValueError(
        'Number of zeros per block cannot be more than the total number of elements in that block.');
    }
    if (zeros < 0) throw new ValueError('Number of zeros per block should be positive.');
    const mask = maskOf(group);
    if (level <= 0 || zeros === 0) mask.data = ones_like(mask);
    else if (level >= 1 && zeros === perBlock) mask.data = zeros_like(mask);
    else {
      const data = this.norm_fn(tensorOf(group.module, group.tensor_name));
      const blocks = blocksMask(data, level, block);
      mask.data = zeros === perBlock ? blocks : logical_or(blocks, elementsMask(data, block, zeros));
    }
  }
}

/** The sizes of a matrix of whole blocks that has another in its corner. */
function padded(data: Tensor, [rows, columns]: Block): [number, number] {
  const [h, w] = [data.size(-2), data.size(-1)];
  return [Math.ceil(h / rows) * rows, Math.ceil(w / columns) * columns];
}

/** A matrix out of blocks, whose elements are in columns, with zeros where `indices` say. */
function foldedMask(
  dim: number, indices: Tensor, sizes: readonly number[], shape: readonly number[], block: Block,
): Tensor {
  const mask = ones(sizes, { device: indices.device }).reshape(shape).scatter_(dim, indices, 0);
  return fold(mask, sizes, block, { stride: block }).squeeze().reshape(sizes);
}

/** A mask of whole blocks: as large a part of them as `level` says goes, those with the least mean. */
function blocksMask(data: Tensor, level: number, block: Block): Tensor {
  const sizes = padded(data, block);
  if (level >= 1) return zeros_like(ones(sizes, { device: data.device }));
  const perBlock = block[0] * block[1];
  const means = (perBlock > 1
    ? avg_pool2d(data.unsqueeze(0).unsqueeze(0), block, { stride: block, ceil_mode: true }) : data).flatten();
  const count = means.size(0);
  const going = Math.max(0, Math.min(count - 1, roundHalfEven(level * count)));
  const columns = means.repeat(1, perBlock, 1);
  const [, indices] = topk(columns, going, { dim: 2, largest: false });
  const [h, w] = [data.size(-2), data.size(-1)];
  return foldedMask(2, indices, sizes, columns.shape, block).index(slice(0, h), slice(0, w)).contiguous();
}

/** A mask that takes `zeros` elements of each block, the least ones. */
function elementsMask(data: Tensor, block: Block, zeros: number): Tensor {
  const sizes = padded(data, block);
  const whole = ones(sizes, { dtype: data.dtype, device: data.device }).fill_(NaN);
  whole.index_put_([slice(0, data.size(-2)), slice(0, data.size(-1))], data);
  const columns = unfold(whole.unsqueeze(0).unsqueeze(0), block, { stride: block });
  const [, indices] = topk(columns, zeros, { dim: 1, largest: false });
  return foldedMask(1, indices, sizes, columns.shape, block).contiguous();
}
