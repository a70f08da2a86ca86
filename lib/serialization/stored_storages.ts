import { uint8, type dtype } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import { isBytes } from '../python/objects.js';
import { sliceOf, UntypedStorage } from '../tensor/storage.js';
import { typedOf, type TypedStorage } from '../tensor/typed_storage.js';
import { load as config } from '../utils/serialization/config.js';
import { UnpicklingError } from './errors.js';
import { FileMap } from './map_file.js';
import type { RestoreLocation } from './map_location.js';
import { lent, swapBytes } from './memory.js';
import { skips_data } from './skip_data.js';
import { StorageType } from './storage_types.js';
import type { ZipRecord } from './zip_format.js';
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
      storage = sliceOf(this.#map.bytes(), this.#place(record), record.size);
    } else {
      storage = new UntypedStorage(record.size);
      lent(storage, (parts) => this.#archive.readInto(record, parts));
    }
    if (bigEndian) lent(storage, (parts) => parts.forEach((part) => swapBytes(part, id.dtype)));
    return restore(storage, id.location);
  }

  #place(record: ZipRecord): number {
    const computed = config.calculate_storage_offsets ? this.#archive.placeOf(record) : undefined;
    return computed ?? this.#archive.offsetOf(record);
  }
}

function wrongSize(id: StorageId, bytes: number): RuntimeError {
  return new RuntimeError(`storage has wrong byte size: expected ${id.nbytes} got ${bytes} (data/${id.key})`);
}
