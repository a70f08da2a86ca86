/** The memory of tensors: what it is, and how typed arrays become tensors and tensors typed arrays. */
import { native } from './binding.js';
import { selfOf } from './handle.js';
import { wrap } from './wrap.js';
import type { dtype } from '../values/dtype.js';
import type { Tensor } from '../tensor/tensor.js';

type Sizes = readonly number[];

/** Whether memory shared with a buffer belongs to both, whatever becomes of it (native/data/backing_store.h). */
export const { owns_buffers } = native;

export const copy_in = (array: ArrayBufferView, sizes: Sizes, type: dtype): Tensor =>
  wrap(native.copy_in(array, sizes, type.code));
export const share_in = (array: ArrayBufferView, sizes: Sizes, type: dtype): Tensor =>
  wrap(native.share_in(array, sizes, type.code));
export const copy_out = (tensor: unknown): ArrayBuffer => native.copy_out(selfOf(tensor));
export const share_out = (tensor: unknown): ArrayBuffer => native.share_out(selfOf(tensor));
/** A buffer over the memory of a contiguous CPU tensor, until `take_back` empties it. */
export const lend = (tensor: unknown): ArrayBuffer => native.lend(selfOf(tensor));
export const { take_back } = native;

export const data_ptr = (tensor: unknown): number | bigint => native.data_ptr(selfOf(tensor));
export const storage_offset = (tensor: unknown): number => native.storage_offset(selfOf(tensor));
export const storage_nbytes = (tensor: unknown): number => native.storage_nbytes(selfOf(tensor));
/** Equal for tensors over the same storage; 0 without a storage. */
export const storage_id = (tensor: unknown): number | bigint => native.storage_id(selfOf(tensor));
/** Makes `target` a view of the storage that `source` is a view of; throws where it would leave that. */
export const set_storage = (target: unknown, source: unknown, offset: number, sizes: Sizes, strides: Sizes): void =>
  native.set_storage(selfOf(target), selfOf(source), offset, sizes, strides);
/** A storage of its own over a part of another one's memory, which it keeps. */
export const slice_storage = (bytes: unknown, start: number, length: number): Tensor =>
  wrap(native.slice_storage(selfOf(bytes), start, length));
/** Counts memory that no allocator of libtorch gave as held for as long as the tensor's storage lives. */
export const count_storage = (tensor: unknown): void => native.count_storage(selfOf(tensor));
