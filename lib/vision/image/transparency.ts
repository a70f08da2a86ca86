/** What becomes of a transparent colour when a picture is converted (`Image.info['transparency']`). */
import { warn } from '../../python/warnings.js';
import { converted } from './convert.js';
import type { Mode } from './modes.js';
import { colorsOf } from './palette.js';
import { channelsOf, emptyRaster, type Extras, type ImageInfo, type Raster } from './raster.js';

/** The picture in another mode, and what its info says then. */
export function convertedWithInfo(
  source: Raster & Extras, mode: Mode, dither: boolean,
): { readonly raster: Raster; readonly info: ImageInfo | undefined } {
  const { info } = source;
  const transparency = info?.transparency;
  const plain = (): Raster => converted(source, mode, dither);
  if (transparency === undefined || mode === source.mode) return { raster: plain(), info };
  const { transparency: _, ...rest } = info!;
  if (isKeyed(source.mode, mode)) return { raster: keyed(source, mode, transparency), info: rest };
  if (source.mode === 'P' && (mode === 'LA' || mode === 'PA' || mode === 'RGBA')) return { raster: plain(), info: rest };
  if (!carries(source.mode) || !carries(mode)) return { raster: plain(), info };
  if (transparency instanceof Uint8Array) {
    warn('UserWarning', 'Palette images with Transparency expressed in bytes should be converted to RGBA images');
    return { raster: plain(), info: rest };
  }
  return { raster: plain(), info: { ...rest, transparency: colorAs(source, mode, transparency as number | number[]) } };
}

const carries = (mode: Mode): boolean => mode === 'L' || mode === 'RGB' || mode === 'P';

/** Whether the transparent colour becomes an alpha of 0. */
function isKeyed(from: Mode, to: Mode): boolean {
  if (from === 'RGB') return to === 'LA' || to === 'La' || to === 'RGBA' || to === 'RGBa';
  return (from === '1' || from === 'L' || from === 'I' || from === 'I;16') && (to === 'LA' || to === 'RGBA');
}

function keyed(source: Raster, mode: Mode, transparency: number | readonly number[] | Uint8Array): Raster {
  const made = converted(source, mode);
  const key = typeof transparency === 'number' ? [transparency, transparency, transparency] : [...transparency];
  const bytes = key.map((value) => value & 255);
  const channels = channelsOf(made);
  // A colour is compared before it becomes grey, a grey of more than 8 bits after it is cut to them.
  const compared = source.mode === 'RGB' ? source : made;
  const step = channelsOf(compared);
  const bands = compared.mode === 'RGB' || compared.mode === 'RGBA' ? 3 : 1;
  const hidden = mode === 'La' || mode === 'RGBa';
  for (let i = 0, at = 0, put = 0; i < source.width * source.height; i++, at += step, put += channels) {
    let same = true;
    for (let band = 0; band < bands; band++) same &&= compared.data[at + band] === bytes[band];
    if (!same) continue;
    // A colour that is left stands in every band of a grey, too.
    if (hidden) made.data.fill(0, put, put + channels);
    else if (source.mode === 'RGB' && mode === 'LA') made.data[put] = bytes[0]!;
    if (!hidden) made.data[put + channels - 1] = 0;
  }
  return made;
}

/** A colour of one mode in another, by way of a picture of one pixel. */
function colorAs(source: Raster & Extras, mode: Mode, color: number | readonly number[]): number | readonly number[] {
  const pixel = emptyRaster(source.mode, 1, 1);
  const parts = typeof color === 'number' ? [color] : color;
  pixel.data.set(parts.map((value) => Math.max(0, Math.min(255, value))));
  if (source.mode === 'P') return colorsOfPlace(source, mode, parts[0]!);
  const { data } = converted(pixel, mode);
  return data.length === 1 ? data[0]! : [...data];
}

function colorsOfPlace(source: Extras, mode: Mode, place: number): number | readonly number[] {
  const color = colorsOf({ palette: source.palette }).slice(4 * place, 4 * place + 3);
  const { data } = converted({ mode: 'RGB', width: 1, height: 1, data: color }, mode);
  return data.length === 1 ? data[0]! : [...data];
}
