import { warn } from '../../python/warnings.js';
import { DecompressionBombError } from './errors.js';

/** What an opened file may take. */
export const limits: {
  /** Above so many pixels a warning is given, above twice as many an error; null for no limit (`PIL.Image`'s). */
  MAX_IMAGE_PIXELS: number | null;
} = { MAX_IMAGE_PIXELS: Math.floor(1024 ** 3 / 4 / 3) };

/** Warns of a picture larger than is usual. Throws a DecompressionBombError for one of twice that size. */
export function checkPixels(width: number, height: number): void {
  const most = limits.MAX_IMAGE_PIXELS;
  if (most === null) return;
  const pixels = Math.max(1, width) * Math.max(1, height);
  const text = (limit: number): string =>
    `Image size (${BigInt(pixels)} pixels) exceeds limit of ${limit} pixels, ` +
    'could be decompression bomb DOS attack.';
  if (pixels > 2 * most) throw new DecompressionBombError(text(2 * most));
  if (pixels > most) warn('UserWarning', text(most));
}
