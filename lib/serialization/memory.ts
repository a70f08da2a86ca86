/** The memory of storages and tensors, for reading and writing files. */
import * as memory from '../addon/storage.js';
import type { dtype } from '../values/dtype.js';
import { sliceOf, storageOf, UntypedStorage } from '../tensor/storage.js';
import type { Tensor } from '../tensor/tensor.js';

/** A buffer of V8's holds 4 GB at most. */
const mostInBuffer = 1 << 30;

/**
 * Runs `use` with the memory of a CPU storage, or of a CPU tensor that has all of its storage and is contiguous, in
 * parts that buffers can hold. They are empty afterwards, so that neither V8's accounts nor the tensor's know of them.
 */
export function lent<T>(owner: UntypedStorage | Tensor, use: (parts: readonly Uint8Array[]) => T): T {
  const buffers: ArrayBuffer[] = [];
  try {
    for (const part of partsOf(owner)) buffers.push(memory.lend(part));
    return use(buffers.map((buffer) => new Uint8Array(buffer)));
  } finally {
    buffers.forEach(memory.take_back);
  }
}

function partsOf(owner: UntypedStorage | Tensor): Tensor[] {
  const isStorage = owner instanceof UntypedStorage;
  const size = isStorage ? owner.nbytes() : owner.nbytes;
  if (size <= mostInBuffer) return [isStorage ? UntypedStorage.bytes(owner) : owner];
  const storage = isStorage ? owner : storageOf(owner);
  return Array.from({ length: Math.ceil(size / mostInBuffer) }, (_, i) => i * mostInBuffer).map((start) =>
    UntypedStorage.bytes(sliceOf(storage, start, Math.min(mostInBuffer, size - start))));
}

/** Turns the bytes of each number around, of each half of a complex one. */
export function swapBytes(bytes: Uint8Array, dtype: dtype): void {
  const size = dtype.is_complex ? dtype.itemsize / 2 : dtype.itemsize;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else if (size === 8) buffer.swap64();
}
