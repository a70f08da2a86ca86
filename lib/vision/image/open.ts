import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { signature } from '../../arguments/signature.js';
import { ValueError } from '../../values/errors.js';
import { readBmp } from './decode/bmp.js';
import { readForeign } from './decode/foreign.js';
import { readGif } from './decode/gif.js';
import { readNetpbm } from './decode/netpbm.js';
import { readPng } from './decode/png.js';
import type { Decoded, Reader } from './decode/reader.js';
import { readTiff } from './decode/tiff/tiff.js';
import { DecompressionBombError, OSError, UnidentifiedImageError } from './errors.js';
import { imageOf, type Image } from './image.js';

/** The formats, by the first bytes of their files; those without a reader of ours go to the decoder. */
const formats: readonly { readonly magic: RegExp; readonly read: Reader | 'foreign' }[] = [
  { magic: /^\x89PNG\r\n\x1a\n/, read: readPng },
  { magic: /^\xff\xd8\xff/, read: 'foreign' },
  { magic: /^RIFF....WEBP/s, read: 'foreign' },
  { magic: /^GIF8[79]a/, read: readGif },
  { magic: /^BM/, read: readBmp },
  { magic: /^P[0-6f]/, read: readNetpbm },
  { magic: /^(II[*+]\0|MM\0[*+])/, read: readTiff },
];
const magicLength = 12;

/** Formats that are known by sight only, so that a refusal can name them. */
const unread: readonly (readonly [magic: RegExp, name: string])[] = [
  [/^....ftyp(avif|avis)/s, 'AVIF'], [/^....ftyp(hei[cfsx]|mif1)/s, 'HEIF'],
  [/^(\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, 'JPEG 2000'], [/^(\0\0\0\x0cJXL |\xff\x0a)/, 'JPEG XL'],
  [/^\0\0[\x01\x02]\0/, 'ICO'], [/^8BPS/, 'PSD'], [/^DDS /, 'DDS'], [/^qoif/, 'QOI'], [/^\xc5\xd0\xd3\xc6|^%!PS/, 'EPS'],
  [/^\x01\xda/, 'SGI'], [/^\x0a[\0-\x05]\x01/, 'PCX'], [/^%PDF/, 'PDF'], [/^\s*<(svg|\?xml)/, 'SVG'],
];

/**
 * The picture in a file (`PIL.Image.open`), as Pillow reads it: PNG, GIF, TIFF, BMP, PBM, PGM, PPM and PFM, and through
 * the optional package `sharp` JPEG and WebP. Of several pictures in a file it is the first. Throws an OSError where
 * there is no file, an UnidentifiedImageError where it is no picture or one of a kind that is not supported, an OSError
 * or a ValueError for a damaged one, a DecompressionBombError for one of too many pixels ({@link limits}).
 */
export const open = signature('open(fp: str) -> Image').define((fp) => openAll([fp])[0]!);

/** {@link open} for several files; those of the decoder are read side by side. */
export function openAll(paths: readonly string[]): Image[] {
  const own = paths.map(readOwn);
  const foreign = paths.filter((_, i) => own[i] === undefined);
  const decoded = foreign.length > 0 ? readForeign(foreign) : [];
  let next = 0;
  return own.map((picture) => {
    const found = picture ?? decoded[next++]!;
    return imageOf(found, found);
  });
}

function readOwn(path: string): Decoded | undefined {
  const first = firstBytes(path);
  const format = formats.find(({ magic }) => magic.test(first));
  if (format === undefined) {
    const name = unread.find(([magic]) => magic.test(first))?.[1];
    const reason = name === undefined ? '' : `: the format ${name} is not supported`;
    throw new UnidentifiedImageError(`cannot identify image file '${path}'${reason}`);
  }
  if (format.read === 'foreign') return undefined;
  try {
    const bytes = readFileSync(path);
    // No Buffer: its slice() would not copy.
    return format.read(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch (error) {
    if (error instanceof OSError || error instanceof ValueError) {
      error.message = `'${path}': ${error.message}`;
      throw error;
    }
    if (error instanceof DecompressionBombError) throw error;
    throw new UnidentifiedImageError(`cannot identify image file '${path}': ${(error as Error).message}`);
  }
}

function firstBytes(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new OSError(`No such file: '${path}'`);
  const bytes = Buffer.alloc(magicLength);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(file);
  }
  return bytes.toString('latin1');
}
