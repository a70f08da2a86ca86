import * as memory from '../addon/storage.js';
import { uint8, type dtype } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import { isBytes } from '../python/objects.js';
import type { Tensor } from '../tensor/tensor.js';
import { sliceOf, storageOf, UntypedStorage } from '../tensor/storage.js';
import { typedOf, type TypedStorage } from '../tensor/typed_storage.js';
import { UnpicklingError } from './errors.js';
import { FileMap } from './map_file.js';
import type { RestoreLocation } from './map_location.js';
import { skips_data } from './skip_data.js';
import { StorageType } from './storage_types.js';
import type { ZipReader } from './zip_reader.js';

/** What a persistent id says of a storage. */
export interface StorageId {
  readonly dtype: dtype;
  readonly key: string;
  readonly location: string;
  readonly nbytes: number;
  readonly isTyped: boolean;
}

/** Reads a persistent id: `(class, key, location, number of elements, …)`. */
export function storageId([type, key, location, numel]: readonly unknown[]): StorageId {
  const [keyText, locationText] = [asciiOf(key), asciiOf(location)];
  if (!(type instanceof StorageType) || keyText === undefined || locationText === undefined ||
      !Number.isSafeInteger(numel) || (numel as number) < 0) {
    throw new UnpicklingError('the description of a storage is damaged');
  }
  const dtype = type.dtype ?? uint8;
  const nbytes = (numel as number) * dtype.itemsize;
  if (!Number.isSafeInteger(nbytes)) throw new UnpicklingError(`a storage of ${nbytes} bytes is beyond all memories`);
  return { dtype, key: keyText, location: locationText, nbytes, isTyped: type.dtype !== undefined };
}

/** Text that Python 2 wrote may have been read as bytes. */
function asciiOf(value: unknown): string | undefined {
  if (isBytes(value)) return Buffer.from(value).toString('latin1');
  return typeof value === 'string' ? value : undefined;
}

/** A buffer of V8's holds 4 GB at most. */
const mostInBuffer = 1 << 30;

/** The memory of a CPU storage for JavaScript to read and write, in parts that a buffer can hold. */
export function memoryOf(storage: UntypedStorage): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const size = storage.nbytes();
  for (let start = 0; start < size; start += mostInBuffer) {
    const part = size <= mostInBuffer ? storage : sliceOf(storage, start, Math.min(mostInBuffer, size - start));
    parts.push(new Uint8Array(memory.share_out(UntypedStorage.bytes(part))));
  }
  return parts;
}

/** The memory of a tensor that has all of its storage, contiguous and on the CPU, in such parts. */
export function memoryIn(tensor: Tensor): Uint8Array[] {
  if (tensor.nbytes > mostInBuffer) return memoryOf(storageOf(tensor));
  return [new Uint8Array(memory.share_out(tensor))];
}

export function asFound(storage: UntypedStorage, { dtype, isTyped }: StorageId): TypedStorage | UntypedStorage {
  return isTyped ? typedOf(storage, dtype) : storage;
}

export interface StoredOptions {
  readonly restore: RestoreLocation;
  /** Everything goes to the meta device: no bytes are read. */
  readonly meta: boolean;
  /** The file to map into memory in place of reading it. */
  readonly mapped: { readonly path: string; readonly size: number } | undefined;
  readonly bigEndian: boolean;
}

/** The storages of an archive: each is read when it is first asked for, and is one object from then on. */
export class StoredStorages {
  readonly #archive: ZipReader;
  readonly #options: StoredOptions;
  readonly #loaded = new Map<string, UntypedStorage>();
  readonly #map: FileMap | undefined;

  constructor(archive: ZipReader, options: StoredOptions) {
    this.#archive = archive;
    this.#options = options;
    if (options.mapped !== undefined) this.#map = new FileMap(options.mapped.path, options.mapped.size);
  }

  get(id: StorageId): TypedStorage | UntypedStorage {
    let storage = this.#loaded.get(id.key);
    if (storage === undefined) {
      storage = this.#load(id);
      this.#loaded.set(id.key, storage);
    }
    if (storage.nbytes() !== id.nbytes) throw wrongSize(id, storage.nbytes());
    return asFound(storage, id);
  }

  #load(id: StorageId): UntypedStorage {
    const { meta, restore, bigEndian } = this.#options;
    if (meta) return new UntypedStorage(id.nbytes, { device: 'meta' });
    const record = this.#archive.record(`data/${id.key}`);
    // Before anything is allocated: an id may claim any size, a record is no larger than the file.
    if (record.size !== id.nbytes) throw wrongSize(id, record.size);
    if (skips_data()) return restore(new UntypedStorage(record.size), id.location);
    let storage: UntypedStorage;
    if (this.#map !== undefined) {
      storage = sliceOf(this.#map.bytes(), this.#archive.offsetOf(record), record.size);
    } else {
      storage = new UntypedStorage(record.size);
      this.#archive.readInto(record, memoryOf(storage));
    }
    if (bigEndian) for (const part of memoryOf(storage)) swapBytes(part, id.dtype);
    return restore(storage, id.location);
  }
}

function wrongSize(id: StorageId, bytes: number): RuntimeError {
  return new RuntimeError(`storage has wrong byte size: expected ${id.nbytes} got ${bytes} (data/${id.key})`);
}

/** Turns the bytes of each number around, of each half of a complex one. */
export function swapBytes(bytes: Uint8Array, dtype: dtype): void {
  const size = dtype.is_complex ? dtype.itemsize / 2 : dtype.itemsize;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else if (size === 8) buffer.swap64();
}
