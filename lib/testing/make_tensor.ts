import { signature } from '../arguments/signature.js';
import { ValueError } from '../values/errors.js';
import { py_float_repr } from '../python/format.js';
import { py_repr } from '../python/repr.js';
import { warn } from '../python/warnings.js';
import { empty, randint, view_as_real } from '../generated/torch.js';
import { finfo, iinfo } from '../tensor/type_info.js';
import type { Tensor } from '../tensor/tensor.js';
import * as types from '../values/dtype.js';
import type { dtype } from '../values/dtype.js';
import type { DeviceLike } from '../values/device.js';

/** Sizes, spread over the call or in one list. */
export type ShapeItem = number | readonly number[];

/** An end of the values. */
export type Bound = number | bigint;

const integral = new Set<dtype>([
  types.bool, types.uint8, types.int8, types.int16, types.int32, types.int64, types.uint16, types.uint32, types.uint64,
]);
const complex = new Set<dtype>([types.complex32, types.bcomplex32, types.complex64, types.complex128]);
const floating = new Set<dtype>([types.float16, types.bfloat16, types.float32, types.float64, ...complex]);
const bytes = new Set<dtype>([
  types.float8_e4m3fn, types.float8_e5m2, types.float8_e4m3fnuz, types.float8_e5m2fnuz,
]);

interface Limits {
  /** The least value, and the one above all. */
  readonly lowest: Bound;
  readonly highest: Bound;
  readonly low: number;
  readonly high: number;
}

function limitsOf(type: dtype): Limits {
  if (type === types.bool) return { lowest: 0, highest: 2, low: 0, high: 2 };
  if (integral.has(type)) {
    const { min, max } = iinfo(type);
    // randint takes an int64, above which there is nothing that would be left out.
    const highest = type === types.int64 ? max : typeof max === 'bigint' ? max + 1n : max + 1;
    return { lowest: min, highest, low: -9, high: 10 };
  }
  const { min, max } = finfo(type);
  return { lowest: min, highest: max, low: -9, high: 9 };
}

const clamp = (value: Bound, low: Bound, high: Bound): Bound => (value < low ? low : value > high ? high : value);
const ceil = (value: Bound): Bound => (typeof value === 'bigint' ? value : Math.ceil(value));

function bounds(type: dtype, low: Bound | null, high: Bound | null): [low: Bound, high: Bound] {
  const limits = limitsOf(type);
  const [from, to] = [low ?? limits.low, high ?? limits.high];
  if (Number.isNaN(from) || Number.isNaN(to)) {
    throw new ValueError(`\`low\` and \`high\` cannot be NaN, but got low=${py_repr(from)} and high=${py_repr(to)}`);
  }
  // eslint-disable-next-line eqeqeq -- 1n and 1 are one int
  if (from == to && floating.has(type)) {
    warn('FutureWarning', 'Passing `low==high` to `torch.testing.make_tensor` for floating or complex types is ' +
      'deprecated since 2.1 and will be removed in 2.3. Use `torch.full(...)` instead.');
  } else if (from >= to) {
    throw new ValueError(`\`low\` must be less than \`high\`, but got ${py_repr(from)} >= ${py_repr(to)}`);
  } else if (to < limits.lowest || from >= limits.highest) {
    const text = (value: Bound): string => (integral.has(type) ? py_repr(value) : py_float_repr(Number(value)));
    throw new ValueError(
      `The value interval specified by \`low\` and \`high\` is [${py_repr(from)}, ${py_repr(to)}), ` +
        `but ${type} only supports [${text(limits.lowest)}, ${text(limits.highest)})`);
  }
  const [least, most] = [from, to].map((each) => clamp(each, limits.lowest, limits.highest)) as [Bound, Bound];
  return integral.has(type) ? [ceil(least), ceil(most)] : [least, most];
}

/** Between two numbers whose distance may be more than the greatest of the dtype. */
function uniform_(t: Tensor, low: number, high: number): Tensor {
  if (high - low >= finfo(t.dtype).max) return t.uniform_(low / 2, high / 2).mul_(2);
  return t.uniform_(low, high);
}

function filled(
  shape: readonly number[], type: dtype, device: DeviceLike, low: Bound | null, high: Bound | null,
): Tensor {
  if (integral.has(type)) {
    const [from, to] = bounds(type, low, high);
    return randint(from as number, to as number, shape, { device, dtype: type });
  }
  if (!floating.has(type) && !bytes.has(type)) {
    throw new TypeError(
      `The requested dtype '${type}' is not supported by torch.testing.make_tensor(). ` +
        'To request support, file an issue at: https://github.com/pytorch/pytorch/issues');
  }
  const [from, to] = bounds(type, low, high).map(Number) as [number, number];
  const result = empty(shape, { device, dtype: bytes.has(type) ? types.float32 : type });
  uniform_(complex.has(type) ? view_as_real(result) : result, from, to);
  return bytes.has(type) ? result.to(type) : result;
}

/**
 * A tensor with random values of [low, high), which suit the dtype if they are not given: 0 and 2 for booleans, -9 and
 * 10 for integers, -9 and 9 for floats (`torch.testing.make_tensor`). Throws a ValueError for bounds that hold nothing,
 * for gradients of integers, and for `noncontiguous` together with `memory_format`.
 */
export const make_tensor = signature(`make_tensor(*shape: ShapeItem, dtype: dtype, device: DeviceLike,
  low: Bound = None, high: Bound = None, requires_grad: bool = False, noncontiguous: bool = False,
  exclude_zero: bool = False, memory_format: memory_format = None) -> Tensor`).define((
  shape, dtype, device, low, high, requires_grad, noncontiguous, exclude_zero, memory_format,
) => {
  let sizes = (shape.length === 1 && Array.isArray(shape[0]) ? shape[0] : shape) as readonly number[];
  if (noncontiguous && memory_format !== null) {
    throw new ValueError('The parameters `noncontiguous` and `memory_format` are mutually exclusive, ' +
      `but got noncontiguous=True and memory_format=${memory_format}`);
  }
  if (requires_grad && integral.has(dtype)) {
    throw new ValueError(
      `\`requires_grad=True\` is not supported for boolean and integral dtypes, but got dtype=${dtype}`);
  }
  const strided = noncontiguous && sizes.reduce((product, size) => product * size, 1) > 1;
  // Twice as many in the last dimension, so that what lies between is no copy of its neighbours.
  if (strided) sizes = [...sizes.slice(0, -1), 2 * sizes.at(-1)!];
  let result = filled(sizes, dtype, device, low, high);
  if (strided) result = result.index('...', '1::2');
  else if (memory_format !== null) result = result.clone({ memory_format });
  if (exclude_zero) result.index_put_([result.eq(0)], integral.has(dtype) ? 1 : finfo(dtype).tiny);
  return floating.has(dtype) ? result.requires_grad_(requires_grad) : result;
});
