import { OSError } from '../errors.js';
import { checkPixels } from '../limits.js';
import { numbersOf, type Mode, type PixelData } from '../modes.js';
import { Bytes, truncated, type Decoded } from './reader.js';
import { runLengths } from './bmp_runs.js';
import { unpackBits } from './samples.js';

interface Header {
  readonly width: number;
  readonly height: number;
  readonly upwards: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly colors: number;
  /** The bytes of a colour of the palette. */
  readonly colorSize: number;
  readonly masks: readonly number[];
  /** Where the header ends. */
  readonly end: number;
}

const uncompressed = 0;
const bitfields = 3;
const fileHeader = 14;

/** A BMP file. */
export function readBmp(all: Uint8Array): Decoded {
  const bytes = new Bytes(all, true);
  const header = headerOf(bytes);
  const { width, height, bits, compression, colors, colorSize, end } = header;
  if (width < 1 || height < 1) throw new Error(`a size of ${width} x ${height}`);
  checkPixels(width, height);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new OSError(`Unsupported BMP pixel depth (${bits})`);
  if (![0, 1, 2, 3].includes(compression)) throw new OSError(`Unsupported BMP compression (${compression})`);
  if (bits > 8) {
    const order = orderOf(header);
    const mode = order.includes('A') ? 'RGBA' : 'RGB';
    return { mode, width, height, data: colorLines(bytes, dataAt(bytes, header), header, mode, order) };
  }
  if (compression === bitfields) throw new OSError('Unsupported BMP bitfields layout');
  if (!(colors > 0 && colors <= 65536)) throw new OSError(`Unsupported BMP Palette size (${colors})`);
  const stored = all.subarray(end, end + colors * colorSize);
  const [mode, palette] = paletteOf(stored, colors, colorSize);
  const start = dataAt(bytes, header);
  const data = compression === uncompressed ? indexLines(bytes, start, header, mode)
    : runLengths(all, start, width, height, compression === 2, header.upwards);
  return { mode, width, height, data, palette };
}

function headerOf(bytes: Bytes): Header {
  const size = bytes.u32(fileHeader);
  const at = fileHeader + 4;
  const end = fileHeader + size;
  if (size === 12) {
    const bits = bytes.u16(at + 6);
    return {
      width: bytes.u16(at), height: bytes.u16(at + 2), upwards: true, bits, compression: uncompressed,
      colors: 2 ** bits, colorSize: 3, masks: [], end,
    };
  }
  if (![40, 52, 56, 64, 108, 124].includes(size)) throw new OSError(`Unsupported BMP header type (${size})`);
  const [width, signed, bits, compression] = [bytes.i32(at), bytes.i32(at + 4), bytes.u16(at + 10), bytes.u32(at + 12)];
  const given = bytes.u32(at + 28);
  // The masks stand in the header, or behind a short one.
  const count = compression !== bitfields ? 0 : size >= 56 ? 4 : 3;
  const masks = Array.from({ length: count }, (_, i) => bytes.u32(at + 36 + 4 * i));
  return {
    width, height: Math.abs(signed), upwards: signed >= 0, bits, compression, colorSize: 4, masks,
    colors: given === 0 ? 2 ** bits : given, end: size === 40 ? end + 4 * count : end,
  };
}

function dataAt(bytes: Bytes, { end, bits, colors, colorSize }: Header): number {
  const start = bytes.u32(10);
  const past = start === end && bits <= 8 ? start + colorSize * colors : start;
  return past === 0 ? end : past;
}

/** The order of the bytes of a pixel for the masks of its colours: what Pillow knows. */
const orders: Readonly<Record<string, string>> = {
  '32 ff0000 ff00 ff 0': 'BGRX', '32 ff000000 ff0000 ff00 0': 'XBGR', '32 ff000000 ff00 ff 0': 'BGXR',
  '32 ff000000 ff0000 ff00 ff': 'ABGR', '32 ff ff00 ff0000 ff000000': 'RGBA', '32 ff0000 ff00 ff ff000000': 'BGRA',
  '32 ff000000 ff00 ff ff0000': 'BGAR', '32 0 0 0 0': 'BGRA', '24 ff0000 ff00 ff': 'BGR', '16 f800 7e0 1f': '565',
  '16 7c00 3e0 1f': '555',
};
const plainOrders: Readonly<Record<number, string>> = { 16: '555', 24: 'BGR', 32: 'BGRX' };

function orderOf({ bits, compression, masks }: Header): string {
  if (compression === uncompressed) return plainOrders[bits]!;
  if (compression !== bitfields) throw new OSError(`run lengths of ${bits} bits a pixel are not supported`);
  const list = bits === 32 ? [...masks, 0].slice(0, 4) : masks.slice(0, 3);
  const order = orders[`${bits} ${list.map((mask) => mask.toString(16)).join(' ')}`];
  if (order === undefined) throw new OSError('Unsupported BMP bitfields layout');
  return order;
}

/** Without colours it is grey, or black and white. */
function paletteOf(stored: Uint8Array, colors: number, size: number): [Mode, Uint8Array | undefined] {
  const values = colors === 2 ? [0, 255] : Array.from({ length: colors }, (_, i) => i);
  const grey = values.every((value, i) => [0, 1, 2].every((band) => stored[i * size + band] === value));
  if (grey) return [colors <= 2 ? '1' : 'L', undefined];
  const palette = new Uint8Array(3 * Math.min(256, Math.floor(stored.length / size)));
  for (let i = 0; i < palette.length; i++) palette[i] = stored[Math.trunc(i / 3) * size + 2 - (i % 3)]!;
  return ['P', palette];
}

const lineOf = ({ width, bits }: Header): number => Math.ceil((width * bits) / 32) * 4;

/** Calls `each` with every row of the picture and the bytes of its line. */
function lines(bytes: Bytes, start: number, header: Header, each: (row: number, line: Uint8Array) => void): void {
  const length = lineOf(header);
  const { height, upwards } = header;
  if (start + length * height > bytes.length) throw truncated();
  for (let i = 0; i < height; i++) each(upwards ? height - 1 - i : i, bytes.part(start + i * length, length));
}

function indexLines(bytes: Bytes, start: number, header: Header, mode: Mode): PixelData {
  const { width, height, bits } = header;
  if ((mode === 'L' && bits !== 8) || (mode === '1' && bits !== 1)) {
    throw new OSError(`grey of ${bits} bits is not supported (in Pillow: codec configuration error)`);
  }
  if (lineOf(header) * height > bytes.length - start) throw truncated();
  const data = numbersOf(mode, width * height) as Uint8Array;
  lines(bytes, start, header, (row, line) => {
    if (bits === 8) data.set(line.subarray(0, width), row * width);
    else unpackBits(line, bits, width, data, row * width, mode === '1' ? 255 : 1);
  });
  return data;
}

function colorLines(bytes: Bytes, start: number, header: Header, mode: Mode, order: string): PixelData {
  const { width, height, bits } = header;
  if (lineOf(header) * height > bytes.length - start) throw truncated();
  const bands = mode === 'RGBA' ? 4 : 3;
  const data = numbersOf(mode, width * height * bands) as Uint8Array;
  const places = [...mode].map((band) => order.indexOf(band));
  lines(bytes, start, header, (row, line) => {
    let put = row * width * bands;
    for (let x = 0; x < width; x++) {
      if (bits === 16) {
        put = word(order, line[2 * x]! | (line[2 * x + 1]! << 8), data, put);
      } else {
        for (const place of places) data[put++] = line[(x * bits) / 8 + place]!;
      }
    }
  });
  return data;
}

/** A pixel of 16 bits: 5 for each colour, or 6 for green. */
function word(order: string, pixel: number, data: Uint8Array, put: number): number {
  const green = order === '565' ? 63 : 31;
  data[put] = Math.trunc((((pixel >> (order === '565' ? 11 : 10)) & 31) * 255) / 31);
  data[put + 1] = Math.trunc((((pixel >> 5) & green) * 255) / green);
  data[put + 2] = Math.trunc(((pixel & 31) * 255) / 31);
  return put + 3;
}
