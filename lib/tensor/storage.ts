import * as info from '../addon/tensor_info.js';
import * as memory from '../addon/storage.js';
import { inspect } from 'node:util';
import { parseDevice, type device, type DeviceLike } from '../values/device.js';
import { uint8 } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import { empty } from '../generated/torch.js';
import { optionsOf } from '../arguments/named.js';
import { fromData } from './from_data.js';
import type { Tensor } from './tensor.js';
import type { TensorBase } from '../addon/tensor_base.js';

/** The memory behind tensors, as bytes (`torch.UntypedStorage`): views of one tensor have the same one. */
export class UntypedStorage {
  // A storage has no object in the addon: the tensor of all its bytes stands for it.
  readonly #bytes: Tensor;

  /** A new storage of so many bytes, not initialised, or of these bytes, or all of a storage's tensor of uint8. */
  constructor(size: number | readonly number[] | Tensor = 0, options?: { readonly device?: DeviceLike }) {
    const { device = 'cpu' } = optionsOf('UntypedStorage', options, ['device']);
    if (Array.isArray(size)) this.#bytes = fromData(size as readonly number[], uint8).to(device);
    else this.#bytes = typeof size === 'number' ? empty([size], { dtype: uint8, device }) : (size as Tensor);
  }

  /** The tensor of uint8 over all of a storage. */
  static bytes(storage: UntypedStorage): Tensor {
    return storage.#all();
  }

  /** How many bytes there are (`UntypedStorage.nbytes`). */
  nbytes(): number {
    return memory.storage_nbytes(this.#bytes);
  }
  /** How many bytes there are (`UntypedStorage.size`). */
  size(): number {
    return this.nbytes();
  }
  /** How many bytes there are (Python's `len`). */
  get length(): number {
    return this.nbytes();
  }
  /** Where the memory is (`UntypedStorage.device`). */
  get device(): device {
    return this.#bytes.device;
  }
  /** Whether the memory is that of a GPU (`UntypedStorage.is_cuda`). */
  get is_cuda(): boolean {
    return this.#bytes.is_cuda;
  }
  /** The number of the GPU that has the memory, -1 in the main memory (`UntypedStorage.get_device`). */
  get_device(): number {
    return this.#bytes.get_device();
  }
  /** Whether the memory is pinned, so that a GPU can copy it by itself (`UntypedStorage.is_pinned`). */
  is_pinned(device: DeviceLike | number = 'cuda'): boolean {
    return this.#bytes.is_pinned({ device: parseDevice(device) });
  }
  /**
   * The storage in pinned memory; itself if it is there already (`UntypedStorage.pin_memory`). Throws a RuntimeError
   * without a GPU, and a TypeError for memory of a GPU.
   */
  pin_memory(device: DeviceLike | number = 'cuda'): UntypedStorage {
    if (this.device.type !== 'cpu') {
      throw new TypeError(`cannot pin 'torch.storage.UntypedStorage' only CPU memory can be pinned`);
    }
    const pinned = this.#all().pin_memory({ device: parseDevice(device) });
    return pinned === this.#bytes ? this : new UntypedStorage(pinned);
  }
  /** The address of the first byte (`UntypedStorage.data_ptr`). */
  data_ptr(): number | bigint {
    return memory.data_ptr(this.#bytes);
  }
  /** Equal for two objects over the same storage (`UntypedStorage._cdata`). */
  get _cdata(): number | bigint {
    return memory.storage_id(this.#bytes);
  }

  /** A storage with the same bytes on a device; itself if it is there already (`UntypedStorage.to`). */
  to(target: DeviceLike | { readonly device: DeviceLike }): UntypedStorage {
    const where = parseDevice(typeof target === 'object' && 'device' in target ? target.device : target);
    const moved = this.#all().to(where);
    return moved === this.#bytes ? this : new UntypedStorage(moved);
  }
  /** The storage in the main memory; itself if it is there already (`UntypedStorage.cpu`). */
  cpu(): UntypedStorage {
    return this.to('cpu');
  }
  /** The storage on a GPU; itself if it is there already (`UntypedStorage.cuda`). */
  cuda(device: DeviceLike | number = 'cuda'): UntypedStorage {
    return this.to(parseDevice(device));
  }
  /** A copy in memory of its own. */
  clone(): UntypedStorage {
    return new UntypedStorage(this.#all().clone());
  }
  /** The bytes of one element (`UntypedStorage.element_size`): 1. */
  element_size(): number {
    return 1;
  }
  /** Makes all bytes this one (`UntypedStorage.fill_`). */
  fill_(value: number): this {
    this.#all().fill_(value);
    return this;
  }
  /** Copies the bytes of another storage of this size (`UntypedStorage.copy_`), else throws a RuntimeError. */
  copy_(source: UntypedStorage, non_blocking = false): this {
    if (source.nbytes() !== this.nbytes()) {
      throw new RuntimeError(
        `size does not match, self was ${this.nbytes()} bytes but src was ${source.nbytes()} bytes`);
    }
    this.#all().copy_(source.#all(), non_blocking);
    return this;
  }
  /**
   * Grows to so many bytes, the new ones not initialised (`UntypedStorage.resize_`). Throws a RuntimeError for fewer:
   * tensors over the memory would read what is no longer theirs.
   */
  resize_(size: number): void {
    const before = this.nbytes();
    if (size < before) {
      throw new RuntimeError(`a storage of ${before} bytes cannot shrink to ${size}: tensors may be views of them`);
    }
    this.#bytes.resize_([size]);
  }

  /** The bytes as they are now: another object may have made the storage longer. */
  #all(): Tensor {
    const size = this.nbytes();
    if (this.#bytes.numel() !== size) memory.set_storage(this.#bytes, this.#bytes, 0, [size], [1]);
    return this.#bytes;
  }

  /** The bytes as numbers. */
  tolist(): number[] {
    return this.#all().tolist() as number[];
  }

  toString(): string {
    const about = `[torch.storage.UntypedStorage(device=${this.device}) of size ${this.nbytes()}]`;
    return this.device.type === 'meta' ? `...\n${about}` : ` ${this.tolist().join('\n ')}\n${about}`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** The storage of a tensor (`Tensor.untyped_storage`). Throws a RuntimeError for sparse tensors, which have none. */
export function storageOf(tensor: TensorBase): UntypedStorage {
  if (memory.storage_id(tensor) === 0) {
    throw new RuntimeError("Cannot access data pointer of Tensor that doesn't have storage");
  }
  const bytes = empty([0], { dtype: uint8, device: info.device(tensor) });
  memory.set_storage(bytes, tensor, 0, [memory.storage_nbytes(tensor)], [1]);
  return new UntypedStorage(bytes);
}

/** A storage of its own over a part of another one, whose memory it keeps. */
export function sliceOf(storage: UntypedStorage, start: number, length: number): UntypedStorage {
  return new UntypedStorage(memory.slice_storage(UntypedStorage.bytes(storage), start, length));
}

/**
 * Makes a tensor a view of a storage (`Tensor.set_`). Throws a RuntimeError for a view that leaves the storage, which
 * never grows.
 */
export function setStorage(
  target: Tensor, storage: UntypedStorage, offset: number, sizes: readonly number[], strides: readonly number[],
): void {
  memory.set_storage(target, UntypedStorage.bytes(storage), offset, sizes, strides);
}
