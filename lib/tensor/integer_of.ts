/** A number on its way into an integer tensor, as PyTorch's checked conversion has it. */
import type { Complex } from '../values/complex.js';
import { uint64, type dtype } from '../values/dtype.js';
import { OverflowError, RuntimeError, ValueError } from '../values/errors.js';
import { iinfo } from './type_info.js';

const int64Range = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/**
 * The element of an integer dtype that a number becomes, of the kind that `like` is. Ints below zero wrap around in
 * unsigned types, as far as the type's largest value goes; of floats the fraction is cut off, and they do not wrap. A
 * number without a fraction counts as an int if 64 bits hold it. Throws PyTorch's errors for all that does not fit.
 */
export function integerOf(
  element: number | bigint | boolean | Complex, type: dtype, like: number | bigint,
): number | bigint {
  const integer = intOf(element);
  const value = type === uint64 ? unsigned(integer) : fitting(integer ?? element, type);
  return typeof like === 'bigint' ? value : Number(value);
}

/** A scalar that is assigned to places of a tensor. Throws PyTorch's errors for an int that 64 bits do not hold. */
export function assignable<T extends number | bigint | boolean | Complex>(scalar: T, type: dtype): T | bigint {
  const integer = typeof scalar === 'boolean' ? undefined : intOf(scalar);
  if (integer === undefined) return scalar;
  if (type === uint64) return unsigned(integer);
  if (integer < int64Range.min || integer > int64Range.max) throw new ValueError('Overflow when unpacking long long');
  return scalar;
}

/** The int that the element is in Python; undefined for a float or a complex number. */
function intOf(element: number | bigint | boolean | Complex): bigint | undefined {
  if (typeof element === 'bigint') return element;
  if (typeof element === 'boolean') return element ? 1n : 0n;
  if (typeof element !== 'number' || !Number.isInteger(element) || Object.is(element, -0)) return undefined;
  return element >= -(2 ** 63) && element < 2 ** 63 ? BigInt(element) : undefined;
}

function unsigned(integer: bigint | undefined): bigint {
  if (integer === undefined) throw new TypeError('an integer is required');
  if (integer < 0n) throw new OverflowError("can't convert negative int to unsigned");
  if (integer >= 2n ** 64n) throw new OverflowError('int too big to convert');
  return integer;
}

function fitting(value: number | bigint | boolean | Complex, type: dtype): bigint {
  const [min, max] = [BigInt(iinfo(type).min), BigInt(iinfo(type).max)];
  if (typeof value === 'bigint') {
    if (value < int64Range.min || value > int64Range.max) throw new ValueError('Overflow when unpacking long long');
    if (value > max || value < (min === 0n ? -max : min)) throw overflow(type);
    return value < min ? value + max + 1n : value;
  }
  if (typeof value !== 'number') throw new TypeError("'complex' object cannot be interpreted as an integer");
  if (!(value >= Number(min) && value < Number(max + 1n))) throw overflow(type);
  return BigInt(Math.trunc(value));
}

function overflow({ name }: dtype): RuntimeError {
  return new RuntimeError(`value cannot be converted to type ${name} without overflow`);
}
