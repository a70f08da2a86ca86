import * as info from '../addon/tensor_info.js';
import { is_tensor } from '../values/is_tensor.js';
import * as k from '../addon/call/kernels.js';
import { op } from '../addon/call/op.js';
import { Complex } from '../values/complex.js';
import * as types from '../values/dtype.js';
import { IndexError } from '../values/errors.js';
import type { Scalar } from './operator_types.js';
import type { Tensor } from './tensor.js';
import { fromData, maxDimensions, type TensorData } from './from_data.js';
import { assignable } from './integer_of.js';
import { parseSlice, Slice, type SliceText } from './slice.js';

/** A list of positions or of booleans, nested for more dimensions: what becomes an index tensor. */
export type IndexList = readonly (number | boolean | IndexList)[];

/** What may stand between Python's brackets: `null` adds a dimension, a boolean tensor is a mask. */
export type Index = number | bigint | boolean | null | '...' | SliceText | Slice | Tensor | IndexList;

const sliced = (tensor: Tensor, dim: number, { start, stop, step }: Slice): Tensor =>
  k.slice(tensor, dim, start, stop, step);

const isWhole = ({ start, stop, step }: Slice): boolean => start === null && stop === null && step === 1;

/** What the basic indices select, and the tensors that then index dimensions of it. */
interface Selection {
  readonly target: Tensor;
  readonly advanced: readonly (Tensor | null)[];
}

// Every dimension once, as many new ones, and room for ellipsis and masks.
const mostIndices = 4 * maxDimensions;

/** Applies basic indices from left to right, each to the next dimension; the rules of ATen/TensorIndexing.h. */
function select(self: Tensor, given: readonly Index[]): Selection {
  const rank = info.dim(self);
  if (given.length > mostIndices) throw new IndexError(`too many indices for tensor of dimension ${rank}`);
  const indices = Array.from(given, normalized);
  const specified = indices.reduce<number>((sum, index) => sum + dimensionsOf(index), 0);
  if (specified > rank) {
    if (rank === 0 && indices.length === 1) {
      throw new IndexError(typeof indices[0] !== 'number' ? 'slice() cannot be applied to a 0-dim tensor.'
        : 'invalid index of a 0-dim tensor. Use `tensor.item()` to convert a 0-dim tensor to a number');
    }
    throw new IndexError(`too many indices for tensor of dimension ${rank}`);
  }
  const advanced: (Tensor | null)[] = [];
  let target = self;
  let dim = 0;
  let place = 0; // the dimension of `self` that `dim` stands for, for messages
  const record = (index: Tensor): void => {
    while (advanced.length < dim) advanced.push(null);
    advanced.push(index);
    dim++;
  };
  for (const index of indices) {
    if (typeof index === 'number') {
      target = selectOne(target, dim, place++, index);
    } else if (index === '...') {
      dim += rank - specified;
      place += rank - specified;
    } else if (index instanceof Slice) {
      if (!isWhole(index)) target = sliced(target, dim, index);
      dim++;
      place++;
    } else if (index === null) {
      target = k.unsqueeze(target, dim++);
    } else if (typeof index === 'boolean') {
      target = k.unsqueeze(target, dim);
      record(fromData(index ? [0] : [], types.int64));
    } else {
      place += dimensionsOf(index);
      record(onDeviceOf(self, index));
    }
  }
  return { target, advanced };
}

type NormalizedIndex = number | boolean | null | '...' | Slice | Tensor;

function normalized(index: Index): NormalizedIndex {
  if (typeof index === 'number') {
    if (!Number.isInteger(index)) throw new IndexError(`tensor indices must be integers, not ${index}`);
    return index;
  }
  if (index === '...' || index === null || typeof index === 'boolean' || index instanceof Slice) return index;
  if (typeof index === 'string') return parseSlice(index);
  if (typeof index === 'bigint') return Number(index);
  if (is_tensor(index)) return scalarIndex(index as Tensor);
  if (Array.isArray(index)) return indexTensor(index);
  throw new IndexError(
    "only integers, slices (':'), ellipsis ('...'), null and long or byte tensors are valid indices " +
      `(got ${index === undefined ? 'undefined' : typeof index})`);
}

/** A list of booleans is a mask, any other a list of positions. */
function indexTensor(list: readonly unknown[]): Tensor {
  if (!startsWithBoolean(list)) return fromData(list as TensorData, types.int64);
  const made = fromData(list as TensorData, undefined);
  return made.dtype === types.bool ? made : made.to(types.int64);
}

function startsWithBoolean(list: readonly unknown[]): boolean {
  let first: unknown = list;
  // A list that holds itself has no end; fromData says so.
  for (let depth = 0; depth <= maxDimensions && Array.isArray(first); depth++) first = (first as unknown[])[0];
  return typeof first === 'boolean';
}

/** A tensor of no dimensions is its value: an integer selects, a boolean is a mask over a new dimension. */
function scalarIndex(index: Tensor): NormalizedIndex {
  if (index.dim() > 0) return index;
  if (index.dtype === types.bool || index.dtype === types.uint8) return Boolean(index.item());
  if (index.dtype.isIntegral) return Number(index.item({ bigint: true }));
  return index;
}

/** How many dimensions of the indexed tensor an index uses up. */
function dimensionsOf(index: NormalizedIndex): number {
  if (index === null || index === '...' || typeof index === 'boolean') return 0;
  if (typeof index === 'number' || index instanceof Slice) return 1;
  return index.dtype === types.bool || index.dtype === types.uint8 ? index.dim() : 1;
}

function selectOne(tensor: Tensor, dim: number, place: number, index: number): Tensor {
  try {
    return k.select(tensor, dim, index);
  } catch (error) {
    const size = info.sizes(tensor)[dim]!;
    if (index >= size || index < -size) {
      throw new IndexError(`index ${index} is out of bounds for dimension ${place} with size ${size}`);
    }
    throw error;
  }
}

function onDeviceOf(self: Tensor, index: Tensor): Tensor {
  return index.is_cpu && !self.is_cpu ? index.to(self.device) : index;
}

/** Reads items in a way of its own; undefined for those that are read as always. */
export type ItemReader = (tensor: Tensor, indices: readonly Index[]) => Tensor | undefined;
let itemReader: ItemReader | undefined;

/** Asks `read` about the items that are read while `body` runs. */
export function withItemReader<T>(read: ItemReader, body: () => T): T {
  const before = itemReader;
  itemReader = read;
  try {
    return body();
  } finally {
    itemReader = before;
  }
}

/** Python's `tensor[indices]`. */
export function getItem(tensor: Tensor, indices: readonly Index[]): Tensor {
  const read = itemReader?.(tensor, indices);
  if (read !== undefined) return read;
  const quick = quickItem(tensor, indices);
  if (quick !== undefined) return quick;
  const { target, advanced } = select(tensor, indices);
  if (advanced.length > 0) return k.index(target, advanced);
  return target === tensor ? k.alias(tensor) : target;
}

/**
 * The commonest indices without a list of what they mean: integers and slices, one for each dimension at most, or one
 * tensor of positions. Undefined for others, and for those that {@link select} refuses with its messages.
 */
function quickItem(tensor: Tensor, indices: readonly Index[]): Tensor | undefined {
  const rank = info.dim(tensor);
  if (indices.length === 0 || indices.length > rank) return undefined;
  const first = indices[0]!;
  if (indices.length === 1 && is_tensor(first)) {
    if (info.dtype(first) !== types.int64 || info.dim(first) === 0 || !tensor.is_cpu) return undefined;
    return k.index(tensor, [first]);
  }
  let target = tensor;
  let dim = 0;
  for (let place = 0; place < indices.length; place++) {
    const index = indices[place]!;
    if (typeof index === 'number' && Number.isInteger(index)) {
      target = selectOne(target, dim, place, index);
    } else if (index === ':') {
      dim++;
    } else if (typeof index === 'string' && index !== '...') {
      target = sliced(target, dim++, parseSlice(index));
    } else {
      return undefined;
    }
  }
  return target === tensor ? k.alias(tensor) : target;
}

/** Python's `tensor[indices] = value`, or with `accumulate` `+=` that counts a place as often as it is named. */
export function setItem(
  tensor: Tensor, indices: readonly Index[], value: Tensor | Scalar, accumulate = false,
): void {
  if (!Array.isArray(indices)) {
    throw new TypeError(`index_put_(): argument 'indices' (position 1) must be a list of indices, not ${typeof indices}`);
  }
  const { target, advanced } = select(tensor, indices);
  if (!is_tensor(value)) {
    if (!isScalar(value)) {
      throw new TypeError(`can't assign a ${typeof value} to a ${tensor.dtype} tensor: give a number or a Tensor`);
    }
    const mask = advanced[0];
    const isMask = advanced.length === 1 && mask?.dtype === types.bool;
    if (!accumulate && isMask && String(mask.shape) === String(target.shape)) {
      op('aten::masked_fill_.Scalar')(target, mask, assignable(value, tensor.dtype));
      return;
    }
    if (advanced.length === 0 && !accumulate) {
      op('aten::fill_.Scalar')(target, assignable(value, tensor.dtype));
      return;
    }
    value = fromData(value, tensor.dtype).to(tensor.device);
  }
  const source = onDevice(value as Tensor, tensor);
  if (advanced.length > 0) {
    op('aten::index_put_')(target, advanced, withoutLeadingOnes(source), accumulate);
  } else if (accumulate) {
    op('aten::add_.Tensor')(target, withoutLeadingOnes(source));
  } else {
    op('aten::copy_')(target, expandedTo(target, source));
  }
}

function isScalar(value: unknown): value is Scalar {
  return ['number', 'bigint', 'boolean'].includes(typeof value) || value instanceof Complex;
}

function onDevice(value: Tensor, target: Tensor): Tensor {
  return value.dim() === 0 && value.device !== target.device ? value.to(target.device) : value;
}

/** As PyTorch assigns: what does not fit is an error of expand, in its words. */
function expandedTo(target: Tensor, value: Tensor): Tensor {
  const { shape } = value;
  const sizes = info.sizes(target);
  if (shape.length === 0 || (shape.length === sizes.length && sizes.every((size, dim) => size === shape[dim]))) {
    return value;
  }
  return op('aten::expand')(withoutLeadingOnes(value), sizes, true);
}

/** NumPy broadcasts on assignment as if leading dimensions of length one were not there. */
function withoutLeadingOnes(value: Tensor): Tensor {
  const { shape } = value;
  let ones = 0;
  while (ones < shape.length && shape[ones] === 1) ones++;
  return ones === 0 ? value : op('aten::view')(value, shape.slice(ones));
}
