import { reading } from '../addon/reading.js';
import { unnamedOrder } from './defaults.js';
import type { OrderedDict } from '../collections/ordered_dict.js';
import type { Tensor } from '../tensor/tensor.js';
import type { DeviceLike } from '../values/device.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { signature } from '../arguments/signature.js';
import { load as loadModule } from '../jit/load.js';
import { PyTorchFileReader } from '../jit/records.js';
import { warn } from '../python/warnings.js';
import { load as config } from '../utils/serialization/config.js';
import { load_file } from './safetensors/files.js';
import { UnpicklingError } from './errors.js';
import { foreign } from './foreign.js';
import { buildState, findGlobal } from './globals.js';
import { loadLegacy } from './legacy.js';
import { fixedDevice, restoreLocation, type MapLocation } from './map_location.js';
import { Unpickler, type PickleEncoding } from './pickle/unpickler.js';
import { openSource, pathOf, readBytes, type ByteSource, type LoadSource } from './sources.js';
import { storageId, StoredStorages } from './stored_storages.js';
import { isZip, ZipReader } from './zip_reader.js';

export interface LoadOptions {
  /** Where the tensors go; without it, where they were saved from. A dictionary must be given by name, or as a Map. */
  readonly map_location?: MapLocation | null;
  /**
   * Nothing that a file names is ever run, but for an archive of TorchScript: with false, that goes to
   * `torch.jit.load`. Any other file throws then.
   */
  readonly weights_only?: boolean | null;
  /**
   * Maps the file into memory in place of reading it: parts are read when they are used. Only with a path. The file
   * must not be shortened as long as a tensor of it lives: what is gone ends the process when it is read.
   */
  readonly mmap?: boolean | null;
  /** How text is read that Python 2 saved; UTF-8 otherwise. */
  readonly encoding?: PickleEncoding;
}

const takes = signature(`load(
  f: LoadSource, map_location: MapLocation = None, pickle_module: Any = None, *, weights_only: bool = None,
  mmap: bool = None, encoding: PickleEncoding = "utf-8")`);

/**
 * Reads what `torch.save` wrote, here or in Python, from a path, a `file:` URL, bytes, or an object like Python's files
 * (`torch.load` with `weights_only=True`). What Python's types become is listed with {@link save}. Tensors that shared
 * memory share it again. Throws an UnpicklingError for a file with anything but tensors and plain values, a
 * RuntimeError for a damaged file or a missing device; the file may come from anybody. What it holds only you know: a
 * state dict, to the compiler, unless you say otherwise (`load<MyCheckpoint>(f)`).
 */
export function load<T = OrderedDict<string, Tensor>>(f: LoadSource, options?: LoadOptions): T;
export function load<T = OrderedDict<string, Tensor>>(
  f: LoadSource, map_location?: MapLocation | null, options?: LoadOptions,
): T;
export function load(...args: unknown[]): unknown {
  const { f, weights_only, pickle_module, map_location, mmap, encoding } = takes.read(args);
  if (weights_only === false) {
    const module = loadScript(f, map_location);
    if (module !== undefined) return module;
    throw new RuntimeError('torch.load: weights_only=False is not supported: it would run code of Python that the file ' +
      'names. If you trust the file, load it in Python, and save its tensors (a state_dict) again.');
  }
  if (pickle_module !== null) {
    throw new RuntimeError('Can not safely load weights when explicit pickle_module is specified');
  }
  const path = pathOf(f);
  if (path?.endsWith('.safetensors')) return load_file(path, { device: safetensorsDevice(map_location) });
  const source = openSource(f);
  try {
    return loadFrom(source, map_location, mmap ?? config.mmap, encoding);
  } catch (error) {
    if (error instanceof UnpicklingError) throw explained(error);
    throw error;
  } finally {
    source.close();
  }
}

/** Whether a file is an archive of TorchScript. */
export function isScript(f: LoadSource): boolean {
  const source = openSource(f);
  try {
    return isZip(source) && new PyTorchFileReader(source.path ?? readBytes(source, 0, source.size)).has_record('constants.pkl');
  } finally {
    source.close();
  }
}

/** The module of an archive of TorchScript; undefined for another file. */
function loadScript(f: LoadSource, map_location: MapLocation | null | undefined): unknown {
  const source = openSource(f);
  try {
    const from = source.path ?? readBytes(source, 0, source.size);
    if (!isScript(from)) return undefined;
    warn('UserWarning', "'torch.load' received a zip file that looks like a TorchScript archive dispatching to " +
      "'torch.jit.load' (call 'torch.jit.load' directly to silence this warning)");
    return loadModule(from, map_location as DeviceLike | null);
  } finally {
    source.close();
  }
}

/** What a source holds. Closes nothing. */
export const loadFrom = (...args: Parameters<typeof read>): unknown => reading(() => read(...args));

function read(
  source: ByteSource, map_location: MapLocation | null | undefined, mmap: boolean, encoding: PickleEncoding,
): unknown {
  const restore = restoreLocation(map_location);
  if (!isZip(source)) {
    const what = foreign(source, 'torch.load');
    if (what !== undefined) throw new UnpicklingError(`${source.path ?? 'the data'} is ${what}`);
    if (mmap) {
      const file = source.path === undefined ? '' : `${source.path}, `;
      throw new RuntimeError(`mmap can only be used with files saved with \`torch.save(${file}` +
        '_use_new_zipfile_serialization=True), please torch.save your checkpoint with this option in order to use mmap.');
    }
    return loadLegacy(source, { restore, encoding });
  }
  if (mmap && source.path === undefined) throw new ValueError('f must be a file path in order to use the mmap argument');
  const archive = new ZipReader(source);
  checkVersion(archive);
  const storages = new StoredStorages(archive, {
    restore,
    meta: fixedDevice(map_location) === 'meta',
    mapped: mmap ? { path: source.path!, size: source.size } : undefined,
    bigEndian: isBigEndian(archive),
  });
  return new Unpickler(archive.read('data.pkl'), {
    find_class: findGlobal,
    build: buildState,
    persistent_load: (id) => storages.get(storageId(id)),
    encoding,
  }).load();
}

/** The versions of the format that PyTorch reads. */
const oldest = 1;
const newest = 10;

function checkVersion(archive: ZipReader): void {
  const text = archive.has('.data/version') ? archive.text('.data/version')! : Buffer.from(archive.read('version')).toString();
  const version = /^\d+\s*$/.test(text) ? Number(text) : NaN;
  if (!(version >= oldest)) {
    throw new RuntimeError(`Attempted to read a PyTorch file with version ${text.trim()}, but the minimum supported ` +
      `version for reading is ${oldest}. Your PyTorch script module file is too old.`);
  }
  if (version > newest) {
    throw new RuntimeError(`Attempted to read a PyTorch file with version ${version}, but the maximum supported version ` +
      `for reading is ${newest}. The version of your PyTorch installation may be too old.`);
  }
}

function isBigEndian(archive: ZipReader): boolean {
  const order = archive.text('byteorder') ?? unnamedOrder();
  if (order !== 'little' && order !== 'big') throw new ValueError(`Unknown endianness type: ${order}`);
  return order === 'big';
}

function safetensorsDevice(map_location: MapLocation | null | undefined): DeviceLike {
  const device = fixedDevice(map_location);
  if (device !== undefined) return device as DeviceLike;
  if (map_location === null || map_location === undefined) return 'cpu';
  const kind = typeof map_location === 'function' ? 'callable' : 'dict';
  throw new RuntimeError(`Loading safetensors file with ${kind} map_location is not supported. Use a device string or ` +
    'torch.device instead.');
}

/** Says what can be done about a file that holds more than tensors and plain values. */
function explained(error: UnpicklingError): UnpicklingError {
  const cure = /was not an allowed global|is blocked/.test(error.message)
    ? ' nodetorch reads tensors and plain values, and never runs what else a file names. If you trust the file, load it ' +
      'in Python with weights_only=False, and save its tensors (a state_dict) again.'
    : '';
  return new UnpicklingError(`Weights only load failed.${cure}\n\tWeightsUnpickler error: ${error.message}`, { cause: error });
}
