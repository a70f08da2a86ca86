import * as info from '../addon/tensor_info.js';
import * as memory from '../addon/storage.js';
import { inspect } from 'node:util';
import { parseDevice, type device, type DeviceLike } from '../values/device.js';
import { uint8, type dtype } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import { empty } from '../generated/torch.js';
import { optionsOf } from '../arguments/named.js';
import type { Tensor } from './tensor.js';
import type { TensorBase } from '../addon/tensor_base.js';

/** The memory behind tensors, as bytes (`torch.UntypedStorage`): views of one tensor have the same one. */
export class UntypedStorage {
  // A storage has no object in the addon: the tensor of all its bytes stands for it.
  readonly #bytes: Tensor;

  /** A new storage of so many bytes, not initialised, or all of the bytes of a storage's tensor of uint8. */
  constructor(size: number | Tensor = 0, options?: { readonly device?: DeviceLike }) {
    const { device = 'cpu' } = optionsOf('UntypedStorage', options, ['device']);
    this.#bytes = typeof size === 'number' ? empty([size], { dtype: uint8, device }) : size;
  }

  /** The tensor of uint8 over all of a storage. */
  static bytes(storage: UntypedStorage): Tensor {
    return storage.#bytes;
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
    const moved = this.#bytes.to(where);
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
    return new UntypedStorage(this.#bytes.clone());
  }
  /** The bytes as numbers. */
  tolist(): number[] {
    return this.#bytes.tolist() as number[];
  }

  toString(): string {
    return `[torch.storage.UntypedStorage(device=${this.device}) of size ${this.nbytes()}]`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** A storage and how its elements are read (`torch.TypedStorage`): what files of older versions hold. */
export class TypedStorage {
  readonly _untyped_storage: UntypedStorage;
  /** How the bytes are read (`TypedStorage.dtype`). */
  readonly dtype: dtype;

  constructor(wrap_storage: UntypedStorage, dtype: dtype) {
    this._untyped_storage = wrap_storage;
    this.dtype = dtype;
  }

  /** The storage as bytes. */
  untyped(): UntypedStorage {
    return this._untyped_storage;
  }
  /** How many bytes there are (`TypedStorage.nbytes`). */
  nbytes(): number {
    return this._untyped_storage.nbytes();
  }
  /** The number of elements. */
  size(): number {
    return Math.floor(this.nbytes() / this.dtype.itemsize);
  }
  /** Where the memory is (`TypedStorage.device`). */
  get device(): device {
    return this._untyped_storage.device;
  }

  toString(): string {
    return `[torch.storage.TypedStorage(dtype=${this.dtype}, device=${this.device}) of size ${this.size()}]`;
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
