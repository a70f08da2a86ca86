/** Pillow's geometric transforms, with its arithmetic: where a pixel of the result comes from. */
import type { PixelData } from './modes.js';
import { channelsOf, emptyRaster, filledRaster, type Raster } from './raster.js';

export type Affine = readonly [number, number, number, number, number, number];
/** Eight coefficients: the numerators of x and y, then the common denominator without its 1. */
export type Perspective = readonly number[];
export type TransformFilter = 'nearest' | 'bilinear' | 'bicubic';

/** A coordinate as a place: what lies left of or above the picture is -1. */
const place = (v: number): number => (v < 0 ? -1 : Math.trunc(v));

/** The nearest source pixels of a picture in another size (`Image.resize` with NEAREST). */
export function resizedNearest(source: Raster, width: number, height: number): Raster {
  const made = emptyRaster(source.mode, width, height);
  scaleNearest(made, source, [source.width / width, 0, 0, 0, source.height / height, 0]);
  return made;
}

/** The picture seen through an affine map from places of the result to places of the source (`Image.transform`). */
export function affine(
  source: Raster, width: number, height: number, matrix: Affine, filter: TransformFilter, fill: readonly number[],
): Raster {
  const made = filledRaster(source.mode, width, height, fill);
  if (filter !== 'nearest') {
    interpolate(made, source, filter, (x, y, out) => {
      out[0] = matrix[0] * (x + 0.5) + matrix[1] * (y + 0.5) + matrix[2];
      out[1] = matrix[3] * (x + 0.5) + matrix[4] * (y + 0.5) + matrix[5];
    });
  } else if (matrix[1] === 0 && matrix[3] === 0) {
    scaleNearest(made, source, matrix);
  } else if (fitsFixed(matrix, width, height)) {
    affineFixed(made, source, matrix);
  } else {
    affineFloat(made, source, matrix);
  }
  return made;
}

/** The same through a perspective map. */
export function perspective(
  source: Raster, width: number, height: number, a: Perspective, filter: TransformFilter, fill: readonly number[],
): Raster {
  const made = filledRaster(source.mode, width, height, fill);
  interpolate(made, source, filter, (x, y, out) => {
    const below = a[6]! * (x + 0.5) + a[7]! * (y + 0.5) + 1;
    out[0] = (a[0]! * (x + 0.5) + a[1]! * (y + 0.5) + a[2]!) / below;
    out[1] = (a[3]! * (x + 0.5) + a[4]! * (y + 0.5) + a[5]!) / below;
  });
  return made;
}

function copyPixel(made: Raster, source: Raster, to: number, from: number, channels: number): void {
  for (let band = 0; band < channels; band++) made.data[to * channels + band] = source.data[from * channels + band]!;
}

// The coordinates are sums, step by step, as in Pillow: a product would round differently.
function scaleNearest(made: Raster, source: Raster, a: Affine): void {
  const channels = channelsOf(source);
  const columns = new Int32Array(made.width);
  let xo = a[2] + a[0] * 0.5;
  for (let x = 0; x < made.width; x++, xo += a[0]) {
    const column = place(xo);
    columns[x] = column < source.width ? column : -1;
  }
  let yo = a[5] + a[4] * 0.5;
  for (let y = 0; y < made.height; y++, yo += a[4]) {
    const row = place(yo);
    if (row < 0 || row >= source.height) continue;
    for (let x = 0; x < made.width; x++) {
      if (columns[x]! >= 0) copyPixel(made, source, y * made.width + x, row * source.width + columns[x]!, channels);
    }
  }
}

function fitsFixed(a: Affine, width: number, height: number): boolean {
  const fits = (x: number, y: number): boolean =>
    Math.abs(x * a[0] + y * a[1] + a[2]) < 32768 && Math.abs(x * a[3] + y * a[4] + a[5]) < 32768;
  return fits(0, 0) && fits(width, height) && fits(0, height) && fits(width, 0);
}

function affineFixed(made: Raster, source: Raster, a: Affine): void {
  const fixed = (v: number): number => Math.floor(v * 65536 + 0.5);
  const [a0, a1, a3, a4] = [fixed(a[0]), fixed(a[1]), fixed(a[3]), fixed(a[4])];
  let startX = fixed(a[2] + a[0] * 0.5 + a[1] * 0.5);
  let startY = fixed(a[5] + a[3] * 0.5 + a[4] * 0.5);
  const channels = channelsOf(source);
  for (let y = 0; y < made.height; y++, startX += a1, startY += a4) {
    let xx = startX;
    let yy = startY;
    for (let x = 0; x < made.width; x++, xx += a0, yy += a3) {
      const column = xx >> 16;
      const row = yy >> 16;
      if (column < 0 || column >= source.width || row < 0 || row >= source.height) continue;
      copyPixel(made, source, y * made.width + x, row * source.width + column, channels);
    }
  }
}

/** For pictures too large for 16 bits of whole numbers. */
function affineFloat(made: Raster, source: Raster, a: Affine): void {
  let startX = a[2] + a[1] * 0.5 + a[0] * 0.5;
  let startY = a[5] + a[4] * 0.5 + a[3] * 0.5;
  const channels = channelsOf(source);
  for (let y = 0; y < made.height; y++, startX += a[1], startY += a[4]) {
    let xx = startX;
    let yy = startY;
    for (let x = 0; x < made.width; x++, xx += a[0], yy += a[3]) {
      const column = place(xx);
      const row = place(yy);
      if (column < 0 || column >= source.width || row < 0 || row >= source.height) continue;
      copyPixel(made, source, y * made.width + x, row * source.width + column, channels);
    }
  }
}

type CoordinateMap = (x: number, y: number, out: [number, number]) => void;

function interpolate(made: Raster, source: Raster, filter: TransformFilter, map: CoordinateMap): void {
  const { width, height } = source;
  const channels = channelsOf(source);
  const at: [number, number] = [0, 0];
  const sample = filter === 'bicubic' ? bicubic : bilinear;
  const cut = cutFor(made.data);
  for (let y = 0; y < made.height; y++) {
    for (let x = 0; x < made.width; x++) {
      map(x, y, at);
      const to = y * made.width + x;
      if (filter === 'nearest') {
        const column = place(at[0]);
        const row = place(at[1]);
        if (column < 0 || column >= width || row < 0 || row >= height) continue;
        copyPixel(made, source, to, row * width + column, channels);
        continue;
      }
      if (!(at[0] >= 0 && at[0] < width && at[1] >= 0 && at[1] < height)) continue;
      for (let band = 0; band < channels; band++) {
        const value = sample(source, channels, band, at[0] - 0.5, at[1] - 0.5);
        made.data[to * channels + band] = cut(value);
      }
    }
  }
}

/** What becomes of a number between others: bytes and whole numbers keep to their range. */
function cutFor(data: PixelData): (value: number) => number {
  if (data instanceof Float32Array) return (value) => value;
  const [least, most] = data instanceof Int32Array ? [-(2 ** 31), 2 ** 31 - 1] : [0, 255];
  return (value) => Math.max(least, Math.min(most, Math.trunc(value)));
}

const within = (v: number, length: number): number => Math.max(0, Math.min(length - 1, v));

function bilinear(source: Raster, channels: number, band: number, xin: number, yin: number): number {
  const x = Math.floor(xin);
  const y = Math.floor(yin);
  const dx = xin - x;
  const x0 = within(x, source.width) * channels + band;
  const x1 = within(x + 1, source.width) * channels + band;
  const line = source.width * channels;
  const along = (row: number): number => {
    const left = source.data[row * line + x0]!;
    return left + (source.data[row * line + x1]! - left) * dx;
  };
  const above = along(within(y, source.height));
  const below = y + 1 >= 0 && y + 1 < source.height ? along(y + 1) : above;
  return above + (below - above) * (yin - y);
}

function cubic(v1: number, v2: number, v3: number, v4: number, d: number): number {
  const p2 = -v1 + v3;
  const p3 = 2 * (v1 - v2) + v3 - v4;
  const p4 = -v1 + v2 - v3 + v4;
  return v2 + d * (p2 + d * (p3 + d * p4));
}

function bicubic(source: Raster, channels: number, band: number, xin: number, yin: number): number {
  const x = Math.floor(xin) - 1;
  const y = Math.floor(yin) - 1;
  const dx = xin - (x + 1);
  const line = source.width * channels;
  const column = (i: number): number => within(x + i, source.width) * channels + band;
  const [x0, x1, x2, x3] = [column(0), column(1), column(2), column(3)];
  const along = (row: number): number => {
    const start = row * line;
    const { data } = source;
    return cubic(data[start + x0]!, data[start + x1]!, data[start + x2]!, data[start + x3]!, dx);
  };
  // A row beyond the edge repeats the one before it.
  const rows = [along(within(y, source.height))];
  for (let i = 1; i < 4; i++) rows.push(y + i >= 0 && y + i < source.height ? along(y + i) : rows[i - 1]!);
  return cubic(rows[0]!, rows[1]!, rows[2]!, rows[3]!, yin - (y + 1));
}
