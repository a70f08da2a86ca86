/** What Python says of an object that is not what the code wants of it: no list, no number, no key of a dict. */
import { isMap, isPlainObject, isSet } from '../python/objects.js';
import { AttributeError, OverflowError, RuntimeError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { pythonType } from '../values/type_name.js';

export { pythonType };

/** What Python throws for an attribute that a value lacks. */
export const noAttribute = (value: unknown, name: string): AttributeError =>
  new AttributeError(`'${pythonType(value)}' object has no attribute '${name}'`);

/** What Python's `for` throws for what it does not go through. */
export const notIterable = (value: unknown): TypeError => new TypeError(`'${pythonType(value)}' object is not iterable`);

/** An object that has the attribute. Throws Python's AttributeError for another. */
export function withAttribute<T>(value: T, name: string): T {
  if (value !== null && value !== undefined && name in Object(value)) return value;
  throw noAttribute(value, name);
}

/** The elements of what Python's `for` goes through. Throws its TypeError for what it does not go through. */
export function itemsOf<T>(value: Iterable<T> | null | undefined): T[] {
  if (is_tensor(value) && value.dim() === 0) throw new TypeError('iteration over a 0-d tensor');
  if (value !== null && value !== undefined && Symbol.iterator in Object(value)) return [...value];
  throw notIterable(value);
}

/** The elements of what Python takes by number. Throws its TypeError for what has none. */
export function sequenceOf<T>(value: Iterable<T> | null | undefined): T[] {
  if (value !== null && value !== undefined && Symbol.iterator in Object(value)) return [...value];
  throw new TypeError(`'${pythonType(value)}' object is not subscriptable`);
}

/** Throws Python's TypeError for what can be no key of a dict, nor in a set. */
export function checkHashable(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const kind = Array.isArray(value) && !Object.isFrozen(value) ? 'list' : isSet(value) ? 'set'
    : isMap(value) || isPlainObject(value) ? 'dict' : undefined;
  if (kind !== undefined) throw new TypeError(`unhashable type: '${kind}'`);
}

/** Python's `int(value)`: of a number without its fraction, of text, of a tensor of one element. */
export function toInt(value: unknown): bigint {
  if (typeof value === 'bigint' || typeof value === 'boolean') return BigInt(value);
  if (typeof value === 'number' && Number.isFinite(value)) return BigInt(Math.trunc(value));
  if (typeof value === 'number') {
    throw Number.isNaN(value) ? new ValueError('cannot convert float NaN to integer')
      : new OverflowError('cannot convert float infinity to integer');
  }
  if (typeof value === 'string') {
    if (/^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) return BigInt(value.trim().replaceAll('_', '').replace(/^\+/, ''));
    throw new ValueError(`invalid literal for int() with base 10: '${value}'`);
  }
  if (is_tensor(value)) {
    if (value.numel() !== 1) throw new ValueError('only one element tensors can be converted to Python scalars');
    return toInt(value.item());
  }
  throw new TypeError(
    `int() argument must be a string, a bytes-like object or a real number, not '${pythonType(value)}'`);
}

const wanted = { bool: 'a bool', int: 'an int', string: 'a string' } as const;

/** A value of a kind. Throws PyTorch's RuntimeError, which names its own setter, for another. */
export function expected<T>(setter: string, kind: keyof typeof wanted, value: T): T {
  const fits = kind === 'int' ? Number.isInteger(value) : typeof value === (kind === 'bool' ? 'boolean' : 'string');
  if (fits) return value;
  throw new RuntimeError(`${setter} expects ${wanted[kind]}, but got ${pythonType(value)}`);
}
