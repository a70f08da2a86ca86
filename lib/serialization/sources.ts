import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { RuntimeError } from '../values/errors.js';
import { isBytes } from '../python/objects.js';
import { aboutFolder } from './about_folder.js';

/** Something with `read`, `tell` and `seek` as Python's files have them, all synchronous. */
export interface FileLikeReader {
  /** The next `size` bytes, fewer at the end; without a size all that is left. */
  read(size?: number): Uint8Array;
  seek(offset: number, whence?: number): unknown;
  tell(): number;
}

/** What `torch.load` reads from: a path, a `file:` URL, bytes, or an object like a file of Python's. */
export type LoadSource = string | URL | ArrayBuffer | Uint8Array | FileLikeReader;

/** Bytes at places, from a file or from memory. */
export interface ByteSource {
  readonly size: number;
  /** The path of a file; undefined for memory. */
  readonly path: string | undefined;
  /** Fills `target` with the bytes from `start`. Throws if there are not so many. */
  readInto(target: Uint8Array, start: number): void;
  close(): void;
}

/** The bytes from `start`, in memory of their own. */
export function readBytes(source: ByteSource, start: number, length: number): Uint8Array {
  if (length > source.size - start) throw truncated();
  const bytes = new Uint8Array(length);
  source.readInto(bytes, start);
  return bytes;
}

export function truncated(): RuntimeError {
  return new RuntimeError('unexpected end of file: the file might be corrupted');
}

export function pathOf(file: unknown): string | undefined {
  if (typeof file === 'string') return file;
  return file instanceof URL ? fileURLToPath(file) : undefined;
}

export function openSource(file: LoadSource): ByteSource {
  const path = pathOf(file);
  if (path !== undefined) return new FileSource(path);
  if (isBytes(file)) return new MemorySource(file);
  if (types.isArrayBuffer(file)) return new MemorySource(new Uint8Array(file));
  const { read, seek, tell } = file as Partial<FileLikeReader>;
  if (typeof read !== 'function') {
    throw new TypeError("expected 'f' to be a path, a URL, bytes, or a file-like object with a 'read' method");
  }
  if (typeof seek !== 'function' || typeof tell !== 'function') {
    throw new TypeError("the object has no 'seek' or 'tell'. You can only torch.load from a file that is seekable. " +
      'Please pre-load the data into a buffer and try to load from it instead.');
  }
  return new MemorySource((file as FileLikeReader).read());
}

class MemorySource implements ByteSource {
  readonly path = undefined;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  get size(): number {
    return this.#bytes.length;
  }
  readInto(target: Uint8Array, start: number): void {
    if (target.length > this.size - start) throw truncated();
    target.set(this.#bytes.subarray(start, start + target.length));
  }
  close(): void {
    // Memory stays as it is.
  }
}

/** The system reads at most 2 GB at once. */
const most = 1 << 30;

class FileSource implements ByteSource {
  readonly path: string;
  readonly size: number;
  readonly #file: number;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'r');
    const stat = fstatSync(this.#file);
    if (!stat.isFile()) {
      this.close();
      throw new RuntimeError(stat.isDirectory() ? aboutFolder(path) : `${path} is not a file that can be loaded`);
    }
    this.size = stat.size;
  }
  readInto(target: Uint8Array, start: number): void {
    for (let done = 0; done < target.length;) {
      const count = readSync(this.#file, target, done, Math.min(most, target.length - done), start + done);
      if (count === 0) throw truncated();
      done += count;
    }
  }
  close(): void {
    closeSync(this.#file);
  }
}
