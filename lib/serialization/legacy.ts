/** The format before PyTorch 1.6: five pickles one after the other, then the storages. It is only read. */
import { RuntimeError } from '../values/errors.js';
import { sliceOf, UntypedStorage } from '../tensor/storage.js';
import type { TypedStorage } from '../tensor/typed_storage.js';
import { UnpicklingError } from './errors.js';
import { buildState, findGlobal } from './globals.js';
import type { RestoreLocation } from './map_location.js';
import { lent } from './memory.js';
import { Unpickler, type PickleEncoding } from './pickle/unpickler.js';
import { readBytes, truncated, type ByteSource } from './sources.js';
import { skips_data } from './skip_data.js';
import { asFound, storageId, type StorageId } from './stored_storages.js';

const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

interface LegacyOptions {
  readonly restore: RestoreLocation;
  readonly encoding: PickleEncoding;
}

/** Python's name of a place inside a tar file: the format before the one before. */
function isTar(bytes: Uint8Array): boolean {
  return bytes.length > 262 && Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar';
}

export function loadLegacy(source: ByteSource, options: LegacyOptions): unknown {
  const bytes = readBytes(source, 0, source.size);
  if (isTar(bytes)) {
    throw new RuntimeError('Cannot use ``weights_only=True`` with files saved in the legacy .tar format. ' +
      'Load it in Python, and save it again.');
  }
  let position = 0;
  const next = (persistent_load: (id: readonly unknown[]) => unknown, dry = false): unknown => {
    const unpickler = new Unpickler(
      bytes, { find_class: findGlobal, build: buildState, persistent_load, dry, encoding: options.encoding }, position);
    const value = unpickler.load();
    position = unpickler.position;
    return value;
  };

  if (next(noStorage) !== magicNumber) throw new RuntimeError('Invalid magic number; corrupt file?');
  const version = next(noStorage);
  if (version !== protocolVersion) throw new RuntimeError(`Invalid protocol version: ${String(version)}`);
  next(noStorage); // sizes of C's types on the machine that wrote it, which no reader needs

  // Storages come after the tensors that are made of them. So the pickle is followed once for the sizes of the
  // storages, and read in earnest when they are there.
  const start = position;
  const ids = new Map<string, StorageId>();
  next((id) => void rememberId(ids, storageId(id)), true);
  const keys = next(noStorage);
  const storages = readStorages(bytes, position, keys, ids, options.restore);
  position = start;
  const views = new Map<string, UntypedStorage>();
  return next((id) => viewOf(storageId(id), id[4], storages, views));
}

function noStorage(): never {
  throw new UnpicklingError('unsupported persistent id encountered');
}

function rememberId(ids: Map<string, StorageId>, id: StorageId): void {
  const known = ids.get(id.key);
  if (known === undefined) ids.set(id.key, id);
  else if (known.nbytes !== id.nbytes) throw new UnpicklingError(`storage ${id.key} is described with two sizes`);
}

function readStorages(
  bytes: Uint8Array, start: number, keys: unknown, ids: ReadonlyMap<string, StorageId>, restore: RestoreLocation,
): Map<string, UntypedStorage> {
  if (!Array.isArray(keys)) throw new UnpicklingError('the list of storages is damaged');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const storages = new Map<string, UntypedStorage>();
  let position = start;
  for (const key of keys as unknown[]) {
    const id = ids.get(String(key));
    if (id === undefined || storages.has(id.key)) {
      throw new UnpicklingError(`storage key '${String(key)}' not found in deserialized_objects`);
    }
    if (bytes.length - position < 8) throw truncated();
    const length = Number(view.getBigInt64(position, true)) * id.dtype.itemsize;
    position += 8;
    if (length !== id.nbytes) {
      throw new RuntimeError(`storage has wrong byte size: expected ${id.nbytes} got ${length}`);
    }
    if (length > bytes.length - position) throw truncated();
    const storage = new UntypedStorage(length);
    let from = position;
    position += length;
    if (!skips_data()) {
      lent(storage, (parts) => {
        for (const part of parts) {
          part.set(bytes.subarray(from, from + part.length));
          from += part.length;
        }
      });
    }
    storages.set(id.key, restore(storage, id.location));
  }
  return storages;
}

/** A storage of the file, or a part of one that is a storage of its own: `(key, offset, length)` in elements. */
function viewOf(
  id: StorageId, view: unknown, storages: ReadonlyMap<string, UntypedStorage>, views: Map<string, UntypedStorage>,
): TypedStorage | UntypedStorage {
  const root = storages.get(id.key);
  if (root === undefined) throw new UnpicklingError(`storage ${id.key} is not in the file`);
  if (view === null || view === undefined) return asFound(root, id);
  const [key, offset, length] = Array.isArray(view) ? (view as unknown[]) : [];
  if (typeof key !== 'string' || !Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) {
    throw new UnpicklingError('the description of a storage is damaged');
  }
  let part = views.get(key);
  if (part === undefined) {
    const { itemsize } = id.dtype;
    part = sliceOf(root, (offset as number) * itemsize, (length as number) * itemsize);
    views.set(key, part);
  }
  return asFound(part, id);
}
