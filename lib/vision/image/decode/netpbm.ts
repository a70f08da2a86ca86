/** PBM, PGM, PPM and PFM files, as text (P1 to P3) or bytes (P4 to P6, Pf). */
import { ValueError } from '../../../values/errors.js';
import { roundHalfEven } from '../../../python/rounding.js';
import { numbersFrom } from '../bytes.js';
import { checkPixels } from '../limits.js';
import { bandsOf, numbersOf, type Mode, type PixelData } from '../modes.js';
import { truncated, type Decoded } from './reader.js';

const modes: Readonly<Record<string, Mode>> = {
  P1: '1', P2: 'L', P3: 'RGB', P4: '1', P5: 'L', P6: 'RGB', P0CMYK: 'CMYK', Pf: 'F',
};

/** A netpbm file. */
export function readNetpbm(bytes: Uint8Array): Decoded {
  const header = new Words(bytes);
  const kind = header.kind();
  const named = modes[kind];
  if (named === undefined) throw new Error('not a PPM file');
  const [width, height] = [header.size(), header.size()];
  checkPixels(width, height);
  if (named === '1') {
    const data = kind === 'P1' ? digits(bytes, header.at, width * height) : inverted(header, width, height);
    return picture('1', width, height, data);
  }
  if (named === 'F') return picture('F', width, height, floats(header, width, height));
  const most = integer(header.word());
  if (!(most > 0 && most < 65536)) throw new ValueError('maxval must be greater than 0 and less than 65536');
  const mode = named === 'L' && most > 255 ? 'I' : named;
  const count = width * height * bandsOf(mode).length;
  const data = kind === 'P2' || kind === 'P3' ? textNumbers(bytes, header.at, mode, count, most)
    : binaryNumbers(header, mode, count, most);
  return picture(mode, width, height, data);
}

function picture(mode: Mode, width: number, height: number, data: PixelData): Decoded {
  if (width < 1 || height < 1) throw new Error(`a size of ${width} x ${height}`);
  return { mode, width, height, data };
}

/** Bits of 1 are black. */
function inverted(header: Words, width: number, height: number): PixelData {
  const data = numbersFrom('1', width, height, header.rest(Math.ceil(width / 8) * height));
  return (data as Uint8Array).map((value) => 255 - value);
}

function floats(header: Words, width: number, height: number): PixelData {
  const scale = Number(header.word());
  if (scale === 0 || !Number.isFinite(scale)) throw new ValueError('scale must be finite and non-zero');
  const bytes = header.rest(width * height * 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = numbersOf('F', width * height);
  // From the bottom; a negative scale stands for the lower byte first.
  for (let i = 0; i < data.length; i++) {
    const row = height - 1 - Math.trunc(i / width);
    data[i] = view.getFloat32((row * width + (i % width)) * 4, scale < 0);
  }
  return data;
}

function binaryNumbers(header: Words, mode: Mode, count: number, most: number): PixelData {
  const size = most < 256 ? 1 : 2;
  const bytes = header.rest(count * size);
  const data = numbersOf(mode, count);
  const full = mode === 'I' ? 65535 : 255;
  for (let i = 0; i < count; i++) {
    const value = size === 1 ? bytes[i]! : (bytes[2 * i]! << 8) | bytes[2 * i + 1]!;
    data[i] = most === full ? value : Math.min(full, roundHalfEven((value / most) * full));
  }
  return data;
}

/** The numbers of a text, comments left out; what follows them is not looked at. */
function textNumbers(bytes: Uint8Array, start: number, mode: Mode, count: number, most: number): PixelData {
  // Each takes two places at least, the last one.
  if (2 * count - 1 > bytes.length - start) throw new ValueError('not enough image data');
  const words = wordsFrom(bytes, start);
  const data = numbersOf(mode, count);
  const full = mode === 'I' ? 65535 : 255;
  for (let i = 0; i < count; i++) {
    const word = words[i];
    if (word === undefined) throw new ValueError('not enough image data');
    if (word.length > 10) throw new ValueError(`Token too long found in data: ${word.slice(0, 11)}`);
    const value = integer(word);
    if (value < 0) throw new ValueError(`Channel value is negative: ${value}`);
    if (value > most) throw new ValueError(`Channel value too large for this mode: ${value}`);
    data[i] = roundHalfEven((value / most) * full);
  }
  return data;
}

/** In a text of black and white every digit is a pixel. */
function digits(bytes: Uint8Array, start: number, count: number): PixelData {
  if (count > bytes.length - start) throw new ValueError('not enough image data');
  const text = wordsFrom(bytes, start).join('');
  const wrong = /[^01]/.exec(text)?.[0];
  if (wrong !== undefined) throw new ValueError(`Invalid token for this mode: ${wrong}`);
  if (text.length < count) throw new ValueError('not enough image data');
  return Uint8Array.from({ length: count }, (_, i) => (text[i] === '1' ? 0 : 255));
}

function wordsFrom(bytes: Uint8Array, start: number): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.length - start).toString('latin1');
  return text.replace(/#[^\n\r]*[\n\r]?/g, '').split(/[ \t\n\v\f\r]+/).filter((word) => word !== '');
}

function integer(word: string): number {
  if (!/^[+-]?\d+$/.test(word)) throw new ValueError(`invalid literal for int() with base 10: '${word}'`);
  return Number(word);
}

const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);
const longestWord = 10;

/** The words at the start of a file. */
class Words {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The letters that say what follows, up to a space. */
  kind(): string {
    let word = '';
    while (word.length < 6 && this.at < this.#bytes.length) {
      const byte = this.#bytes[this.at++]!;
      if (isSpace(byte)) break;
      word += String.fromCharCode(byte);
    }
    return word;
  }

  /** A word, and the one space behind it is passed. */
  word(): string {
    let word = '';
    while (this.at < this.#bytes.length && word.length <= longestWord) {
      const byte = this.#bytes[this.at++]!;
      if (byte === 35) {
        while (this.at < this.#bytes.length && this.#bytes[this.at] !== 10 && this.#bytes[this.at] !== 13) this.at++;
        this.at++;
      } else if (!isSpace(byte)) {
        word += String.fromCharCode(byte);
      } else if (word !== '') {
        break;
      }
    }
    if (word === '') throw new ValueError('Reached EOF while reading header');
    if (word.length > longestWord) throw new ValueError(`Token too long in file header: ${word}`);
    return word;
  }

  size(): number {
    const value = integer(this.word());
    if (value < 1) throw new Error(`a side of ${value}`);
    return value;
  }

  rest(count: number): Uint8Array {
    if (this.at + count > this.#bytes.length) throw truncated();
    return this.#bytes.subarray(this.at, this.at + count);
  }
}
