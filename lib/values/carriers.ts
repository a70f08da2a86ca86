import * as types from './dtype.js';
import type { dtype } from './dtype.js';

export type TypedArray =
  | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array
  | Float32Array | Float64Array | BigInt64Array | BigUint64Array;

interface TypedArrayConstructor<T extends TypedArray = TypedArray> {
  new (length: number): T;
  new (buffer: ArrayBuffer): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** The typed array whose elements have the bytes of a dtype's; complex numbers are pairs of them. */
const carriers = new Map<dtype, TypedArrayConstructor>([
  [types.bool, Uint8Array],
  [types.uint8, Uint8Array],
  [types.int8, Int8Array],
  [types.int16, Int16Array],
  [types.uint16, Uint16Array],
  [types.int32, Int32Array],
  [types.uint32, Uint32Array],
  [types.int64, BigInt64Array],
  [types.uint64, BigUint64Array],
  [types.float32, Float32Array],
  [types.float64, Float64Array],
  [types.complex64, Float32Array],
  [types.complex128, Float64Array],
]);

/** Undefined for the dtypes that JavaScript has no array for, such as float16. */
export function carrierOf(type: dtype): TypedArrayConstructor | undefined {
  return carriers.get(type);
}

const ofArrays: ReadonlyMap<string | undefined, dtype> = new Map(Object.entries({
  Uint8ClampedArray: types.uint8, Uint8Array: types.uint8, Int8Array: types.int8, Int16Array: types.int16,
  Uint16Array: types.uint16, Int32Array: types.int32, Uint32Array: types.uint32, BigInt64Array: types.int64,
  BigUint64Array: types.uint64, Float32Array: types.float32, Float64Array: types.float64,
}));

const { get: kindOfArray } = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag)!;

/** The dtype whose elements lie in a typed array, of this realm or another; undefined for a DataView. */
export function dtypeOfArray(array: ArrayBufferView): dtype | undefined {
  return ofArrays.get(kindOfArray!.call(array) as string | undefined);
}
