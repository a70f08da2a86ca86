/** `numpy.load`, `save`, `savez` and `savez_compressed`, of and for tensors. */
import { signature } from '../../arguments/signature.js';
import { is_tensor } from '../../values/is_tensor.js';
import { isMap } from '../../python/objects.js';
import { ValueError } from '../../values/errors.js';
import { sliceOf } from '../../tensor/storage.js';
import type { Tensor } from '../../tensor/tensor.js';
import { FileMap } from '../map_file.js';
import { writeTo, type SaveTarget } from '../sinks.js';
import { lent, swapBytes } from '../memory.js';
import { openSource, pathOf, readBytes, type ByteSource, type FileLikeReader, type LoadSource } from '../sources.js';
import { viewOf } from '../zip_directory.js';
import { zip } from '../zip_format.js';
import { checkedBytes, readArray, viewed, withArray } from './array.js';
import { magic, readHeader } from './header.js';
import { NpzFile } from './npz.js';
import { writeNpz } from './npz_writer.js';
import { SourceReader } from './reader.js';

/** There is nothing to read (`EOFError`). */
export class EOFError extends Error {
  override name = 'EOFError';
}

/** How `load` maps a file: with `'c'` and `'r'` what is written stays in memory, with `'r+'` it goes into the file. */
export type MmapMode = 'r' | 'r+' | 'c' | 'readonly' | 'readwrite' | 'copyonwrite';

export interface LoadArrayOptions {
  /** Maps the file of an array into memory in place of reading it. Only with a path, and not for `.npz`. */
  readonly mmap_mode?: MmapMode | null;
  /** Objects of Python are never made: true only lets headers be longer. */
  readonly allow_pickle?: boolean;
  /** A header longer than this is refused. */
  readonly max_header_size?: number;
}

const takes = signature(`load(file: LoadSource, mmap_mode: MmapMode = None, allow_pickle: bool = False,
  *, max_header_size: int = 10000)`);

const mapModes: ReadonlyMap<string, 'private' | 'shared'> = new Map([
  ['r', 'private'], ['readonly', 'private'], ['c', 'private'], ['copyonwrite', 'private'], ['r+', 'shared'],
  ['readwrite', 'shared'],
]);

/**
 * Reads what `numpy.save` wrote as a tensor, what `numpy.savez` wrote as an {@link NpzFile} (`numpy.load`), with
 * NumPy's shape and strides; numbers of the other order of bytes are turned. From a path, a `file:` URL, bytes, or an
 * object like a file of Python's, whose position then is behind the array. Throws a TypeError for elements that
 * PyTorch has no dtype for, a ValueError for a damaged file and for one with objects of Python, an EOFError for an
 * empty one.
 */
export function load<T extends Tensor | NpzFile = Tensor>(file: LoadSource, options?: LoadArrayOptions): T;
export function load<T extends Tensor | NpzFile = Tensor>(
  file: LoadSource, mmap_mode?: MmapMode | null, allow_pickle?: boolean, options?: LoadArrayOptions,
): T;
export function load(...args: unknown[]): unknown {
  const { file, mmap_mode, allow_pickle, max_header_size: given } = takes.read(args);
  const most = allow_pickle ? Infinity : given;
  const start = positionOf(file);
  const source = openSource(file);
  let open = false;
  try {
    if (source.size === 0) throw new EOFError('No data left in file');
    const head = Buffer.from(readBytes(source, 0, Math.min(magic.length, source.size)));
    if (isArchive(head)) {
      const archive = new NpzFile(source, most);
      open = true;
      return archive;
    }
    if (head.toString('latin1') !== magic) {
      throw new ValueError('This file contains pickled (object) data. If you trust the file you can load it unsafely ' +
        'using the `allow_pickle=` keyword argument or `pickle.load()`.' +
        (allow_pickle ? ' (allow_pickle: no objects of Python are made here)' : ''));
    }
    if (mmap_mode !== null) return mapped(source, mmap_mode, most);
    const reader = new SourceReader(source);
    const array = readArray(reader, most);
    if (start !== undefined) (file as FileLikeReader).seek(start + reader.position);
    return array;
  } finally {
    if (!open) source.close();
  }
}

/** Where an object like a file of Python's is; undefined for all else. */
function positionOf(file: LoadSource): number | undefined {
  const { read, tell, seek } = file as Partial<FileLikeReader>;
  if (![read, tell, seek].every((method) => typeof method === 'function')) return undefined;
  return (file as FileLikeReader).tell();
}

/** An archive without a file begins with its end. */
function isArchive(head: Uint8Array): boolean {
  const first = head.length < 4 ? 0 : viewOf(head).getUint32(0, true);
  return first === zip.localHeader || first === zip.end;
}

function mapped(source: ByteSource, mode: string, most: number): Tensor {
  const kind = mapModes.get(mode);
  if (kind === undefined) {
    throw new ValueError("mode must be one of ['r', 'c', 'r+', 'w+', 'readonly', 'copyonwrite', 'readwrite', 'write'] " +
      `(got '${mode}')${/^w/.test(mode) ? ': a new file has no array to load' : ''}`);
  }
  if (source.path === undefined) {
    throw new ValueError('Filename must be a string or a path-like object. Memmap cannot use existing file handles.');
  }
  const reader = new SourceReader(source);
  const header = readHeader(reader.read, most);
  const nbytes = checkedBytes(header, reader.left());
  if (kind === 'shared' && header.bigEndian) {
    throw new ValueError('given numpy array has byte order different from the native byte order. Conversion between byte ' +
      "orders is currently not supported. (Without mmap_mode 'r+' they are turned.)");
  }
  const whole = new FileMap(source.path, source.size, () => kind === 'shared').bytes();
  const part = sliceOf(whole, reader.position, nbytes);
  const storage = reader.position % header.dtype.itemsize === 0 ? part : part.clone();
  if (header.bigEndian) lent(storage, (parts) => parts.forEach((part) => swapBytes(part, header.dtype)));
  return viewed(storage, header);
}

const withEnding = (file: SaveTarget, ending: string): SaveTarget => {
  const path = pathOf(file);
  return path === undefined || path.endsWith(ending) ? file : `${path}${ending}`;
};

/**
 * Writes a tensor as an array of NumPy's, byte for byte as `numpy.save` does; a path gets `.npy` at its end. A file
 * appears when it is complete. Throws a TypeError for a dtype that NumPy lacks (bfloat16, float8, quantized), and as
 * `Tensor.numpy` does for tensors that need gradients, are sparse, or lie on another device.
 */
export const save = signature('save(file: SaveTarget, arr: Tensor) -> void').define((file, arr) => {
  withArray(checkedTensor(arr, 'save', 'arr'), (parts) =>
    writeTo(withEnding(file, '.npy'), (sink) => parts.forEach((part) => sink.write(part))));
});

function checkedTensor(value: unknown, where: string, what: string): Tensor {
  if (is_tensor(value)) return value as Tensor;
  throw new TypeError(`${where}(): expected ${what} to be a tensor, got ${value === null ? 'null' : typeof value}`);
}

/** Tensors by the names that they get in the archive. */
export type NamedArrays = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

/**
 * Writes tensors into one archive (`numpy.savez`), byte for byte as NumPy does; a path gets `.npz` at its end. Tensors
 * by position are called `arr_0`, `arr_1` and so on, those of a last plain object or Map by its names. Throws as
 * {@link save}, and a ValueError for two of one name; then nothing is written.
 */
export function savez(file: SaveTarget, ...arrays: readonly (Tensor | NamedArrays)[]): void {
  archive('savez', file, arrays, false);
}

/** The same, compressed (`numpy.savez_compressed`). */
export function savez_compressed(file: SaveTarget, ...arrays: readonly (Tensor | NamedArrays)[]): void {
  archive('savez_compressed', file, arrays, true);
}

function archive(where: string, file: SaveTarget, arrays: readonly unknown[], compressed: boolean): void {
  const last = arrays.at(-1);
  const hasNames = last !== null && typeof last === 'object' && !is_tensor(last);
  const named = new Map<string, Tensor>();
  const pairs = !hasNames ? [] : isMap(last) ? [...last] : Object.entries(last);
  for (const [name, value] of pairs) named.set(String(name), checkedTensor(value, where, String(name)));
  for (const [i, value] of (hasNames ? arrays.slice(0, -1) : arrays).entries()) {
    const key = `arr_${i}`;
    if (named.has(key)) throw new ValueError(`Cannot use un-named variables and keyword ${key}`);
    named.set(key, checkedTensor(value, where, key));
  }
  writeTo(withEnding(file, '.npz'), (sink) => writeNpz(sink, named, compressed));
}
