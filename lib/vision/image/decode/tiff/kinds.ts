/** Which pixels of TIFF files there are, as data: Pillow's table. */
import type { Mode } from '../../modes.js';

export interface Kind {
  readonly mode: Mode;
  /** White is zero: the samples are turned round. */
  readonly inverted?: true;
  /** The colours are multiplied by alpha, which is undone. */
  readonly premultiplied?: true;
}

/** By photometric, sample format, bits of the samples, and the meanings of those beyond the colours. */
const kinds: Readonly<Record<string, Kind>> = {
  '0 1 1 ': { mode: '1', inverted: true }, '0 1 2 ': { mode: 'L', inverted: true }, '0 1 4 ': { mode: 'L', inverted: true },
  '0 1 8 ': { mode: 'L', inverted: true }, '0 1 16 ': { mode: 'I;16' }, '0 3 32 ': { mode: 'F' },
  '1 1 1 ': { mode: '1' }, '1 1 2 ': { mode: 'L' }, '1 1 4 ': { mode: 'L' }, '1 1 8 ': { mode: 'L' }, '1 2 8 ': { mode: 'L' },
  '1 1 16 ': { mode: 'I;16' }, '1 2 16 ': { mode: 'I' }, '1 1 32 ': { mode: 'I' }, '1 2 32 ': { mode: 'I' },
  '1 3 32 ': { mode: 'F' },
  '1 1 8,8 0': { mode: 'L' }, '1 1 8,8 1': { mode: 'La' }, '1 1 8,8 2': { mode: 'LA' },
  '2 1 8,8,8 ': { mode: 'RGB' }, '2 1 8,8,8,8 ': { mode: 'RGBA' }, '2 1 8,8,8,8 0': { mode: 'RGB' },
  '2 1 8,8,8,8 1': { mode: 'RGBA', premultiplied: true }, '2 1 8,8,8,8 2': { mode: 'RGBA' },
  '2 1 16,16,16 ': { mode: 'RGB' }, '2 1 16,16,16,16 ': { mode: 'RGBA' }, '2 1 16,16,16,16 0': { mode: 'RGB' },
  '2 1 16,16,16,16 1': { mode: 'RGBA', premultiplied: true }, '2 1 16,16,16,16 2': { mode: 'RGBA' },
  '3 1 1 ': { mode: 'P' }, '3 1 2 ': { mode: 'P' }, '3 1 4 ': { mode: 'P' }, '3 1 8 ': { mode: 'P' },
  '3 1 8,8 0': { mode: 'P' }, '3 1 8,8 2': { mode: 'PA' },
  '5 1 8,8,8,8 ': { mode: 'CMYK' }, '5 1 8,8,8,8,8 0': { mode: 'CMYK' }, '5 1 16,16,16,16 ': { mode: 'CMYK' },
  '6 1 8 ': { mode: 'L' }, '6 1 8,8,8 ': { mode: 'YCbCr' }, '8 1 8,8,8 ': { mode: 'LAB' },
};

/** Kinds that exist in one byte order only. */
const littleOnly: ReadonlySet<string> = new Set(['0 1 16 ', '1 1 32 ']);

const photometrics = ['white is zero', 'black is zero', 'RGB', 'palette', 'mask', 'CMYK', 'YCbCr', '', 'Lab'];

/** The kind of pixels. Throws an Error that names what is not supported. */
export function kindOf(
  photometric: number, format: number, bits: readonly number[], extra: readonly number[], little: boolean,
): Kind {
  const key = `${photometric} ${format} ${bits.join(',')} ${extra.join(',')}`;
  const kind = kinds[key];
  if (kind === undefined || (littleOnly.has(key) && !little)) {
    throw new Error(`unknown pixel mode: TIFF of ${photometrics[photometric] ?? photometric} with samples of ${bits.join(', ')} ` +
      `bits, format ${format}${extra.length > 0 ? `, extra samples ${extra.join(', ')}` : ''}`);
  }
  return kind.mode === 'I;16' && !little ? { ...kind, mode: 'I;16B' } : kind;
}
