/** torchvision's functions on pictures (its `_functional_pil`): what Pillow does. */
import { ValueError } from '../../../values/errors.js';
import { hueShifted } from '../../image/convert.js';
import * as enhance from '../../image/enhance.js';
import { colorOf, Image, imageOf, Transform, type Color } from '../../image/image.js';
import * as ops from '../../image/image_ops.js';
import { numbersOf } from '../../image/modes.js';
import { channelsOf } from '../../image/raster.js';
import { Transpose } from '../../image/transpose.js';
import type { InterpolationMode } from '../interpolation_mode.js';
import { sides, type PaddingMode } from './padding.js';

/** The value of pixels that come from nowhere: one for all channels, or one each. */
export type Fill = number | readonly number[] | null;

/** The colour of places that have no pixel: one number for each band. */
function fillColor(image: Image, fill: Fill): Color {
  const channels = channelsOf(image);
  const given = typeof fill === 'number' || fill === null ? [fill ?? 0] : fill;
  if (given.length !== 1 && given.length !== channels) {
    throw new ValueError("The number of elements in 'fill' does not match the number of channels of the image " +
      `(${given.length} != ${channels})`);
  }
  const parts = Array.from({ length: channels }, (_, i) => (given.length === 1 ? given[0]! : given[i]!));
  return image.mode === 'F' ? parts : parts.map(Math.trunc);
}

export function hflip(image: Image): Image {
  return image.transpose(Transpose.FLIP_LEFT_RIGHT);
}
export function vflip(image: Image): Image {
  return image.transpose(Transpose.FLIP_TOP_BOTTOM);
}

export const adjust_brightness = (image: Image, by: number): Image => imageOf(enhance.brightness(image, by), image);
export const adjust_contrast = (image: Image, by: number): Image => imageOf(enhance.contrast(image, by), image);
export const adjust_saturation = (image: Image, by: number): Image => imageOf(enhance.saturation(image, by), image);
export const adjust_sharpness = (image: Image, by: number): Image => imageOf(enhance.sharpness(image, by), image);

export function adjust_hue(image: Image, factor: number): Image {
  if (['L', '1', 'I', 'F'].includes(image.mode)) return image;
  return imageOf(hueShifted(image, Math.trunc(factor * 255)), image);
}

export function adjust_gamma(image: Image, gamma: number, gain: number): Image {
  if (gamma < 0) throw new ValueError('Gamma should be a non-negative real number');
  const table = Array.from({ length: 256 }, (_, value) =>
    Math.max(0, Math.min(255, Math.trunc((255 + 1 - 1e-3) * gain * Math.pow(value / 255, gamma)))));
  return image.convert('RGB').point(table).convert(image.mode);
}

export const invert = (image: Image): Image => imageOf(ops.inverted(image), image);
export const posterize = (image: Image, bits: number): Image => imageOf(ops.posterized(image, bits), image);
export const solarize = (image: Image, threshold: number): Image => imageOf(ops.solarized(image, threshold), image);
export const autocontrast = (image: Image): Image => imageOf(ops.autocontrasted(image), image);
export const equalize = (image: Image): Image => imageOf(ops.equalized(image), image);

export function to_grayscale(image: Image, channels: number): Image {
  if (channels === 1) return image.convert('L');
  if (channels === 3) return image.convert('L').convert('RGB');
  throw new ValueError('num_output_channels should be either 1 or 3');
}

export function crop(image: Image, top: number, left: number, height: number, width: number): Image {
  return image.crop([left, top, left + width, top + height]);
}

export function resize(image: Image, size: readonly [number, number], mode: InterpolationMode): Image {
  return image.resize([size[1], size[0]], mode.resampling);
}

export function rotate(
  image: Image, angle: number, mode: InterpolationMode, expand: boolean, center: readonly number[] | null, fill: Fill,
): Image {
  const options = { expand, center: center as [number, number] | null, fillcolor: fillColor(image, fill) };
  return image.rotate(angle, mode.resampling, options);
}

export function affine(image: Image, matrix: readonly number[], mode: InterpolationMode, fill: Fill): Image {
  return image.transform(image.size, Transform.AFFINE, matrix, mode.resampling, { fillcolor: fillColor(image, fill) });
}

export function perspective(image: Image, coefficients: readonly number[], mode: InterpolationMode, fill: Fill): Image {
  const options = { fillcolor: fillColor(image, fill) };
  return image.transform(image.size, Transform.PERSPECTIVE, coefficients, mode.resampling, options);
}

export function pad(image: Image, padding: number | readonly number[], fill: Fill, mode: PaddingMode): Image {
  const { left, top, right, bottom } = sides(padding);
  if (mode === 'constant') {
    const color = colorOf(image.mode, fillColor(image, fill));
    return imageOf(ops.expanded(image, left, top, right, bottom, color), image);
  }
  const cut = (side: number): number => -Math.min(side, 0);
  const box = [cut(left), cut(top), image.width - cut(right), image.height - cut(bottom)] as const;
  const inner = left < 0 || top < 0 || right < 0 || bottom < 0 ? image.crop(box) : image;
  const columns = outside(mode, inner.width, Math.max(0, left), Math.max(0, right));
  const rows = outside(mode, inner.height, Math.max(0, top), Math.max(0, bottom));
  const channels = channelsOf(inner);
  const data = numbersOf(inner.mode, columns.length * rows.length * channels);
  let put = 0;
  for (const row of rows) {
    for (const column of columns) {
      const at = (row * inner.width + column) * channels;
      for (let band = 0; band < channels; band++) data[put++] = inner.data[at + band]!;
    }
  }
  // Several bands come back from an array, which does not tell what they were.
  const made = [inner.mode, inner.mode, 'LA', 'RGB', 'RGBA'][channels]!;
  return new Image(made, [columns.length, rows.length], data, { palette: made === 'P' ? image.palette : undefined });
}

/** For each place of a padded line, the place of the line that is repeated there (`numpy.pad`). */
function outside(mode: PaddingMode, length: number, before: number, after: number): number[] {
  if (length === 0) throw new ValueError(`can't extend empty axis 0 using modes other than 'constant' or 'empty'`);
  return Array.from({ length: before + length + after }, (_, i) => {
    const at = i - before;
    if (mode === 'edge' || length === 1) return Math.max(0, Math.min(length - 1, at));
    const period = mode === 'reflect' ? 2 * (length - 1) : 2 * length;
    const within = ((at % period) + period) % period;
    if (within < length) return within;
    return mode === 'reflect' ? period - within : period - 1 - within;
  });
}
