import { crc32 } from 'node:zlib';
import { checkPixels } from '../limits.js';
import { numbersOf, type Mode, type PixelData } from '../modes.js';
import type { ImageInfo } from '../raster.js';
import { inflated } from './inflate.js';
import { Bytes, truncated, type Decoded } from './reader.js';
import { fullScale, unpackBits } from './samples.js';

/** What Pillow makes of a depth and colour type: the mode, and how many samples a pixel has in the file. */
const kinds: Readonly<Record<string, readonly [mode: Mode, samples: number]>> = {
  '1 0': ['1', 1], '2 0': ['L', 1], '4 0': ['L', 1], '8 0': ['L', 1], '16 0': ['I;16', 1],
  '8 2': ['RGB', 3], '16 2': ['RGB', 3], '1 3': ['P', 1], '2 3': ['P', 1], '4 3': ['P', 1], '8 3': ['P', 1],
  '8 4': ['LA', 2], '16 4': ['RGBA', 2], '8 6': ['RGBA', 4], '16 6': ['RGBA', 4],
};

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly mode: Mode;
  readonly samples: number;
  readonly interlaced: boolean;
}

/** A PNG file. */
export function readPng(all: Uint8Array): Decoded {
  const bytes = new Bytes(all, false);
  const header = headerOf(bytes);
  const { mode, width, height } = header;
  checkPixels(width, height);
  const { data: packed, palette, transparency } = chunksOf(bytes, header);
  const length = passesOf(header).reduce((sum, { columns, rows }) => sum + rows * (1 + lineLength(header, columns)), 0);
  const lines = inflated(packed, length);
  const extras = { palette: paletteOf(mode, palette), info: infoOf(transparency) };
  return { mode, width, height, data: pixelsOf(header, lines), ...extras };
}

/** Without a palette all its places are black. */
function paletteOf(mode: Mode, palette: Uint8Array | undefined): Uint8Array | undefined {
  return mode === 'P' ? palette ?? new Uint8Array(0) : undefined;
}

const infoOf = (transparency: ImageInfo['transparency']): ImageInfo =>
  (transparency === undefined ? {} : { transparency });

function headerOf(bytes: Bytes): Header {
  if (tag(bytes, 12) !== 'IHDR') throw new Error('the first chunk is not IHDR');
  const [width, height, depth, color] = [bytes.u32(16), bytes.u32(20), bytes.u8(24), bytes.u8(25)];
  const [compression, filter, interlacing] = [bytes.u8(26), bytes.u8(27), bytes.u8(28)];
  const kind = kinds[`${depth} ${color}`];
  if (kind === undefined) throw new Error(`colour type ${color} of ${depth} bits is not supported`);
  if (width === 0 || height === 0) throw new Error(`a size of ${width} x ${height}`);
  if (compression !== 0 || filter !== 0 || interlacing > 1) throw new Error('unknown compression, filter or interlacing');
  return { width, height, depth, mode: kind[0], samples: kind[1], interlaced: interlacing === 1 };
}

const tag = (bytes: Bytes, at: number): string => Buffer.from(bytes.part(at, 4)).toString('latin1');

interface Chunks {
  readonly data: Uint8Array;
  readonly palette: Uint8Array | undefined;
  readonly transparency: ImageInfo['transparency'];
}

function chunksOf(bytes: Bytes, { mode }: Header): Chunks {
  const parts: Uint8Array[] = [];
  let palette: Uint8Array | undefined;
  let transparency: ImageInfo['transparency'];
  for (let at = 8; at < bytes.length;) {
    const kind = at + 8 <= bytes.length ? tag(bytes, at + 4) : '';
    // What follows the pixels is not looked at, be it there or damaged.
    if (kind !== 'IDAT' && parts.length > 0) break;
    const length = bytes.u32(at);
    const chunk = bytes.part(at + 8, length);
    if (crc32(bytes.part(at + 4, length + 4)) !== bytes.u32(at + 8 + length)) {
      throw new Error(`broken PNG file (bad header checksum in ${kind})`);
    }
    if (kind === 'IDAT') parts.push(chunk);
    else if (kind === 'PLTE' && mode === 'P') palette = chunk.slice(0, 768);
    else if (kind === 'tRNS') transparency = transparencyOf(mode, chunk);
    at += length + 12;
  }
  if (parts.length === 0) throw truncated();
  return { data: Buffer.concat(parts), palette, transparency };
}

function transparencyOf(mode: Mode, chunk: Uint8Array): ImageInfo['transparency'] {
  if (mode === 'P') {
    // Where one place is clear and the others opaque, that place.
    const clear = chunk.indexOf(0);
    return clear >= 0 && chunk.every((alpha, i) => alpha === (i === clear ? 0 : 255)) ? clear : chunk.slice();
  }
  if (mode !== '1' && mode !== 'L' && mode !== 'I;16' && mode !== 'RGB') return undefined;
  const words = new Bytes(chunk, false);
  if (mode === 'RGB') return [words.u16(0), words.u16(2), words.u16(4)];
  return mode === '1' ? (words.u16(0) === 0 ? 0 : 255) : words.u16(0);
}

/** A part of the pixels that lies in the file as a picture of its own: all of them, or one of the seven of Adam7. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly columns: number;
  readonly rows: number;
}
const whole = [[0, 0, 1, 1]];
const adam7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

function passesOf({ width, height, interlaced }: Header): Pass[] {
  return ((interlaced ? adam7 : whole) as [number, number, number, number][])
    .map(([x, y, stepX, stepY]) => ({
      x, y, stepX, stepY, columns: Math.ceil((width - x) / stepX), rows: Math.ceil((height - y) / stepY),
    }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

const lineLength = ({ samples, depth }: Header, columns: number): number => Math.ceil((columns * samples * depth) / 8);

function pixelsOf(header: Header, lines: Uint8Array): PixelData {
  const { mode, width, height, depth, samples } = header;
  const step = Math.max(1, (samples * depth) >> 3);
  const passes = passesOf(header);
  const bands = mode === 'RGBA' ? 4 : samples;
  const data = numbersOf(mode, width * height * bands);
  let at = 0;
  for (const { x, y, stepX, stepY, columns, rows } of passes) {
    const length = lineLength(header, columns);
    const row = stepX === 1 ? undefined : numbersOf(mode, columns * bands);
    let above: Uint8Array = new Uint8Array(length);
    for (let i = 0; i < rows; i++, at += length + 1) {
      const line = lines.subarray(at + 1, at + 1 + length);
      unfilter(lines[at]!, line, above, step);
      above = line;
      const start = ((y + i * stepY) * width + x) * bands;
      if (row === undefined) {
        unpack(header, line, columns, data, start);
        continue;
      }
      unpack(header, line, columns, row, 0);
      for (let column = 0; column < columns; column++) {
        const to = start + column * stepX * bands;
        for (let band = 0; band < bands; band++) data[to + band] = row[column * bands + band]!;
      }
    }
  }
  return data;
}

/** The bytes of a line in place of their differences from what stands before and above them. */
function unfilter(kind: number, line: Uint8Array, above: Uint8Array, step: number): void {
  const { length } = line;
  switch (kind) {
    case 0: return;
    case 1:
      for (let i = step; i < length; i++) line[i]! += line[i - step]!;
      return;
    case 2:
      for (let i = 0; i < length; i++) line[i]! += above[i]!;
      return;
    case 3:
      for (let i = 0; i < length; i++) line[i]! += ((i < step ? 0 : line[i - step]!) + above[i]!) >> 1;
      return;
    case 4:
      for (let i = 0; i < Math.min(step, length); i++) line[i]! += above[i]!;
      for (let i = step; i < length; i++) line[i]! += nearest(line[i - step]!, above[i]!, above[i - step]!);
      return;
    default: throw new Error(`unknown filter ${kind}`);
  }
}

/** Which of left, above and corner is nearest to left + above - corner (Paeth). */
function nearest(left: number, above: number, corner: number): number {
  const a = Math.abs(above - corner);
  const b = Math.abs(left - corner);
  const c = Math.abs(left + above - 2 * corner);
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

function unpack(
  { mode, depth, samples }: Header, line: Uint8Array, columns: number, output: PixelData, put: number,
): void {
  if (depth < 8) {
    unpackBits(line, depth, columns, output as Uint8Array, put, mode === 'P' ? 1 : fullScale(depth));
  } else if (mode === 'I;16') {
    for (let i = 0; i < columns; i++) output[put + i] = (line[2 * i]! << 8) | line[2 * i + 1]!;
  } else if (depth === 8) {
    output.set(line, put);
  } else if (samples === 2) {
    for (let i = 0; i < columns; i++) {
      output.fill(line[4 * i]!, put + 4 * i, put + 4 * i + 3);
      output[put + 4 * i + 3] = line[4 * i + 2]!;
    }
  } else {
    // Of 16 bits in colour Pillow keeps the upper 8.
    for (let i = 0; i < columns * samples; i++) output[put + i] = line[2 * i]!;
  }
}
