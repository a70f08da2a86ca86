import { native } from '../binding.js';
import { Complex } from '../complex.js';
import * as types from '../dtype.js';
import { IndexError } from '../errors.js';
import type { BoundOperator, Handle } from '../native.js';
import type { Scalar } from '../operator_types.js';
import type { Tensor } from '../tensor.js';
import { TensorBase } from '../tensor_base.js';
import { wrap } from '../wrap.js';
import { fromData, maxDimensions, type TensorData } from './from_data.js';
import { parseSlice, Slice, type SliceText } from './slice.js';

/** A list of positions or of booleans, nested for more dimensions: what becomes an index tensor. */
export type IndexList = readonly (number | boolean | IndexList)[];

/** What may stand between Python's brackets: `null` adds a dimension, a boolean tensor is a mask. */
export type Index = number | bigint | boolean | null | '...' | SliceText | Slice | Tensor | IndexList;

const operators = {
  select: 'aten::select.int',
  slice: 'aten::slice.Tensor',
  unsqueeze: 'aten::unsqueeze',
  alias: 'aten::alias',
  index: 'aten::index.Tensor',
  index_put_: 'aten::index_put_',
  copy_: 'aten::copy_',
  add_: 'aten::add_.Tensor',
  fill_: 'aten::fill_.Scalar',
  expand: 'aten::expand',
  view: 'aten::view',
} as const;

// Bound here and called with handles: `t.index(0)` is as hot as an operator.
let bound: Record<keyof typeof operators, BoundOperator> | undefined;

function ops(): NonNullable<typeof bound> {
  return (bound ??= Object.fromEntries(
    Object.entries(operators).map(([name, full]) => [name, native.bind(full, false)])) as NonNullable<typeof bound>);
}

/** What the basic indices select, and the tensors that then index dimensions of it. */
interface Selection {
  readonly handle: Handle;
  readonly advanced: readonly (Handle | null)[];
}

// Every dimension once, as many new ones, and room for ellipsis and masks.
const mostIndices = 4 * maxDimensions;

/** Applies basic indices from left to right, each to the next dimension; the rules of ATen/TensorIndexing.h. */
function select(self: Handle, given: readonly Index[]): Selection {
  const rank = native.dim(self);
  if (given.length > mostIndices) throw new IndexError(`too many indices for tensor of dimension ${rank}`);
  const indices = Array.from(given, normalized);
  const specified = indices.reduce<number>((sum, index) => sum + dimensionsOf(index), 0);
  if (specified > rank) {
    if (rank === 0) {
      throw new IndexError('invalid index of a 0-dim tensor. Use `tensor.item()` to convert a 0-dim tensor to a number');
    }
    throw new IndexError(`too many indices for tensor of dimension ${rank}`);
  }
  const advanced: (Handle | null)[] = [];
  let handle = self;
  let dim = 0;
  let place = 0; // the dimension of `self` that `dim` stands for, for messages
  const record = (index: Handle): void => {
    while (advanced.length < dim) advanced.push(null);
    advanced.push(index);
    dim++;
  };
  for (const index of indices) {
    if (typeof index === 'number') {
      handle = selectOne(handle, dim, place++, index);
    } else if (index === '...') {
      dim += rank - specified;
      place += rank - specified;
    } else if (index instanceof Slice) {
      const { start, stop, step } = index;
      if (start !== null || stop !== null || step !== 1) {
        handle = ops().slice(handle, dim, start, stop, step) as Handle;
      }
      dim++;
      place++;
    } else if (index === null) {
      handle = ops().unsqueeze(handle, dim++) as Handle;
    } else if (typeof index === 'boolean') {
      handle = ops().unsqueeze(handle, dim) as Handle;
      record(TensorBase.self(fromData(index ? [0] : [], types.int64)));
    } else {
      place += dimensionsOf(index);
      record(TensorBase.self(onDeviceOf(self, index)));
    }
  }
  return { handle, advanced };
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
  if (TensorBase.handle(index) !== undefined) return scalarIndex(index as Tensor);
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

function selectOne(handle: Handle, dim: number, place: number, index: number): Handle {
  try {
    return ops().select(handle, dim, index) as Handle;
  } catch (error) {
    const size = native.sizes(handle)[dim]!;
    if (index >= size || index < -size) {
      throw new IndexError(`index ${index} is out of bounds for dimension ${place} with size ${size}`);
    }
    throw error;
  }
}

function onDeviceOf(self: Handle, index: Tensor): Tensor {
  return index.is_cpu && !native.is_cpu(self) ? index.to(native.device(self) as 'cuda') : index;
}

/** Python's `tensor[indices]`. */
export function getItem(tensor: Tensor, indices: readonly Index[]): Tensor {
  const self = TensorBase.self(tensor);
  if (indices.length === 1 && typeof indices[0] === 'number' && Number.isInteger(indices[0]) && native.dim(self) > 0) {
    return wrap(selectOne(self, 0, 0, indices[0]));
  }
  const { handle, advanced } = select(self, indices);
  if (advanced.length > 0) return wrap(ops().index(handle, advanced) as Handle);
  return wrap(handle === self ? (ops().alias(self) as Handle) : handle);
}

/** Python's `tensor[indices] = value`, or with `accumulate` `+=` that counts a place as often as it is named. */
export function setItem(
  tensor: Tensor, indices: readonly Index[], value: Tensor | Scalar, accumulate = false,
): void {
  if (!Array.isArray(indices)) {
    throw new TypeError(`index_put_(): argument 'indices' (position 1) must be a list of indices, not ${typeof indices}`);
  }
  const { handle, advanced } = select(TensorBase.self(tensor), indices);
  if (TensorBase.handle(value) === undefined) {
    if (!isScalar(value)) {
      throw new TypeError(`can't assign a ${typeof value} to a ${tensor.dtype} tensor: give a number or a Tensor`);
    }
    if (advanced.length === 0 && !accumulate) {
      ops().fill_(handle, value);
      return;
    }
    value = fromData(value, tensor.dtype).to(tensor.device);
  }
  const source = withoutLeadingOnes(onDevice(value as Tensor, tensor));
  if (advanced.length > 0) {
    ops().index_put_(handle, advanced, source, accumulate);
    return;
  }
  if (accumulate) ops().add_(handle, source);
  else ops().copy_(handle, source);
}

function isScalar(value: unknown): value is Scalar {
  return ['number', 'bigint', 'boolean'].includes(typeof value) || value instanceof Complex;
}

function onDevice(value: Tensor, target: Tensor): Tensor {
  return value.dim() === 0 && value.device !== target.device ? value.to(target.device) : value;
}

/** NumPy broadcasts on assignment as if leading dimensions of length one were not there. */
function withoutLeadingOnes(value: Tensor): Handle {
  const { shape } = value;
  let ones = 0;
  while (ones < shape.length && shape[ones] === 1) ones++;
  const handle = TensorBase.self(value);
  return ones === 0 ? handle : (ops().view(handle, shape.slice(ones)) as Handle);
}
