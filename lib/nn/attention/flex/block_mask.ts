import { inspect } from 'node:util';
import { signature } from '../../../arguments/signature.js';
import { format } from '../../../format.js';
import { py_repr } from '../../../python/repr.js';
import { parseSlice, Slice } from '../../../tensor/slice.js';
import type { Index } from '../../../tensor/indexing.js';
import type { Tensor } from '../../../tensor/tensor.js';
import {
  AssertionError, IndexError, NotImplementedError, RuntimeError, ValueError, ZeroDivisionError,
} from '../../../values/errors.js';
import type { DeviceLike } from '../../../values/device.js';
import { is_tensor } from '../../../values/is_tensor.js';
import { blockPicture, type GridSize } from './block_picture.js';
import { noop_mask, slicedMaskMod, type MaskMod } from './mods.js';
import { cropped, orderedToDense, transposeOrdered } from './ordered.js';
import { dqWriteOrder } from './write_order.js';

type Maybe = Tensor | null;
type Pair = readonly [number, number];

/** Queries and keys of a block where nobody says. */
export const defaultBlockSize = 128;
/** Of a mask that has one block, whatever the lengths. */
export const wholeBlockSize = 2 ** 30;

const takes = {
  init: signature(`BlockMask(seq_lengths: tuple[int, int], kv_num_blocks: Tensor, kv_indices: Tensor,
    full_kv_num_blocks: Tensor | None, full_kv_indices: Tensor | None, q_num_blocks: Tensor | None,
    q_indices: Tensor | None, full_q_num_blocks: Tensor | None, full_q_indices: Tensor | None,
    BLOCK_SIZE: tuple[int, int] = None, mask_mod: MaskMod = None, *, dq_write_order: Tensor | None = None,
    dq_write_order_full: Tensor | None = None, dq_kv_order: Tensor | None = None, dq_kv_order_spt: bool | None = None)`),
  from: signature(`BlockMask.from_kv_blocks(kv_num_blocks: Tensor, kv_indices: Tensor,
    full_kv_num_blocks: Tensor | None = None, full_kv_indices: Tensor | None = None,
    BLOCK_SIZE: int | tuple[int, int] = 128, mask_mod: MaskMod | None = None,
    seq_lengths: tuple[int, int] | None = None, compute_q_blocks: bool = True, *, dq_write_order: Tensor | None = None,
    dq_write_order_full: Tensor | None = None, dq_kv_order: Tensor | bool | None = None)`),
  as_tuple: signature('BlockMask.as_tuple(flatten: bool = True)'),
  to_string: signature('BlockMask.to_string(grid_size: GridSize = (20, 20), limit: int = 4)'),
  to: signature('BlockMask.to(device: DeviceLike)'),
};

const pairOf = (values: readonly number[]): Pair => Object.freeze([values[0]!, values[1]!]) as Pair;

function together(a: Maybe, b: Maybe, name: string): void {
  if ((a === null) === (b === null)) return;
  throw new AssertionError(`full_${name}_num_blocks and full_${name}_indices must be both provided or omitted`);
}

/**
 * Which blocks of a mask have anything in them (`torch.nn.attention.flex_attention.BlockMask`): for each row of blocks
 * how many (B, H, rows), and which (B, H, rows, columns), in order; those that are full of ones apart from the others;
 * and the same for each column. Throws a RuntimeError for indices of fewer than two dimensions.
 */
export class BlockMask {
  seq_lengths: Pair;
  kv_num_blocks: Tensor;
  kv_indices: Tensor;
  full_kv_num_blocks: Maybe;
  full_kv_indices: Maybe;
  q_num_blocks: Maybe;
  q_indices: Maybe;
  full_q_num_blocks: Maybe;
  full_q_indices: Maybe;
  dq_write_order: Maybe;
  dq_write_order_full: Maybe;
  dq_kv_order: Maybe;
  dq_kv_order_spt: boolean | null;
  /** Of queries, and of keys. */
  BLOCK_SIZE: Pair;
  /** What the blocks that are not full are computed by. */
  mask_mod: MaskMod;

  constructor(...args: typeof takes.init.args) {
    const given = takes.init.read(args);
    const { kv_indices, kv_num_blocks, dq_write_order, dq_write_order_full } = given;
    if (kv_indices.dim() < 2) throw new RuntimeError('BlockMask must have at least 2 dimensions');
    if ((kv_num_blocks as Maybe) === null) throw new AssertionError('kv_num_blocks must be provided');
    together(given.full_kv_num_blocks, given.full_kv_indices, 'kv');
    together(given.full_q_num_blocks, given.full_q_indices, 'q');
    if (dq_write_order_full !== null && dq_write_order === null) {
      throw new ValueError('dq_write_order_full requires dq_write_order');
    }
    this.seq_lengths = pairOf(given.seq_lengths);
    this.kv_num_blocks = kv_num_blocks;
    this.kv_indices = kv_indices;
    this.full_kv_num_blocks = given.full_kv_num_blocks;
    this.full_kv_indices = given.full_kv_indices;
    this.q_num_blocks = given.q_num_blocks;
    this.q_indices = given.q_indices;
    this.full_q_num_blocks = given.full_q_num_blocks;
    this.full_q_indices = given.full_q_indices;
    this.dq_write_order = dq_write_order;
    this.dq_write_order_full = dq_write_order_full;
    this.dq_kv_order = given.dq_kv_order;
    this.dq_kv_order_spt = given.dq_kv_order_spt;
    this.BLOCK_SIZE = pairOf(given.BLOCK_SIZE ?? [defaultBlockSize, defaultBlockSize]);
    this.mask_mod = given.mask_mod ?? noop_mask;
  }

  /**
   * Makes a mask of the blocks in each row, and finds those in each column. Throws an AssertionError if one of a pair
   * is missing, and a ValueError for a `dq_kv_order` that is neither a tensor nor a boolean.
   */
  static from_kv_blocks(...args: typeof takes.from.args): BlockMask {
    const given = takes.from.read(args);
    const { kv_num_blocks, kv_indices, full_kv_num_blocks, full_kv_indices } = given;
    if (kv_indices.dim() < 2) throw new RuntimeError('BlockMask must have at least 2 dimensions');
    together(full_kv_num_blocks, full_kv_indices, 'kv');
    const BLOCK_SIZE = typeof given.BLOCK_SIZE === 'number'
      ? pairOf([given.BLOCK_SIZE, given.BLOCK_SIZE]) : pairOf(given.BLOCK_SIZE);
    const seq_lengths = given.seq_lengths ??
      [kv_indices.size(-2) * BLOCK_SIZE[0], kv_indices.size(-1) * BLOCK_SIZE[1]];
    const columns = Math.floor((seq_lengths[1] + BLOCK_SIZE[1] - 1) / BLOCK_SIZE[1]);
    const transposed = (numbers: Maybe, indices: Maybe): readonly [Maybe, Maybe] =>
      (!given.compute_q_blocks || numbers === null ? [null, null] : transposeOrdered(numbers, indices!, columns));
    const [q_num_blocks, q_indices] = transposed(kv_num_blocks, kv_indices);
    const [full_q_num_blocks, full_q_indices] = transposed(full_kv_num_blocks, full_kv_indices);
    const order: unknown = given.dq_kv_order;
    if (order !== null && typeof order !== 'boolean' && !is_tensor(order)) {
      throw new ValueError('dq_kv_order must be a bool, Tensor, or None');
    }
    return new this(
      seq_lengths, kv_num_blocks, kv_indices, full_kv_num_blocks, full_kv_indices, q_num_blocks, q_indices,
      full_q_num_blocks, full_q_indices, BLOCK_SIZE, given.mask_mod ?? noop_mask, {
        dq_write_order: given.dq_write_order, dq_write_order_full: given.dq_write_order_full,
        dq_kv_order: is_tensor(order) ? order as Tensor : null,
        dq_kv_order_spt: typeof order === 'boolean' ? order : null,
      });
  }

  /** All that it is made of, in a tuple; without `flatten` the lengths are one item, and so are the block sizes. */
  as_tuple(...args: typeof takes.as_tuple.args): readonly unknown[] {
    const { flatten } = takes.as_tuple.read(args);
    return Object.freeze([
      ...(flatten ? this.seq_lengths : [this.seq_lengths]), this.kv_num_blocks, this.kv_indices,
      this.full_kv_num_blocks, this.full_kv_indices, this.q_num_blocks, this.q_indices, this.full_q_num_blocks,
      this.full_q_indices,
      this.dq_write_order, this.dq_write_order_full, this.dq_kv_order, this.dq_kv_order_spt,
      ...(flatten ? this.BLOCK_SIZE : [this.BLOCK_SIZE]), this.mask_mod,
    ]);
  }

  /** (B, H, queries, keys). */
  get shape(): readonly number[] {
    return Object.freeze([...this.kv_indices.shape.slice(0, -2), ...this.seq_lengths]);
  }

  /** How many elements the mask has. */
  numel(): number {
    return this.shape.reduce((product, size) => product * size, 1);
  }

  /** How many of a hundred blocks have nothing in them. */
  sparsity(): number {
    const batches = this.kv_num_blocks.shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const total = this.seq_lengths.reduce(
      (product, length, i) => product * Math.floor((length + this.BLOCK_SIZE[i]! - 1) / this.BLOCK_SIZE[i]!), batches);
    const sums = [this.kv_num_blocks, this.full_kv_num_blocks].map((each) => Number(each?.sum().item() ?? 0));
    if (total === 0) throw new ZeroDivisionError('division by zero');
    return 100 * (1 - (sums[0]! + sums[1]!) / total);
  }

  /** Ones for the blocks that have anything in them: (B, H, rows, columns). */
  to_dense(): Tensor {
    const partial = orderedToDense(this.kv_num_blocks, this.kv_indices, this.kv_indices.size(-1));
    if (this.full_kv_num_blocks === null) return partial;
    const indices = this.full_kv_indices!;
    return partial.bitwise_or(orderedToDense(this.full_kv_num_blocks, indices, indices.size(-1)));
  }

  /** A picture, of at most `grid_size` characters, for each of `limit` batches and heads; -1 is one for each block. */
  to_string(...args: typeof takes.to_string.args): string {
    const { grid_size, limit } = takes.to_string.read(args);
    return blockPicture(this.to_dense(), grid_size as GridSize, limit);
  }

  /** The mask with its tensors on a device. */
  to(...args: typeof takes.to.args): BlockMask {
    const { device } = takes.to.read(args);
    const moved = <T extends Maybe>(each: T): T => (each === null ? each : each.to(device as DeviceLike) as T);
    return new BlockMask(this.seq_lengths, moved(this.kv_num_blocks), moved(this.kv_indices),
      moved(this.full_kv_num_blocks), moved(this.full_kv_indices), moved(this.q_num_blocks), moved(this.q_indices),
      moved(this.full_q_num_blocks), moved(this.full_q_indices), this.BLOCK_SIZE, this.mask_mod, {
        dq_write_order: moved(this.dq_write_order), dq_write_order_full: moved(this.dq_write_order_full),
        dq_kv_order: moved(this.dq_kv_order), dq_kv_order_spt: this.dq_kv_order_spt,
      });
  }

  /**
   * Python's `block_mask[batch, head, rows]`: some batches and heads, and some rows of blocks, which then come one
   * after the other; integers keep their dimension. The mask has no `mask_mod` then: give it one for the queries that
   * it has. Throws an IndexError for more than three indices.
   */
  index(...indices: Index[]): BlockMask {
    if (this.dq_kv_order !== null) throw noOrder('Slicing');
    if (indices.length > 3) throw new IndexError('BlockMask indexing supports batch, head, and Q-block dimensions');
    const ranges = [...indices, ':', ':', ':'].slice(0, 3).map((index, i) =>
      (typeof index === 'number' ? kept(index, this.kv_num_blocks.shape[i]!) : index)) as Index[];
    const part = <T extends Maybe>(each: T): T => (each === null ? each : each.index(...ranges) as T);
    const [kv_num_blocks, kv_indices] = [part(this.kv_num_blocks), part(this.kv_indices)];
    return this.#reordered(BlockMask.from_kv_blocks(
      kv_num_blocks, kv_indices, part(this.full_kv_num_blocks), part(this.full_kv_indices), {
        BLOCK_SIZE: this.BLOCK_SIZE, mask_mod: slicedMaskMod,
        seq_lengths: [this.#queriesOf(ranges[2]!, kv_indices.size(-2)), this.seq_lengths[1]],
        compute_q_blocks: this.q_indices !== null,
      }));
  }

  /** The mask without the queries and keys from these on. */
  _adjust(new_q_len: number, new_kv_len: number): BlockMask {
    if (this.dq_kv_order !== null) throw noOrder('Adjusting');
    const [rows, columns] = [new_q_len, new_kv_len].map((length, i) =>
      Math.floor((length + this.BLOCK_SIZE[i]! - 1) / this.BLOCK_SIZE[i]!)) as [number, number];
    const [kv_num_blocks, kv_indices] = cropped(this.kv_num_blocks, this.kv_indices, rows, columns);
    const [full_kv_num_blocks, full_kv_indices] = this.full_kv_num_blocks === null
      ? [null, null] : cropped(this.full_kv_num_blocks, this.full_kv_indices!, rows, columns);
    return this.#reordered(BlockMask.from_kv_blocks(
      kv_num_blocks, kv_indices, full_kv_num_blocks, full_kv_indices, {
        BLOCK_SIZE: this.BLOCK_SIZE, mask_mod: this.mask_mod, seq_lengths: [new_q_len, new_kv_len],
        compute_q_blocks: this.q_indices !== null,
      }));
  }

  /** A part of this mask, with what this one has for its order of writing. */
  #reordered(part: BlockMask): BlockMask {
    part.dq_kv_order_spt = this.dq_kv_order_spt;
    if (this.dq_write_order !== null) {
      [part.dq_write_order, part.dq_write_order_full] = dqWriteOrder(part, part.dq_kv_order_spt);
    }
    return part;
  }

  /** How many queries rows of blocks have: of a tensor's rows the last one is taken to be whole. */
  #queriesOf(rows: Index, selected: number): number {
    const [size] = this.BLOCK_SIZE;
    const slice = typeof rows === 'string' && rows !== '...' ? parseSlice(rows) : rows;
    if (!(slice instanceof Slice)) return selected * size;
    const count = this.kv_num_blocks.size(-1);
    const { start, stop, length } = rangeOf(slice, count);
    if (length === 0) return 0;
    const [queries] = this.seq_lengths;
    if (slice.step === 1) return Math.min(stop * size, queries) - Math.min(start * size, queries);
    const last = start + (length - 1) * slice.step === count - 1;
    const rest = queries % size;
    return length * size - (rest > 0 && last ? size - rest : 0);
  }

  /** What Python's `repr` gives: the shapes of the tensors. */
  __repr__(): string {
    const shape = (tensor: Maybe): string => (tensor === null ? 'None' : String(tensor.shape));
    const names = ['kv_num_blocks', 'kv_indices', 'full_kv_num_blocks', 'full_kv_indices', 'q_num_blocks', 'q_indices',
      'full_q_num_blocks', 'full_q_indices'] as const;
    return `BlockMask(\n${names.map((name) => `    ${name}=${shape(this[name])},\n`).join('')}` +
      `    BLOCK_SIZE=${py_repr(this.BLOCK_SIZE)},\n    shape=${py_repr(this.shape)},\n` +
      `    sparsity=${format(this.sparsity(), '.2f')}%,\n    mask_mod=${this.mask_mod.name || '<lambda>'}\n)`;
  }
  /** What Python's `str` gives: a picture. */
  toString(): string {
    return `BlockMask(shape=${py_repr(this.shape)}, sparsity=${format(this.sparsity(), '.2f')}%, \n` +
      `${this.to_string().trim()}\n)`;
  }
  [inspect.custom](): string {
    return this.__repr__();
  }
}

const noOrder = (what: string): NotImplementedError => new NotImplementedError(
  `${what} BlockMask with tensor dq_kv_order is not supported yet. Construct a new BlockMask with matching precomputed ` +
    'dq_write_order metadata.');

/** One place as a slice of a dimension of this size. */
const kept = (index: number, size: number): Slice =>
  (index < 0 && index >= -size ? new Slice(index + size, index + size + 1) : new Slice(index, index + 1));

/** Where a slice of so many begins and ends, and how many it has. */
function rangeOf({ start, stop, step }: Slice, count: number): { start: number; stop: number; length: number } {
  const at = (bound: number | null, otherwise: number): number =>
    (bound === null ? otherwise : Math.min(Math.max(bound < 0 ? bound + count : bound, 0), count));
  const [first, end] = [at(start, 0), at(stop, count)];
  return { start: first, stop: end, length: Math.max(0, Math.ceil((end - first) / step)) };
}
