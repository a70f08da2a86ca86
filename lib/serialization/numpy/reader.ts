/** Bytes one after the other, out of memory, of a file, or of an object like Python's files. */
import { ValueError } from '../../values/errors.js';
import { readBytes, type ByteSource } from '../sources.js';
import type { ArrayReader } from './array.js';

/** Reads a source from a position on. */
export class SourceReader implements ArrayReader {
  readonly #source: ByteSource;
  position: number;

  constructor(source: ByteSource, position = 0) {
    this.#source = source;
    this.position = position;
  }

  readonly read = (count: number, what: string): Uint8Array => {
    if (count > this.left()) throw ended(what, count, this.left());
    this.position += count;
    return readBytes(this.#source, this.position - count, count);
  };
  left(): number {
    return this.#source.size - this.position;
  }
  fill(parts: readonly Uint8Array[]): void {
    for (const part of parts) {
      this.#source.readInto(part, this.position);
      this.position += part.length;
    }
  }
}

/** Reads bytes in memory. */
export class BytesReader implements ArrayReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  readonly read = (count: number, what: string): Uint8Array => {
    if (count > this.left()) throw ended(what, count, this.left());
    this.#position += count;
    return this.#bytes.subarray(this.#position - count, this.#position);
  };
  left(): number {
    return this.#bytes.length - this.#position;
  }
  fill(parts: readonly Uint8Array[]): void {
    for (const part of parts) part.set(this.read(part.length, 'array data'));
  }
}

const ended = (what: string, wanted: number, got: number): ValueError =>
  new ValueError(`EOF: reading ${what}, expected ${wanted} bytes got ${got}`);
