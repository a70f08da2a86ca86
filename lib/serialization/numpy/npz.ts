/** Archives of arrays (.npz): a zip archive with one file for each. */
import type { Tensor } from '../../tensor/tensor.js';
import { KeyError, ValueError } from '../../values/errors.js';
import { py_repr } from '../../python/repr.js';
import type { ByteSource } from '../sources.js';
import { zipDirectory, type ZipEntry } from '../zip_directory.js';
import { recordBytes } from '../zip_record.js';
import { readArray } from './array.js';
import { magic } from './header.js';
import { BytesReader } from './reader.js';

/** A file is no zip archive, or a damaged one (`zipfile.BadZipFile`). */
export class BadZipFile extends Error {
  override name = 'BadZipFile';
}

function broken(why: string): BadZipFile {
  return new BadZipFile(why === 'failed finding central directory' ? 'File is not a zip file' : why);
}

/** How many names its text shows. */
const shown = 5;

/**
 * The arrays of an archive (`numpy.lib.npyio.NpzFile`), each read when it is asked for, anew each time. `close` when
 * all are read, or `using`: until then the file stays open.
 */
export class NpzFile {
  /** The names of the arrays, in the order of the archive. */
  readonly files: readonly string[];
  readonly #entries = new Map<string, ZipEntry>();
  readonly #max_header_size: number;
  readonly #name: string;
  #source: ByteSource | undefined;

  /** From `load`, which programs call. */
  constructor(source: ByteSource, max_header_size: number) {
    const { entries } = zipDirectory(source, broken);
    this.files = entries.map(({ name }) => name.replace(/\.npy$/, ''));
    for (const entry of entries) this.#entries.set(entry.name.replace(/\.npy$/, ''), entry);
    for (const entry of entries) this.#entries.set(entry.name, entry);
    this.#max_header_size = max_header_size;
    this.#name = source.path ?? 'object';
    this.#source = source;
  }

  /**
   * The array of a name, with or without its `.npy`, as a tensor; of a file that is no array, its bytes. Throws a
   * KeyError for a name that is not there, a ValueError for a damaged array, and when the file was closed.
   */
  __getitem__(key: string): Tensor;
  __getitem__<T extends Tensor | Uint8Array>(key: string): T;
  __getitem__(key: string): Tensor | Uint8Array {
    const entry = this.#entries.get(key);
    if (entry === undefined) throw new KeyError(`${key} is not a file in the archive`);
    if (this.#source === undefined) throw new ValueError(`${this.toString()} was closed`);
    const bytes = recordBytes(this.#source, entry, broken);
    if (Buffer.from(bytes.subarray(0, magic.length)).toString('latin1') !== magic) return bytes;
    return readArray(new BytesReader(bytes), this.#max_header_size);
  }
  /** The same; null for a name that is not there. */
  get(key: string): Tensor | null {
    return this.__contains__(key) ? this.__getitem__(key) : null;
  }
  /** Whether there is an array of the name. */
  __contains__(key: string): boolean {
    return this.#entries.has(key);
  }
  /** The number of arrays. */
  __len__(): number {
    return this.files.length;
  }
  /** The names, as {@link files}. */
  keys(): IterableIterator<string> {
    return this.files.values();
  }
  /** The tensors in this order, each read when its turn comes. */
  *values(): IterableIterator<Tensor> {
    for (const name of this.files) yield this.__getitem__(name);
  }
  /** Names and tensors. */
  *items(): IterableIterator<[string, Tensor]> {
    for (const name of this.files) yield [name, this.__getitem__(name)];
  }
  [Symbol.iterator](): IterableIterator<string> {
    return this.keys();
  }

  /** Closes the file; what was read stays. */
  close(): void {
    this.#source?.close();
    this.#source = undefined;
  }
  [Symbol.dispose](): void {
    this.close();
  }

  toString(): string {
    const names = this.files.slice(0, shown).join(', ');
    return `NpzFile ${py_repr(this.#name)} with keys: ${names}${this.files.length > shown ? '...' : ''}`;
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
