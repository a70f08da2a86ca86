import type { Handle } from '../native.js';

/** The functions of native/data/serialize.cpp. */
export interface StorageNative {
  /** Equal for tensors over the same storage; 0 without a storage. */
  storage_id(tensor: Handle): number | bigint;
  /** Makes `target` a view of the storage that `source` is a view of; throws where it would leave that. */
  set_storage(
    target: Handle, source: Handle, offset: number, sizes: readonly number[], strides: readonly number[],
  ): void;
  /** A storage of its own over a part of another one's memory, which it keeps. */
  slice_storage(bytes: Handle, start: number, length: number): Handle;
  /** Counts memory that no allocator of libtorch gave as held for as long as the tensor's storage lives. */
  count_storage(tensor: Handle): void;
}
