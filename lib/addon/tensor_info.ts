/**
 * What libtorch knows of one tensor without an operator. All throw a TypeError for what is no tensor: methods may be
 * called on anything.
 */
import { native } from './binding.js';
import { selfOf, type TensorBase } from './handle.js';
import { wrap } from './wrap.js';
import { parseDevice, type device as Device, type DeviceLike } from '../values/device.js';
import { dtypeOf, type dtype as DType } from '../values/dtype.js';
import { layoutOf, type layout as Layout } from '../values/layout.js';
import type { memory_format } from '../values/memory_format.js';
import type { Tensor } from '../tensor/tensor.js';

/** Only throws. */
export const check = (tensor: unknown): void => void selfOf(tensor);
export const sizes = (tensor: unknown): number[] => native.sizes(selfOf(tensor));
export const strides = (tensor: unknown): number[] => native.strides(selfOf(tensor));
export const dim = (tensor: unknown): number => native.dim(selfOf(tensor));
export const numel = (tensor: unknown): number => native.numel(selfOf(tensor));
export const dtype = (tensor: unknown): DType => dtypeOf(native.dtype(selfOf(tensor)));
export const layout = (tensor: unknown): Layout => layoutOf(native.layout(selfOf(tensor)));
export const device = (tensor: unknown): Device => parseDevice(native.device(selfOf(tensor)) as DeviceLike);
export const is_cpu = (tensor: unknown): boolean => native.is_cpu(selfOf(tensor));
export const is_quantized = (tensor: unknown): boolean => native.is_quantized(selfOf(tensor));
export const is_nested = (tensor: unknown): boolean => native.is_nested(selfOf(tensor));
export const is_contiguous = (tensor: unknown, format: memory_format): boolean =>
  native.is_contiguous(selfOf(tensor), format.code);
export const version = (tensor: unknown): number => native.version(selfOf(tensor));
/** The one element; 64-bit integers beyond 2^53 are bigints, complex numbers have `re` and `im`. */
export const item = (tensor: unknown): number | bigint | boolean | { readonly re: number; readonly im: number } =>
  native.item(selfOf(tensor));
export const dispose = (tensor: unknown): boolean => native.dispose(selfOf(tensor));
export const is_disposed = (tensor: unknown): boolean => native.is_disposed(selfOf(tensor));
/** Whether two objects stand for one tensor of libtorch. */
/** Which tensor it is, as long as it lives. */
export const identity = (tensor: unknown): number | bigint => native.identity(selfOf(tensor));
/** Whose memory it has, as long as that lives; 0 for a tensor without a storage. */
export const storage_identity = (tensor: unknown): number | bigint => native.storage_identity(selfOf(tensor));
export const same_tensor = (a: unknown, b: unknown): boolean => native.same_tensor(selfOf(a), selfOf(b));
export const set_data = (tensor: unknown, source: unknown): void => native.set_data(selfOf(tensor), selfOf(source));

/** A class of tensors. Only this room makes their objects. */
export type TensorClass<T extends TensorBase> = new (handle: never) => T;

/** The tensor without its history, over the same memory, as an object of a class. */
export function variable_data(tensor: unknown): Tensor;
export function variable_data<T extends TensorBase>(tensor: unknown, as: TensorClass<T>): T;
export function variable_data(tensor: unknown, as?: TensorClass<TensorBase>): TensorBase {
  const handle = native.variable_data(selfOf(tensor));
  return as === undefined ? wrap(handle) : new as(handle as never);
}
