import * as memory from '../addon/storage.js';
import * as info from '../addon/tensor_info.js';
import { modes } from '../addon/doors.js';
import { types } from 'node:util';
import { markAsUntransferable } from 'node:worker_threads';
import { Complex } from '../values/complex.js';
import * as dtypes from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import { strided, type layout } from '../values/layout.js';
import type { Tensor } from './tensor.js';
import type { TensorBase } from '../addon/tensor_base.js';
import { carrierOf, type TypedArray } from '../values/carriers.js';

/** What `tolist` gives for one element. */
export type ElementValue = number | bigint | boolean | Complex;
export type NestedList = ElementValue | NestedList[];

export interface ExactIntegers {
  /** 64-bit integers as bigints. Without it they are numbers, and one beyond 2^53 is an error. */
  readonly bigint?: boolean;
}

/** The elements in row-major order, in an array of their own; float16 and its like are widened to float32. */
function flatValues(tensor: Tensor): TypedArray {
  const readable = carrierOf(tensor.dtype) === undefined ? tensor.detach().to(widened(tensor)) : tensor;
  const buffer = memory.copy_out(readable);
  return new (carrierOf(readable.dtype)!)(buffer);
}

function widened(tensor: Tensor): dtypes.dtype {
  if (tensor.dtype.is_floating_point) return dtypes.float32;
  if (tensor.dtype.is_complex) return dtypes.complex64;
  throw new RuntimeError(`elements of ${tensor.dtype} have no JavaScript value`);
}

/** Element `i` of {@link flatValues} as a JavaScript value. */
function elementReader(
  tensor: Tensor, bigint = false,
): (values: TypedArray, i: number) => ElementValue {
  const { dtype } = tensor;
  if (dtype === dtypes.bool) return (values, i) => values[i] !== 0;
  if (dtype.is_complex) return (values, i) => new Complex(Number(values[2 * i]), Number(values[2 * i + 1]));
  if (dtype === dtypes.int64 || dtype === dtypes.uint64) {
    return bigint ? (values, i) => values[i]! : (values, i) => exactNumber(values[i] as bigint);
  }
  return (values, i) => values[i]!;
}

function exactNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new RangeError(`${value} is beyond 2^53 and would lose digits as a number: ask for { bigint: true }`);
  }
  return number;
}

/** The element of a tensor that has one. Throws a RuntimeError if it has not, a RangeError for digits it would lose. */
export function itemOf(tensor: TensorBase, bigint = false): ElementValue {
  const value = info.item(tensor);
  if (typeof value === 'number') {
    return bigint && wideIntegers.has(info.dtype(tensor)) ? BigInt(value) : value;
  }
  if (typeof value === 'bigint') return bigint ? value : exactNumber(value);
  return typeof value === 'object' ? new Complex(value.re, value.im) : value;
}

const wideIntegers = new Set([dtypes.int64, dtypes.uint64]);

// What nested arrays may take, roughly, before V8 gives up on its heap and ends the process.
const mostListBytes = 2 ** 30;

function checkListable(shape: readonly (number | bigint)[]): void {
  let lists = 1;
  let bytes = 0;
  for (const length of shape.map(Number)) {
    lists *= length;
    bytes += lists * 16;
    // Kernels can leave a negative length in a tensor that they resized before they failed.
    if (bytes > mostListBytes || length < 0) {
      throw new RangeError(`tolist(): a tensor of shape [${shape.join(', ')}] is too large for nested arrays: ` +
        'use numpy(), or tolist() of a part');
    }
  }
}

/** Nested arrays of the elements; a tensor of no dimensions is its element (`Tensor.tolist`). */
export function toList(tensor: Tensor, bigint = false): NestedList {
  checkListable(info.sizes(tensor));
  const values = flatValues(tensor);
  const read = elementReader(tensor, bigint);
  const { shape } = tensor;
  let next = 0;
  const build = (dim: number): NestedList => {
    if (dim === shape.length) return read(values, next++);
    const row = new Array<NestedList>(shape[dim]!);
    for (let i = 0; i < row.length; i++) row[i] = build(dim + 1);
    return row;
  };
  return build(0);
}

/**
 * The elements as a typed array: a view of the tensor's memory where the tensor is contiguous, else a copy
 * (`Tensor.numpy`). Throws for tensors that require grad or do not lie on the CPU, as PyTorch does.
 */
export function toTypedArray(tensor: Tensor): TypedArray {
  checkForNumpy(tensor);
  const Carrier = carrierOf(tensor.dtype);
  if (Carrier === undefined) throw new TypeError(`Got unsupported ScalarType ${tensor.dtype.scalarType}`);
  if (!tensor.is_contiguous() || tensor.is_conj() || tensor.is_neg()) return flatValues(tensor);
  const buffer = memory.share_out(tensor);
  if (!memory.owns_buffers) forbidTransfer(buffer);
  return new Carrier(buffer);
}

/** Throws for a tensor that PyTorch gives NumPy no array of, whatever its dtype. */
export function checkForNumpy(tensor: Tensor): void {
  if (tensor.layout !== strided) {
    throw new TypeError(`can't convert ${className(tensor.layout)} layout tensor to numpy. Use Tensor.to_dense() first.`);
  }
  if (!tensor.is_cpu) {
    throw new TypeError(`can't convert ${tensor.device} device type tensor to numpy. Use Tensor.cpu() to copy the ` +
      'tensor to host memory first.');
  }
  if (tensor.requires_grad && modes.is_grad_enabled()) {
    throw new RuntimeError(
      "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.");
  }
}

/** A layout as libtorch's messages name it: sparse_coo is Sparse, sparse_csr SparseCsr. */
function className({ name }: layout): string {
  const words = name.split('_').filter((word) => word !== '' && word !== 'coo');
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

const pinned = new WeakSet<ArrayBuffer>();

/**
 * Keeps a buffer whose memory a tensor uses from being moved into another buffer, which nobody would watch. Nothing is
 * to be done where the memory belongs to both.
 */
export function pin(buffer: ArrayBufferLike): void {
  if (memory.owns_buffers || !types.isArrayBuffer(buffer) || pinned.has(buffer)) return;
  markAsUntransferable(buffer);
  forbidTransfer(buffer);
}

/**
 * The part that a buffer over a tensor's own memory needs: Node itself keeps that one from being posted away, and
 * detaches it at exit, where Node 24 would end the process had we marked it too. No mark stops transfer() before 24.
 */
function forbidTransfer(buffer: ArrayBuffer): void {
  pinned.add(buffer);
  for (const method of ['transfer', 'transferToFixedLength']) {
    if (!(method in buffer)) continue;
    Object.defineProperty(buffer, method, {
      value(): never {
        throw new TypeError(`${method}(): this ArrayBuffer is the memory of a tensor and cannot be moved`);
      },
    });
  }
}
