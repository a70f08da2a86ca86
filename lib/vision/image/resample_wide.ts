import type { PixelData } from './modes.js';
import { emptyRaster, type Raster } from './raster.js';
import { columnsFirst, exactWeights, type FilterName } from './resample.js';

/** Pillow's resizing of numbers that are no bytes (modes I, I;16 and F): sums in double precision. */
export function resampleWide(source: Raster, width: number, height: number, filter: FilterName): Raster {
  const rows = (from: Raster): Raster => (width === from.width ? from : alongRows(from, width, filter));
  const columns = (from: Raster): Raster => (height === from.height ? from : alongColumns(from, height, filter));
  return columnsFirst(source, width, height) ? rows(columns(source)) : columns(rows(source));
}

function alongRows(source: Raster, width: number, filter: FilterName): Raster {
  const made = emptyRaster(source.mode, width, source.height);
  const rounded = roundingFor(made.data);
  for (const [x, { first, weights }] of exactWeights(source.width, width, filter).entries()) {
    for (let y = 0; y < source.height; y++) {
      let sum = 0;
      for (const [i, weight] of weights.entries()) sum += source.data[y * source.width + first + i]! * weight;
      made.data[y * width + x] = rounded(sum);
    }
  }
  return made;
}

function alongColumns(source: Raster, height: number, filter: FilterName): Raster {
  const { width } = source;
  const made = emptyRaster(source.mode, width, height);
  const rounded = roundingFor(made.data);
  for (const [y, { first, weights }] of exactWeights(source.height, height, filter).entries()) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const [i, weight] of weights.entries()) sum += source.data[(first + i) * width + x]! * weight;
      made.data[y * width + x] = rounded(sum);
    }
  }
  return made;
}

/** To the nearest whole number, halves away from zero; numbers of 16 bits keep to their range. */
function roundingFor(data: PixelData): (value: number) => number {
  if (data instanceof Float32Array) return (value) => value;
  const nearest = (value: number): number => Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
  return data instanceof Int32Array ? nearest : (value) => Math.max(0, Math.min(65535, nearest(value)));
}
