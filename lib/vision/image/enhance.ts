/** Pillow's `ImageEnhance`: each mixes the picture with a dull one, in single precision. */
import { converted } from './convert.js';
import { ValueError } from '../../values/errors.js';
import { bandsOf, isMixable } from './modes.js';
import { bandOf, channelsOf, emptyRaster, filledRaster, histogramOf, putBand, type Raster } from './raster.js';

const single = Math.fround;

function checkMixable({ mode }: Raster): void {
  if (!isMixable(mode)) throw new ValueError('image has wrong mode');
}

/** Between `first` (factor 0) and `second` (factor 1), and beyond (`Image.blend`). */
export function blended(first: Raster, second: Raster, factor: number): Raster {
  checkMixable(first);
  const alpha = single(factor);
  if (alpha === 0) return { ...first, data: first.data.slice() };
  if (alpha === 1) return { ...second, data: second.data.slice() };
  const made = emptyRaster(second.mode, second.width, second.height);
  for (let i = 0; i < made.data.length; i++) {
    const from = first.data[i]!;
    const value = single(from + single(alpha * (second.data[i]! - from)));
    made.data[i] = value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value);
  }
  return made;
}

export function brightness(source: Raster, factor: number): Raster {
  return blended(withAlphaOf(emptyRaster(source.mode, source.width, source.height), source), source, factor);
}

export function contrast(source: Raster, factor: number): Raster {
  checkMixable(source);
  const counts = histogramOf(converted(source, 'L'));
  const sum = counts.reduce((total, count, value) => total + count * value, 0);
  const pixels = source.width * source.height;
  const mean = Math.trunc((pixels === 0 ? 0 : sum / pixels) + 0.5);
  const dull = converted(filledRaster('L', source.width, source.height, [mean]), source.mode);
  return blended(withAlphaOf(dull, source), source, factor);
}

export function saturation(source: Raster, factor: number): Raster {
  checkMixable(source);
  const grey = bandsOf(source.mode).includes('A') ? 'LA' : 'L';
  return blended(converted(converted(source, grey), source.mode), source, factor);
}

export function sharpness(source: Raster, factor: number): Raster {
  if (source.mode === 'P') throw new ValueError('cannot filter palette images');
  checkMixable(source);
  return blended(withAlphaOf(smoothed(source), source), source, factor);
}

function withAlphaOf(target: Raster, source: Raster): Raster {
  const alpha = bandsOf(source.mode).indexOf('A');
  if (alpha >= 0) putBand(target, alpha, bandOf(source, alpha));
  return target;
}

const smooth = [1, 1, 1, 1, 5, 1, 1, 1, 1].map((weight) => single(weight / 13));

/** Each pixel mixed with its eight neighbours; the edge stays as it is (`ImageFilter.SMOOTH`). */
function smoothed(source: Raster): Raster {
  const { width, height } = source;
  const made = { ...source, data: source.data.slice() };
  if (width < 3 || height < 3) return made;
  const channels = channelsOf(source);
  const line = width * channels;
  const { data } = source;
  const row = (at: number, k: number): number => single(
    single(single(data[at - channels]! * smooth[k]!) + single(data[at]! * smooth[k + 1]!)) +
      single(data[at + channels]! * smooth[k + 2]!));
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * line + channels; at < (y + 1) * line - channels; at++) {
      let sum = single(0.5 + row(at + line, 0));
      sum = single(sum + row(at, 3));
      sum = single(sum + row(at - line, 6));
      made.data[at] = Math.max(0, Math.min(255, Math.trunc(sum)));
    }
  }
  return made;
}
