import { is_tensor } from '../values/is_tensor.js';
import { tensor as makeTensor } from '../tensor/factories.js';
import { typeName } from '../values/type_name.js';
import { py_float_repr } from '../python/format.js';
import { py_repr } from '../python/repr.js';
import type { Tensor } from '../tensor/tensor.js';
import { ValueError } from '../values/errors.js';

/** A learning rate, or another number of an optimizer that may be a tensor of one element. */
export type Hyper = number | Tensor;

export function isTensor(value: unknown): value is Tensor {
  return is_tensor(value);
}

/** The number itself; of a tensor its element. */
export function numberOf(value: Hyper): number {
  return typeof value === 'number' ? value : value.item();
}

/** A tensor of one element without its dimensions; numbers as they are. */
export function toScalar(value: Hyper): Hyper {
  return typeof value !== 'number' && value.dim() !== 0 ? value.squeeze() : value;
}

/** A tensor for `value` where it meets other tensors; undefined for a number. */
function asTensor(value: Hyper): Tensor | undefined {
  return typeof value === 'number' ? undefined : value;
}

// Arithmetic over both kinds: numbers in double precision as Python has them, tensors recorded by autograd.

export function times(a: Hyper, b: Hyper): Hyper {
  if (typeof a === 'number') return typeof b === 'number' ? a * b : b.mul(a);
  return a.mul(b);
}

export function over(a: Hyper, b: Hyper): Hyper {
  if (typeof a === 'number') return typeof b === 'number' ? a / b : b.reciprocal().mul(a);
  return a.div(b);
}

export function plus(a: Hyper, b: Hyper): Hyper {
  if (typeof a === 'number') return typeof b === 'number' ? a + b : b.add(a);
  return a.add(b);
}

export function minus(a: Hyper, b: Hyper): Hyper {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : b.neg().add(a);
  return a.sub(b);
}

export function negative(a: Hyper): Hyper {
  return typeof a === 'number' ? -a : a.neg();
}

export function power(base: Hyper, exponent: Hyper): Hyper {
  if (typeof base === 'number') {
    return typeof exponent === 'number' ? powerOf(base, exponent) : powerOfNumber(base, exponent);
  }
  // A step counter goes on counting in place, which must not change what backward() has kept of it.
  return base.pow(asTensor(exponent)?.clone() ?? exponent);
}

function powerOfNumber(base: number, exponent: Tensor): Tensor {
  return makeTensor(base, { dtype: exponent.dtype, device: exponent.device }).pow(exponent.clone());
}

export function squareRoot(a: Hyper): Hyper {
  return typeof a === 'number' ? Math.sqrt(a) : a.sqrt();
}

export function absolute(a: Hyper): Hyper {
  return typeof a === 'number' ? Math.abs(a) : a.abs();
}

// Comparisons: with a tensor they are made in its precision, in which 1e-9 may be another number.

export function isLess(a: Hyper, b: Hyper): boolean {
  if (typeof a === 'number') return typeof b === 'number' ? a < b : holds(b.gt(a));
  return holds(a.lt(b));
}

export function isMore(a: Hyper, b: Hyper): boolean {
  return isLess(b, a);
}

export function isAtMost(a: Hyper, b: Hyper): boolean {
  if (typeof a === 'number') return typeof b === 'number' ? a <= b : holds(b.ge(a));
  return holds(a.le(b));
}

export function isAtLeast(a: Hyper, b: Hyper): boolean {
  return isAtMost(b, a);
}

function holds(comparison: Tensor): boolean {
  return Boolean(comparison.item());
}

/** Python's `min(a, b)`: the first unless the second is less. */
export function least(a: Hyper, b: Hyper): Hyper {
  return isLess(b, a) ? b : a;
}

/** Python's `max(a, b)`: the first unless the second is more. */
export function greatest(a: Hyper, b: Hyper): Hyper {
  return isMore(b, a) ? b : a;
}

/**
 * Python's `base ** exponent`. V8's own power misses the last digit of one result in ten; C's, which Python has, of
 * one in a thousand. Whole exponents are raised here with twice the digits and then rounded.
 */
export function powerOf(base: number, exponent: number): number {
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > 2 ** 31) return base ** exponent;
  const plain = base ** exponent;
  // Products of such small or large numbers have no exact lower half; infinity, NaN and 0 need none.
  if (!(Math.abs(plain) > 1e-280 && Math.abs(plain) < 1e280)) return plain;
  let [high, low, squareHigh, squareLow] = [1, 0, base, 0];
  for (let left = exponent; ;) {
    if (left % 2 === 1) {
      low = productError(high, squareHigh) + (high * squareLow + low * squareHigh);
      const product = high * squareHigh;
      high = product + low;
      low -= high - product;
    }
    left = Math.floor(left / 2);
    if (left === 0) return high;
    const square = squareHigh * squareHigh;
    const error = productError(squareHigh, squareHigh) + 2 * squareHigh * squareLow;
    squareHigh = square + error;
    squareLow = error - (squareHigh - square);
  }
}

const splitter = 2 ** 27 + 1;

/** What rounding took from a * b (Dekker's product). */
function productError(a: number, b: number): number {
  const aBig = splitter * a;
  const a1 = aBig - (aBig - a);
  const a2 = a - a1;
  const bBig = splitter * b;
  const b1 = bBig - (bBig - b);
  const b2 = b - b1;
  return a2 * b2 - (a * b - a1 * b1 - a2 * b1 - a1 * b2);
}

/** Throws PyTorch's ValueError for a value below zero. */
export function checkNotNegative(what: string, value: Hyper): void {
  if (hyperNumber(value) < 0) throw new ValueError(`Invalid ${what}: ${py_hyper(value)}`);
}

/** Throws PyTorch's ValueError unless the value is at least zero. */
export function checkRange(what: string, value: Hyper): void {
  if (!(hyperNumber(value) >= 0)) throw new ValueError(`Invalid ${what}: ${py_hyper(value)}`);
}

/** Throws PyTorch's ValueError for a factor of a running mean outside of [0, 1). */
export function checkBeta(value: Hyper, index: number): void {
  const number = hyperNumber(value);
  if (number >= 0 && number < 1) return;
  const text = typeof value === 'number' ? py_float_repr(value) : py_repr(value);
  throw new ValueError(`Invalid beta parameter at index ${index}: ${text}`);
}

/** Throws PyTorch's ValueError unless `low <= value <= high`. */
export function checkWithin(what: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) throw new ValueError(`Invalid ${what}: ${py_hyper(value)}`);
}

/** As {@link checkRange}, in the words of the newer optimizers. */
export function checkAtLeast(what: string, value: Hyper, low: number): void {
  if (!(hyperNumber(value) >= low)) throw new ValueError(`${what} should be >= ${low} but is: ${py_hyper(value)}`);
}

/** Throws PyTorch's ValueError for a tensor of more than one element. */
export function checkOneElement(name: string, value: unknown): void {
  if (isTensor(value) && value.numel() !== 1) throw new ValueError(`Tensor ${name} must be 1-element`);
}

function hyperNumber(value: Hyper): number {
  if (typeof value === 'number') return value;
  if (isTensor(value)) return value.item();
  throw new TypeError(`'<=' not supported between instances of 'float' and '${typeName(value)}'`);
}

/** A number as Python prints it; one with a fraction or below zero was a float there. */
export function py_hyper(value: Hyper): string {
  return typeof value === 'number' && !Number.isInteger(value) ? py_float_repr(value) : py_repr(value);
}
