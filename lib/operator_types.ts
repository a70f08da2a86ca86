import type { Complex } from './complex.js';
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

/** A tuple with PyTorch's field names: destructures, indexes, and has `values`, `indices`, ... */
export type NamedTuple<Fields, Items extends readonly unknown[]> = Readonly<Items> & Readonly<Fields>;
