import { bandsOf, numbersOf, type Mode, type PixelData } from './modes.js';

/** Pixels, row by row: what the pixel functions of this folder read and make. */
export interface Raster {
  readonly mode: Mode;
  readonly width: number;
  readonly height: number;
  readonly data: PixelData;
}

/** What a file says beside its pixels (`Image.info`). */
export interface ImageInfo {
  /** The colour or the place in the palette that is transparent, or an alpha for each place of the palette. */
  readonly transparency?: number | readonly number[] | Uint8Array;
}

/** What belongs to a picture beside its pixels. */
export interface Extras {
  /** The colours of modes P and PA, three bytes each. */
  readonly palette?: Uint8Array | undefined;
  readonly info?: ImageInfo | undefined;
}

export const channelsOf = ({ mode }: Pick<Raster, 'mode'>): number => bandsOf(mode).length;

export function emptyRaster(mode: Mode, width: number, height: number): Raster {
  return { mode, width, height, data: numbersOf(mode, width * height * bandsOf(mode).length) };
}

/** A raster of one colour, a number for each band. */
export function filledRaster(mode: Mode, width: number, height: number, color: readonly number[]): Raster {
  const made = emptyRaster(mode, width, height);
  if (color.every((part) => part === color[0])) made.data.fill(color[0]!);
  else for (let i = 0; i < made.data.length; i++) made.data[i] = color[i % color.length]!;
  return made;
}

/** Copies `source` onto `target` with its upper left corner at (left, top); what lies outside is left out. */
export function paste(target: Raster, source: Raster, left: number, top: number): void {
  const channels = channelsOf(target);
  const first = Math.max(0, -left);
  const last = Math.min(source.width, target.width - left);
  if (last <= first) return;
  for (let y = Math.max(0, -top); y < Math.min(source.height, target.height - top); y++) {
    const from = (y * source.width + first) * channels;
    const to = ((y + top) * target.width + left + first) * channels;
    target.data.set(source.data.subarray(from, from + (last - first) * channels), to);
  }
}

/** The part of a raster that starts at (left, top); where it reaches outside, zeros. */
export function cropped(source: Raster, left: number, top: number, width: number, height: number): Raster {
  const made = emptyRaster(source.mode, width, height);
  paste(made, source, -left, -top);
  return made;
}

/** Every byte through a table of 256 entries, or of 256 for each band. */
export function mapped(source: Raster, table: ArrayLike<number>): Raster {
  const made = emptyRaster(source.mode, source.width, source.height);
  const { data } = source;
  const channels = table.length === 256 ? 1 : channelsOf(source);
  for (let i = 0; i < data.length; i++) made.data[i] = table[(i % channels) * 256 + data[i]!]!;
  return made;
}

/** How often each value occurs, 256 counts for each band. */
export function histogramOf(source: Raster): number[] {
  const channels = channelsOf(source);
  const counts = new Array<number>(256 * channels).fill(0);
  for (let i = 0; i < source.data.length; i++) counts[(i % channels) * 256 + source.data[i]!]!++;
  return counts;
}

/** One band as a raster of its own; of several it is grey. */
export function bandOf(source: Raster, band: number): Raster {
  const channels = channelsOf(source);
  const made = emptyRaster(channels === 1 ? source.mode : 'L', source.width, source.height);
  for (let i = 0; i < made.data.length; i++) made.data[i] = source.data[i * channels + band]!;
  return made;
}

/** Puts a raster of one band in the place of one band. */
export function putBand(target: Raster, band: number, values: Raster): void {
  const channels = channelsOf(target);
  for (let i = 0; i < values.data.length; i++) target.data[i * channels + band] = values.data[i]!;
}
