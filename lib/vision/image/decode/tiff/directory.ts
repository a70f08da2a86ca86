import type { Bytes } from '../reader.js';

/** The entries of a TIFF directory that are whole numbers, by their tags. */
export type Directory = ReadonlyMap<number, readonly number[]>;

export const Tag = {
  width: 256, height: 257, bits: 258, compression: 259, photometric: 262, fillOrder: 266, stripOffsets: 273,
  orientation: 274, samples: 277, rowsPerStrip: 278, stripCounts: 279, planar: 284, predictor: 317, colorMap: 320,
  tileWidth: 322, tileHeight: 323, tileOffsets: 324, tileCounts: 325, extraSamples: 338, sampleFormat: 339,
  subsampling: 530,
} as const;

/** The bytes of a number, for the types of whole ones. */
const sizes: Readonly<Record<number, 1 | 2 | 4>> = { 1: 1, 3: 2, 4: 4 };
const wanted: ReadonlySet<number> = new Set(Object.values(Tag));

/** The first directory of a file. */
export function directoryOf(bytes: Bytes): Directory {
  const start = bytes.u32(4);
  const entries = new Map<number, readonly number[]>();
  for (let i = 0, at = start + 2; i < bytes.u16(start); i++, at += 12) {
    const [tag, size, count] = [bytes.u16(at), sizes[bytes.u16(at + 2)], bytes.u32(at + 4)];
    if (!wanted.has(tag)) continue;
    if (size === undefined || count < 1 || entries.has(tag)) throw new Error(`TIFF tag ${tag} is not understood`);
    const from = count * size <= 4 ? at + 8 : bytes.u32(at + 8);
    bytes.part(from, count * size);
    const read = (k: number): number =>
      (size === 1 ? bytes.u8(from + k) : size === 2 ? bytes.u16(from + 2 * k) : bytes.u32(from + 4 * k));
    entries.set(tag, Array.from({ length: count }, (_, k) => read(k)));
  }
  return entries;
}
