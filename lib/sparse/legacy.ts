import { isKeywords } from '../python/keywords.js';
import { warn } from '../python/warnings.js';
import { is_tensor } from '../values/is_tensor.js';
import { isDeviceLike, parseDevice, type DeviceLike } from '../values/device.js';
import type { dtype } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import { sparse_coo, type layout } from '../values/layout.js';
import { typeName } from '../values/type_name.js';
import { sparse_coo_tensor } from '../tensor/sparse_tensors.js';
import { legacyTypes } from '../tensor/type_names.js';
import type { Tensor } from '../tensor/tensor.js';

/** Where the tensor is made: only the main memory is right. */
interface OnDevice {
  readonly device?: DeviceLike | null;
}
type Size = readonly number[];

/** A legacy constructor of sparse tensors, with or without `new`; `instanceof` asks for layout and dtype. */
export interface SparseType {
  /** Makes a sparse tensor of a size, or of indices and values. */
  (options?: OnDevice): Tensor;
  /** Makes a sparse tensor of a size, or of indices and values. */
  (...size: number[]): Tensor;
  /** Makes a sparse tensor of a size, or of indices and values. */
  (size: Size, options?: OnDevice): Tensor;
  /** Makes a sparse tensor of a size, or of indices and values. */
  (indices: Tensor, values: Tensor, options?: OnDevice): Tensor;
  /** Makes a sparse tensor of a size, or of indices and values. */
  (indices: Tensor, values: Tensor, size: Size, options?: OnDevice): Tensor;
  /** Makes a sparse tensor of a size, or of indices and values. */
  new (options?: OnDevice): Tensor;
  /** Makes a sparse tensor of a size, or of indices and values. */
  new (...size: number[]): Tensor;
  /** Makes a sparse tensor of a size, or of indices and values. */
  new (size: Size, options?: OnDevice): Tensor;
  /** Makes a sparse tensor of a size, or of indices and values. */
  new (indices: Tensor, values: Tensor, options?: OnDevice): Tensor;
  /** Makes a sparse tensor of a size, or of indices and values. */
  new (indices: Tensor, values: Tensor, size: Size, options?: OnDevice): Tensor;
  readonly dtype: dtype;
  readonly layout: layout;
  [Symbol.hasInstance](value: unknown): boolean;
}

/** The forms of a call as PyTorch names them, each with what its warning says of it and of what is to be written. */
const forms = {
  none: ['', '(0,), dtype='],
  size: ['shape, *, device=', 'shape, dtype=, device='],
  data: ['indices, values, *, device=', 'indices, values, dtype=, device='],
  sized: ['indices, values, shape, *, device=', 'indices, values, shape, dtype=, device='],
} as const;
const listed = [
  '*, torch.device device = None',
  'Tensor indices, Tensor values, *, torch.device device = None',
  'Tensor indices, Tensor values, tuple of ints size, *, torch.device device = None',
  'tuple of ints size, *, torch.device device = None',
];

/** A constructor of sparse tensors of one dtype, in the main memory or on the current GPU. */
export function legacy(name: keyof typeof legacyTypes, place: 'cpu' | 'cuda' = 'cpu'): SparseType {
  const type = legacyTypes[name];
  const make = (...args: unknown[]): Tensor => {
    const last = args.at(-1);
    const named = isKeywords(last) ? last as OnDevice : {};
    const given = isKeywords(last) ? args.slice(0, -1) : args;
    const form = formOf(given);
    const isKnown = Object.keys(named).every((key) => key === 'device');
    const isPlace = named.device === undefined || named.device === null || isDeviceLike(named.device);
    if (form === undefined || !isKnown || !isPlace) throw mismatch(given, named);
    checkDevice(named.device, place);
    const [what, instead] = forms[form];
    warn('UserWarning', `torch.sparse.SparseTensor(${what}) is deprecated.  ` +
      `Please use torch.sparse_coo_tensor(${instead}).`);
    const device = named.device ?? place;
    if (form === 'none') return sparse_coo_tensor([0], { dtype: type, device });
    if (form === 'size') return sparse_coo_tensor(sizeOf(given), { dtype: type, device });
    const [indices, values, size] = given as [Tensor, Tensor, Size | undefined];
    // Of the values' own dtype, as in PyTorch.
    return size === undefined ? sparse_coo_tensor(indices, values) : sparse_coo_tensor(indices, values, size);
  };
  Object.defineProperty(make, 'name', { value: name });
  // The objects are plain tensors; what makes one a sparse FloatTensor is its layout and dtype.
  const hasInstance = (value: unknown): boolean =>
    is_tensor(value) && value.layout === sparse_coo && value.dtype === type && (place === 'cpu' || value.is_cuda);
  // `new` needs a function with a prototype.
  const face = function (...args: unknown[]): Tensor {
    return make(...args);
  };
  Object.defineProperties(face, {
    name: { value: name },
    dtype: { value: type },
    layout: { value: sparse_coo },
    [Symbol.hasInstance]: { value: hasInstance },
  });
  return face as unknown as SparseType;
}

function formOf(given: readonly unknown[]): keyof typeof forms | undefined {
  if (given.length === 0) return 'none';
  if (is_tensor(given[0])) {
    if (!is_tensor(given[1]) || given.length > 3) return undefined;
    return given.length === 2 ? 'data' : isSize(given[2]) ? 'sized' : undefined;
  }
  return given.length === 1 && isSize(given[0]) || isSize(given) ? 'size' : undefined;
}

function isSize(value: unknown): value is Size {
  return Array.isArray(value) && value.every((length) => Number.isInteger(length));
}

function sizeOf(given: readonly unknown[]): Size {
  return (Array.isArray(given[0]) ? given[0] : given) as Size;
}

function checkDevice(device: DeviceLike | null | undefined, place: 'cpu' | 'cuda'): void {
  if (device === null || device === undefined) return;
  const { type } = parseDevice(device);
  if (type === place) return;
  throw new RuntimeError(`legacy constructor expects device type: ${place} but device type: ${type} was passed`);
}

function mismatch(given: readonly unknown[], named: object): TypeError {
  const got = [...given.map(typeName), ...Object.entries(named).map(([key, value]) => `${key}=${typeName(value)}`)];
  return new TypeError(
    `new() received an invalid combination of arguments - got (${got.join(', ')}), but expected one of:\n` +
      listed.map((form) => ` * (${form})\n`).join(''));
}

/** Makes a sparse tensor of bfloat16 of a size, or of indices and values (`torch.sparse.BFloat16Tensor`). */
export const BFloat16Tensor = legacy('BFloat16Tensor');
/** Makes a sparse tensor of uint8 of a size, or of indices and values (`torch.sparse.ByteTensor`). */
export const ByteTensor = legacy('ByteTensor');
/** Makes a sparse tensor of int8 of a size, or of indices and values (`torch.sparse.CharTensor`). */
export const CharTensor = legacy('CharTensor');
/** Makes a sparse tensor of float64 of a size, or of indices and values (`torch.sparse.DoubleTensor`). */
export const DoubleTensor = legacy('DoubleTensor');
/** Makes a sparse tensor of float32 of a size, or of indices and values (`torch.sparse.FloatTensor`). */
export const FloatTensor = legacy('FloatTensor');
/** Makes a sparse tensor of float16 of a size, or of indices and values (`torch.sparse.HalfTensor`). */
export const HalfTensor = legacy('HalfTensor');
/** Makes a sparse tensor of int32 of a size, or of indices and values (`torch.sparse.IntTensor`). */
export const IntTensor = legacy('IntTensor');
/** Makes a sparse tensor of int64 of a size, or of indices and values (`torch.sparse.LongTensor`). */
export const LongTensor = legacy('LongTensor');
/** Makes a sparse tensor of int16 of a size, or of indices and values (`torch.sparse.ShortTensor`). */
export const ShortTensor = legacy('ShortTensor');
