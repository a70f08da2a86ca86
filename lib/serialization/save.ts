import path from 'node:path';
import { RuntimeError } from '../values/errors.js';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import { current_stream } from '../cuda/streams.js';
import { empty } from '../generated/torch.js';
import type { UntypedStorage } from '../tensor/storage.js';
import { storageNames } from '../tensor/storage_names.js';
import { TypedStorage } from '../tensor/typed_storage.js';
import { save as config } from '../utils/serialization/config.js';
import { uint8 } from '../values/dtype.js';
import { Named, PersistentId, Pickler, Text } from './pickle/pickler.js';
import { reduce } from './reduce.js';
import { lent } from './memory.js';
import { writeTo, type ByteSink, type SaveTarget } from './sinks.js';
import { pathOf } from './sources.js';
import { skips_data } from './skip_data.js';
import { ZipWriter } from './zip_writer.js';

/** Whether {@link save} writes checksums (`torch.serialization.get_crc32_options`). */
export function get_crc32_options(): boolean {
  return config.compute_crc32;
}

/** Leaves the checksums out, which readers then do not look at (`torch.serialization.set_crc32_options`). */
export const set_crc32_options = signature('set_crc32_options(compute_crc32: bool)').define((compute_crc32) => {
  config.compute_crc32 = checkedFlag('set_crc32_options', 'compute_crc32', 1, compute_crc32);
});

/**
 * Writes tensors and plain values to a path, a `file:` URL, or an object with `write`, in the format of Python's
 * `torch.save`; `torch.load` reads it there with `weights_only=True`. Tensors over the same memory share it again when
 * they are loaded. A file appears when it is complete, in place of an old one. `pickle_protocol` is 2, Python's default
 * here, which every reader of weights takes; the format is the one since PyTorch 1.6; `_disable_byteorder_record`
 * leaves out the record that says which byte of a number comes first.
 *
 * | JavaScript | Python | back |
 * |---|---|---|
 * | Tensor, Parameter, with properties given to them | the same | the same |
 * | null, undefined | None | null |
 * | boolean | bool | boolean |
 * | whole number up to 2^53, bigint | int | number, beyond 2^53 bigint |
 * | other number, -0, NaN, Infinity | float | number: a whole float of Python's comes back as int |
 * | Complex | complex | Complex |
 * | string | str | string |
 * | Uint8Array, ByteArray | bytes, bytearray | Uint8Array, ByteArray |
 * | Array | list | Array |
 * | frozen array, result with names | tuple | frozen array |
 * | plain object | dict | plain object if all keys are strings, else Map |
 * | Map | dict | the same |
 * | OrderedDict, with `_metadata`; Counter | OrderedDict; Counter | the same |
 * | Set | set | Set |
 * | torch.Size, dtype, device, layout, qscheme | the same | the same |
 * | UntypedStorage, TypedStorage | the same | the same |
 * | an object of a class of `add_safe_globals` | an object of the class of that name | the same |
 *
 * Throws a PicklingError for anything else, and a RuntimeError for one memory seen as two dtypes.
 */
export const save = signature(`save(
  obj: Any, f: SaveTarget, pickle_module: None = None, pickle_protocol: Literal[2] = 2,
  _use_new_zipfile_serialization: Literal[True] = True, _disable_byteorder_record: bool = False)`).define((obj, f, _pickle_module, pickle_protocol, zipfile, withoutByteOrder) => {
  if (pickle_protocol !== 2) throw new RuntimeError('torch.save: only pickle_protocol=2 is read by every torch.load');
  if (!zipfile) {
    throw new RuntimeError('torch.save: the format before PyTorch 1.6 is read, but not written');
  }
  writeTo(f, (sink) => write(obj, sink, folderOf(f), withoutByteOrder));
});

/** The folder of the records inside the archive: the file's name without its ending. */
function folderOf(f: SaveTarget): string {
  const file = pathOf(f);
  const name = file === undefined ? '' : path.basename(file).replace(/\.[^.]*$/, '');
  return /^[\x20-\x7e]+$/.test(name) ? name : 'archive';
}

function write(obj: unknown, sink: ByteSink, folder: string, withoutByteOrder: boolean): void {
  const storages = new SavedStorages();
  const pickled = new Pickler((value) => reduce(value, (storage) => storages.idOf(storage))).dump(obj);
  const { compute_crc32, storage_alignment } = config;
  const archive = new ZipWriter(sink, folder, compute_crc32, storage_alignment);
  archive.write('data.pkl', [pickled]);
  archive.write('.format_version', '1');
  archive.write('.storage_alignment', String(storage_alignment));
  if (!withoutByteOrder) archive.write('byteorder', 'little');
  for (const [key, storage] of storages.all.entries()) {
    const put = (bytes: readonly Uint8Array[]): void => archive.write(`data/${key}`, bytes);
    if (skips_data()) put(roomFor(storage.nbytes()));
    else lent(onCpu(storage), put);
  }
  archive.write('version', '3\n');
  archive.finish();
}

/** A storage where it can be written from: through pinned memory, if that is asked for and it lies on a GPU. */
function onCpu(storage: UntypedStorage): UntypedStorage {
  if (!config.use_pinned_memory_for_d2h || storage.device.type !== 'cuda') return storage.cpu();
  const pinned = empty(storage.nbytes(), { dtype: uint8, pin_memory: true }).untyped_storage();
  pinned.copy_(storage);
  current_stream(storage.device).synchronize();
  return pinned;
}

const zeros = new Uint8Array(1 << 20);

/** Zeros in place of a storage's bytes. */
function roomFor(nbytes: number): Uint8Array[] {
  const parts = Array<Uint8Array>(Math.floor(nbytes / zeros.length)).fill(zeros);
  return [...parts, zeros.subarray(0, nbytes % zeros.length)];
}

/** The storages of one file, numbered in the order in which they are met. */
class SavedStorages {
  // They are held until the file is written, so that no other storage can get the address of one.
  readonly all: UntypedStorage[] = [];
  readonly #keys = new Map<number | bigint, Text>();
  readonly #dtypes = new Map<number | bigint, string>();

  idOf(storage: UntypedStorage | TypedStorage): PersistentId {
    const isTyped = storage instanceof TypedStorage;
    const bytes = isTyped ? storage._untyped_storage : storage;
    const type = isTyped ? storage.dtype.name : 'uint8';
    const address = bytes.data_ptr();
    if (address !== 0 && (this.#dtypes.get(address) ?? type) !== type) {
      throw new RuntimeError('Cannot save multiple tensors or storages that view the same data as different types');
    }
    this.#dtypes.set(address, type);
    const id = bytes._cdata;
    let key = this.#keys.get(id);
    if (key === undefined) {
      key = new Text(String(this.all.push(bytes) - 1));
      this.#keys.set(id, key);
    }
    const cls = isTyped
      ? new Named('torch', storageNames.get(storage.dtype)!) : new Named('torch.storage', 'UntypedStorage');
    const size = bytes.nbytes() / (isTyped ? storage.dtype.itemsize : 1);
    return new PersistentId(['storage', cls, key, bytes.device.toString(), size]);
  }
}
