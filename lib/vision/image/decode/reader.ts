import { OSError } from '../errors.js';
import type { Extras, Raster } from '../raster.js';

/** What a file holds. */
export type Decoded = Raster & Extras;

/** Makes a picture of a whole file. Throws an Error that says what is wrong or not supported. */
export type Reader = (bytes: Uint8Array) => Decoded;

export function truncated(): OSError {
  return new OSError('image file is truncated');
}

/** The numbers of a file, each read inside it. */
export class Bytes {
  readonly all: Uint8Array;
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(all: Uint8Array, little: boolean) {
    this.all = all;
    this.#view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    this.#little = little;
  }

  get length(): number {
    return this.all.length;
  }
  u8(at: number): number {
    this.#check(at, 1);
    return this.all[at]!;
  }
  u16(at: number): number {
    this.#check(at, 2);
    return this.#view.getUint16(at, this.#little);
  }
  u32(at: number): number {
    this.#check(at, 4);
    return this.#view.getUint32(at, this.#little);
  }
  i32(at: number): number {
    return this.u32(at) | 0;
  }
  /** A part of the file, not a copy. */
  part(at: number, length: number): Uint8Array {
    this.#check(at, length);
    return this.all.subarray(at, at + length);
  }
  #check(at: number, length: number): void {
    if (!(at >= 0 && at + length <= this.all.length)) throw truncated();
  }
}
