/** What Python's `len()` and `[]` ask an object for. */
import { types } from 'node:util';
import { IndexError, KeyError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import type { layout } from '../../values/layout.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Index } from '../../tensor/indexing.js';
import { py_repr } from '../../python/repr.js';

/** Anything of which Python could say `len(x)`. */
export type Sized = { __len__(): number } | { readonly length: number };

/** Python's `len(x)`: `__len__()`, or the `length` of an array. Throws Python's TypeError where there is neither. */
export function lengthOf(value: unknown): number {
  const length = lengthIfAny(value);
  if (length === undefined) throw new TypeError(`object of type '${typeName(value)}' has no len()`);
  return length;
}

/** As {@link lengthOf}, but undefined where there is no length. */
export function lengthIfAny(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { __len__: ask } = value as { __len__?: unknown };
  if (typeof ask === 'function') return (ask as () => number).call(value);
  // An object of ours without `__len__` has no `length` either: its getter would throw.
  if (value instanceof Measured) return undefined;
  if (types.isMap(value)) return value.size;
  const { length } = value as { length?: unknown };
  return typeof length === 'number' ? length : undefined;
}

/**
 * Python's `x[key]`: `__getitem__`, the row of a tensor, the value of a Map, or the element of an array, of which a
 * negative one counts from the end.
 */
export function itemOf<T>(value: Indexed<T>, key: unknown): T {
  if ('__getitem__' in value) return value.__getitem__(key as never);
  if (is_tensor(value)) return (value as unknown as Tensor).index(key as Index) as T;
  if (types.isMap(value)) {
    if (!value.has(key)) throw new KeyError(py_repr(key));
    return value.get(key) as T;
  }
  const list = value as ArrayLike<T>;
  const index = (key as number) < 0 ? (key as number) + list.length : (key as number);
  if (!(index in list)) throw new IndexError('list index out of range');
  return list[index]!;
}

/** Anything of which Python could say `x[key]`. */
export type Indexed<T> = { __getitem__(key: never): T } | ArrayLike<T> | ReadonlyMap<unknown, T> | TensorRows<T>;

/** What a tensor is as a sequence of its rows: a structure, so that the type of its rows is found. */
export interface TensorRows<Row> {
  readonly layout: layout;
  readonly length: number;
  index(index: number): Row;
  [Symbol.iterator](): Iterator<Row>;
}

/** Indices as a list, where a tensor of them was given. */
export function listOf<T>(indices: ArrayLike<T> | Tensor): ArrayLike<T> {
  return is_tensor(indices) ? (indices.tolist() as T[]) : indices;
}

/** A class whose `length` is what its `__len__` says, as `len(x)` is in Python. */
export abstract class Measured {
  /** `len(x)`. Throws a TypeError where the class has no `__len__`. */
  get length(): number {
    return lengthOf(this);
  }
}

/** The name of a value's class, as Python's messages have it. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'NoneType';
  return typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
}

/** Python's `str` of a value: text as it is, everything else as `repr` has it. */
export function py_str(value: unknown): string {
  return typeof value === 'string' ? value : py_repr(value);
}
