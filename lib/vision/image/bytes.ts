/** How the numbers of a mode lie in bytes outside (`Image.tobytes`, `Image.frombytes`). */
import { ValueError } from '../../values/errors.js';
import { bandsOf, isBytes, numbersOf, numberSize, type Mode, type PixelData } from './modes.js';
import type { Raster } from './raster.js';

/** The bytes of a picture: packed to bits in mode 1, the lowest first in those of several, except for I;16B. */
export function bytesOf({ mode, width, height, data }: Raster): Uint8Array {
  if (mode === '1') return packedBits(data, width, height);
  if (mode === 'LAB') return signed(data as Uint8Array);
  if (isBytes(mode)) return (data as Uint8Array).slice();
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  return mode === 'I;16B' ? swapped(bytes) : bytes;
}

/** The numbers in bytes. Throws a ValueError where they are too few or too many. */
export function numbersFrom(mode: Mode, width: number, height: number, bytes: Uint8Array): PixelData {
  const count = width * height * bandsOf(mode).length;
  const wanted = mode === '1' ? Math.ceil(width / 8) * height : count * numberSize(mode);
  if (bytes.length < wanted) throw new ValueError('not enough image data');
  if (bytes.length > wanted) throw new ValueError('too much image data');
  if (mode === '1') return unpackedBits(bytes, width, height);
  if (mode === 'LAB') return signed(bytes);
  if (isBytes(mode)) return bytes.slice();
  const data = numbersOf(mode, count);
  new Uint8Array(data.buffer).set(mode === 'I;16B' ? swapped(bytes.slice()) : bytes);
  return data;
}

function packedBits(data: PixelData, width: number, height: number): Uint8Array {
  const line = Math.ceil(width / 8);
  const bytes = new Uint8Array(line * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (data[y * width + x] !== 0) bytes[y * line + (x >> 3)]! |= 0x80 >> (x & 7);
  }
  return bytes;
}

function unpackedBits(bytes: Uint8Array, width: number, height: number): Uint8Array {
  const line = Math.ceil(width / 8);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = (bytes[y * line + (x >> 3)]! << (x & 7)) & 0x80 ? 255 : 0;
  }
  return data;
}

/** Bands a and b of LAB are signed outside; inside they start at 128 below zero. */
function signed(data: Uint8Array): Uint8Array {
  return data.map((value, i) => (i % 3 === 0 ? value : value ^ 128));
}

function swapped(bytes: Uint8Array): Uint8Array {
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).swap16();
  return bytes;
}
