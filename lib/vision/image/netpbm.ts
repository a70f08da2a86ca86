import type { Raster } from './raster.js';

/** A PGM or PPM file, as text (P2, P3) or bytes (P5, P6), of up to 8 bits. Throws an Error that says what is wrong. */
export function readNetpbm(bytes: Uint8Array): Raster {
  const kind = String.fromCharCode(bytes[1]!);
  const reader = new HeaderReader(bytes);
  const [width, height, most] = [reader.number(), reader.number(), reader.number()];
  if (most < 1 || most > 255) throw new Error(`values up to ${most}: only 8 bits are supported`);
  const mode = kind === '2' || kind === '5' ? 'L' : 'RGB';
  const length = width * height * (mode === 'L' ? 1 : 3);
  const data = kind === '2' || kind === '3' ? reader.numbers(length) : reader.rest(length);
  // Pillow scales to the full range with halves away from zero.
  return { mode, width, height, data: most === 255 ? data : data.map((value) => Math.round((value / most) * 255)) };
}

class HeaderReader {
  readonly #bytes: Uint8Array;
  #at = 2;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(): number {
    while (isSpace(this.#bytes[this.#at]) || this.#bytes[this.#at] === comment) {
      if (this.#bytes[this.#at] === comment) while (!isLineEnd(this.#bytes[this.#at])) this.#at++;
      this.#at++;
    }
    let value = 0;
    const start = this.#at;
    for (; isDigit(this.#bytes[this.#at]); this.#at++) value = value * 10 + this.#bytes[this.#at]! - 48;
    if (start === this.#at || value > 2 ** 31) throw new Error(`no number at byte ${start}`);
    return value;
  }

  numbers(count: number): Uint8Array {
    if (count > this.#bytes.length) throw new Error('the file is truncated');
    return Uint8Array.from({ length: count }, () => this.number());
  }

  rest(count: number): Uint8Array {
    const start = this.#at + 1;
    if (start + count > this.#bytes.length) throw new Error('the file is truncated');
    return new Uint8Array(this.#bytes.subarray(start, start + count));
  }
}

const comment = 35;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;
const isSpace = (byte: number | undefined): boolean => byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);
const isLineEnd = (byte: number | undefined): boolean => byte === undefined || byte === 10 || byte === 13;
