import type { Complex } from '../values/complex.js';
import type { DeviceLike } from '../values/device.js';
import type { dtype } from '../values/dtype.js';
import type { layout } from '../values/layout.js';
import type { Tensor } from './tensor.js';

/** A plain number as an operand: an integral one counts as an int, any other as a float; a bigint is an int. */
export type Scalar = number | bigint | boolean | Complex;

/** An operand that may be a tensor or a plain number (a "wrapped number", which does not raise the dtype). */
export type TensorLike = Tensor | Scalar;

/**
 * The trailing plain object that names arguments. Tensors and arrays are iterable, so they do not pass for one, even
 * where they happen to have a property of the right name (`tensor.dtype`).
 */
export type Named<T> = T & { readonly [Symbol.iterator]?: never };

/** What every function that makes a tensor can be told about it; null and absence mean PyTorch's default. */
export interface CreationOptions {
  dtype?: dtype | null;
  layout?: layout | null;
  device?: DeviceLike | null;
  pin_memory?: boolean | null;
  requires_grad?: boolean;
  /** Tensors and lists, which have some of these properties, can be iterated over. */
  readonly [Symbol.iterator]?: never;
}

/**
 * A tuple with PyTorch's field names: destructures, indexes (no further than its end), and has `values`, `indices`, ...
 * A field called `values` hides the method of arrays, so to the compiler such a tuple is no array.
 */
export type NamedTuple<Fields, Items extends readonly unknown[]> = Readonly<Fields> &
  (keyof Fields & keyof unknown[] extends never ? Bounded<Items> : Sequence<Items>);

type Bounded<Items extends readonly unknown[]> = Readonly<Items> & {
  readonly [End in Items['length']]?: undefined;
};

type Sequence<Items extends readonly unknown[]> = Iterable<Items[number]> & {
  readonly [Key in keyof Items as Key extends `${number}` | 'length' ? Key : never]: Items[Key];
};
