import { ValueError } from '../../errors.js';
import { bandsOf, channelsOf, emptyRaster, type Mode, type Raster } from './raster.js';

/** The picture in another mode, with Pillow's integer arithmetic (`Image.convert`). */
export function converted(source: Raster, mode: Mode): Raster {
  if (source.mode === mode) return { ...source, data: source.data.slice() };
  const made = emptyRaster(mode, source.width, source.height);
  const from = channelsOf(source);
  const to = channelsOf(made);
  const color = from >= 3;
  const alphaIn = bandsOf(source.mode).includes('A');
  const alphaOut = bandsOf(mode).includes('A');
  const pixels = source.width * source.height;
  const input = source.data;
  const output = made.data;
  for (let i = 0, at = 0, put = 0; i < pixels; i++, at += from, put += to) {
    if (to >= 3) {
      output[put] = input[at]!;
      output[put + 1] = input[color ? at + 1 : at]!;
      output[put + 2] = input[color ? at + 2 : at]!;
    } else {
      output[put] = color ? luma(input[at]!, input[at + 1]!, input[at + 2]!) : input[at]!;
    }
    if (alphaOut) output[put + to - 1] = alphaIn ? input[at + from - 1]! : 255;
  }
  return made;
}

/** The grey of a colour by ITU-R 601-2, in 16 bits of fixed point. */
function luma(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/** Colours multiplied by their alpha, so that interpolation does not mix in what nobody sees. */
export function premultiplied(source: Raster): Raster {
  return withColors(source, (value, alpha) => {
    const product = value * alpha + 128;
    return ((product >> 8) + product) >> 8;
  });
}

/** The inverse of {@link premultiplied}, as far as 8 bits allow. */
export function unmultiplied(source: Raster): Raster {
  return withColors(source, (value, alpha) =>
    alpha === 255 || alpha === 0 ? value : Math.min(255, Math.trunc((255 * value) / alpha)));
}

function withColors(source: Raster, change: (value: number, alpha: number) => number): Raster {
  const channels = channelsOf(source);
  const data = source.data.slice();
  for (let at = 0; at < data.length; at += channels) {
    const alpha = data[at + channels - 1]!;
    for (let band = 0; band < channels - 1; band++) data[at + band] = change(data[at + band]!, alpha);
  }
  return { ...source, data };
}

/**
 * The picture with every hue moved by `shift` 255ths of a turn: to HSV, whose three bands have 8 bits each, and back.
 * The alpha band becomes opaque on the way, as it does in Pillow.
 */
export function hueShifted(source: Raster, shift: number): Raster {
  const rgb = converted(source, 'RGB');
  const { data } = rgb;
  for (let at = 0; at < data.length; at += 3) shiftHue(data, at, shift);
  return source.mode === 'RGB' ? rgb : converted(rgb, source.mode);
}

const single = Math.fround;

function shiftHue(data: Uint8Array, at: number, shift: number): void {
  const red = data[at]!;
  const green = data[at + 1]!;
  const blue = data[at + 2]!;
  const value = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (value === least) return;
  // Single and double precision alternate exactly as in Pillow's C: the bytes depend on it.
  const range = value - least;
  const saturation = Math.trunc(single(range / value) * 255);
  const rc = single((value - red) / range);
  const gc = single((value - green) / range);
  const bc = single((value - blue) / range);
  let turn: number;
  if (red === value) turn = single(bc - gc);
  else if (green === value) turn = single(2 + rc - bc);
  else turn = single(4 + gc - rc);
  turn = single((turn / 6 + 1) % 1);
  const hue = (Math.trunc(turn * 255) + shift) & 255;
  if (saturation === 0) {
    data.fill(value, at, at + 3);
    return;
  }
  const sector = Math.floor((hue * 6) / 255);
  const f = single((hue * 6) / 255 - sector);
  const s = single(saturation / 255);
  const p = Math.round(value * (1 - s));
  const q = Math.round(value * (1 - single(s * f)));
  const t = Math.round(value * (1 - s * (1 - f)));
  const colors = [[value, t, p], [q, value, p], [p, value, t], [p, q, value], [t, p, value], [value, p, q]];
  data.set(colors[sector % 6]!, at);
}

/** The mode that a name stands for. Throws a ValueError for modes of Pillow that are not 8 bits of grey or RGB. */
export function checkedMode(mode: string): Mode {
  const known = ['L', 'LA', 'RGB', 'RGBA'];
  if (!known.includes(mode)) {
    throw new ValueError(`image mode '${mode}' is not supported: there are ${known.join(', ')}`);
  }
  return mode as Mode;
}
