/** Pictures in another mode, with Pillow's arithmetic (`Image.convert`). */
import { ValueError } from '../../values/errors.js';
import {
  clipped, cmykToRgb, hsvToRgb, luma, lumaThousandths, part, rgbToCmyk, rgbToHsv, rgbToYCbCr, yCbCrToRgb, type Pixel,
} from './color_spaces.js';
import { dithered } from './dither.js';
import { baseOf, isMode, type Mode, type PixelData } from './modes.js';
import { colorsOf, greyPalette } from './palette.js';
import { channelsOf, emptyRaster, type Extras, type Raster } from './raster.js';

/** The grey of a pixel, for modes that have nothing else. */
const greys: Partial<Record<Mode, (value: number) => number>> = {
  '1': (value) => value, L: (value) => value, LA: (value) => value, I: clipped, 'I;16': clipped, 'I;16B': clipped,
  F: (value) => Math.trunc(clipped(value)),
};

/** How a grey becomes a pixel. */
const fromGrey: Partial<Record<Mode, (grey: number, output: PixelData, put: number) => void>> = {
  '1': (grey, b, o) => void (b[o] = grey >= 128 ? 255 : 0),
  L: grey1, P: grey1, I: grey1, 'I;16': grey1, 'I;16B': grey1, F: grey1,
  LA: grey2, PA: grey2, RGB: grey3, RGBA: grey4, RGBX: grey4,
  CMYK: (grey, b, o) => { b[o] = b[o + 1] = b[o + 2] = 0; b[o + 3] = 255 - grey; },
  YCbCr: (grey, b, o) => { b[o] = grey; b[o + 1] = b[o + 2] = 128; },
  HSV: (grey, b, o) => { b[o] = b[o + 1] = 0; b[o + 2] = grey; },
};
function grey1(grey: number, output: PixelData, put: number): void {
  output[put] = grey;
}
function grey2(grey: number, output: PixelData, put: number): void {
  output[put] = grey;
  output[put + 1] = 255;
}
function grey3(grey: number, output: PixelData, put: number): void {
  output[put] = output[put + 1] = output[put + 2] = grey;
}
function grey4(grey: number, output: PixelData, put: number): void {
  grey3(grey, output, put);
  output[put + 3] = 255;
}

/** How red, green and blue, which come first in a pixel, become another pixel. */
const fromRgb: Partial<Record<Mode, Pixel>> = {
  '1': (a, i, b, o) => void (b[o] = lumaThousandths(a[i]!, a[i + 1]!, a[i + 2]!) >= 128_000 ? 255 : 0),
  L: (a, i, b, o) => void (b[o] = luma(a[i]!, a[i + 1]!, a[i + 2]!)),
  LA: (a, i, b, o) => { b[o] = luma(a[i]!, a[i + 1]!, a[i + 2]!); b[o + 1] = 255; },
  La: (a, i, b, o) => { b[o] = luma(a[i]!, a[i + 1]!, a[i + 2]!); b[o + 1] = 255; },
  I: (a, i, b, o) => void (b[o] = luma(a[i]!, a[i + 1]!, a[i + 2]!)),
  'I;16': (a, i, b, o) => void (b[o] = luma(a[i]!, a[i + 1]!, a[i + 2]!)),
  'I;16B': (a, i, b, o) => void (b[o] = luma(a[i]!, a[i + 1]!, a[i + 2]!)),
  F: (a, i, b, o) => void (b[o] = lumaThousandths(a[i]!, a[i + 1]!, a[i + 2]!) / 1000),
  RGB: (a, i, b, o) => { b[o] = a[i]!; b[o + 1] = a[i + 1]!; b[o + 2] = a[i + 2]!; },
  RGBA: (a, i, b, o) => { b[o] = a[i]!; b[o + 1] = a[i + 1]!; b[o + 2] = a[i + 2]!; b[o + 3] = 255; },
  RGBa: (a, i, b, o) => { b[o] = a[i]!; b[o + 1] = a[i + 1]!; b[o + 2] = a[i + 2]!; b[o + 3] = 255; },
  RGBX: (a, i, b, o) => { b[o] = a[i]!; b[o + 1] = a[i + 1]!; b[o + 2] = a[i + 2]!; b[o + 3] = 255; },
  CMYK: rgbToCmyk, YCbCr: rgbToYCbCr, HSV: rgbToHsv,
};

const unmultiply = (bands: number, keepsAlpha = true): Pixel => (a, i, b, o) => {
  const last = a[i + bands]!;
  const plain = last === 255 || last === 0;
  for (let k = 0; k < bands; k++) b[o + k] = plain ? a[i + k]! : Math.min(255, Math.trunc((255 * a[i + k]!) / last));
  if (keepsAlpha) b[o + bands] = last;
};
const multiply = (bands: number): Pixel => (a, i, b, o) => {
  const last = a[i + bands]!;
  for (let k = 0; k < bands; k++) b[o + k] = part(a[i + k]!, last);
  b[o + bands] = last;
};

/** What is converted in a way of its own. */
const special: Readonly<Record<string, Pixel>> = {
  'LA La': multiply(1), 'RGBA RGBa': multiply(3), 'La LA': unmultiply(1), 'RGBa RGBA': unmultiply(3),
  'RGBa RGB': unmultiply(3, false),
  'I F': copy, 'I;16 F': copy, 'I;16B F': copy, 'I;16 I': copy, 'I;16B I': copy,
  'I I;16': clipped16, 'I I;16B': clipped16,
  'F I': (a, i, b, o) => void (b[o] = Math.trunc(a[i]!)),
  'RGBA LA': (a, i, b, o) => { b[o] = luma(a[i]!, a[i + 1]!, a[i + 2]!); b[o + 1] = a[i + 3]!; },
  'LA RGBA': greyAndAlpha, 'LA RGBX': greyAndAlpha,
  'CMYK RGB': cmykToRgb, 'YCbCr RGB': yCbCrToRgb, 'HSV RGB': hsvToRgb,
  'YCbCr L': copy, 'YCbCr LA': (a, i, b, o) => { b[o] = a[i]!; b[o + 1] = 255; },
};

function copy(...[input, at, output, put]: Parameters<Pixel>): void {
  output[put] = input[at]!;
}
function clipped16(...[input, at, output, put]: Parameters<Pixel>): void {
  output[put] = Math.max(0, Math.min(65535, input[at]!));
}
function greyAndAlpha(...[input, at, output, put]: Parameters<Pixel>): void {
  grey3(input[at]!, output, put);
  output[put + 3] = input[at + 1]!;
}

/** The way from one mode to another that needs no third, or undefined. */
function direct(from: Mode, to: Mode): Pixel | undefined {
  const own = special[`${from} ${to}`];
  if (own !== undefined) return own;
  const grey = greys[from];
  const made = fromGrey[to];
  if (grey !== undefined && made !== undefined) {
    return (input, at, output, put) => made(grey(input[at]!), output, put);
  }
  return from === 'RGB' || from === 'RGBA' || from === 'RGBX' ? fromRgb[to] : undefined;
}

/** The picture in another mode. Throws a ValueError where there is no way. */
export function converted(source: Raster & Extras, mode: Mode, dither = true): Raster {
  if (source.mode === mode) return { ...source, data: source.data.slice() };
  if (source.mode === 'P' || source.mode === 'PA') return fromPalette(source, mode, dither);
  if (mode === '1' && dither && source.mode !== '1') return dithered(toDither(source));
  const way = direct(source.mode, mode);
  if (way !== undefined) return through(source, mode, way);
  const base = baseOf(source.mode);
  if (base === source.mode || base === mode) throw noWay(source.mode, mode);
  return converted(converted(source, base, dither), mode, dither);
}

/** Pillow spreads the error of black and white over pictures of mode L and RGB alone. */
function toDither(source: Raster): Raster {
  if (source.mode === 'L' || source.mode === 'RGB') return source;
  return converted(source, baseOf(source.mode), true);
}

function noWay(from: Mode, to: Mode): ValueError {
  const more = to === 'P' || to === 'PA' ? ': there is no choice of colours here' : '';
  return new ValueError(`conversion from ${from} to ${to} not supported${more}`);
}

function through(source: Raster, mode: Mode, way: Pixel): Raster {
  const made = emptyRaster(mode, source.width, source.height);
  const [from, to] = [channelsOf(source), channelsOf(made)];
  const pixels = source.width * source.height;
  for (let i = 0, at = 0, put = 0; i < pixels; i++, at += from, put += to) way(source.data, at, made.data, put);
  return made;
}

function fromPalette(source: Raster & Extras, mode: Mode, dither: boolean): Raster {
  const alpha = source.mode === 'PA';
  if (mode === 'P') return through(source, 'P', copy);
  const colors = colorsOf(source);
  if (mode === 'PA') return through(source, 'PA', (a, i, b, o) => { b[o] = a[i]!; b[o + 1] = colors[4 * a[i]! + 3]!; });
  const way = mode === 'RGBX' ? fromRgb.RGBA : mode === 'LA' ? special['RGBA LA'] : fromRgb[mode];
  if (way === undefined || mode === 'La' || mode === 'RGBa' || mode === 'I;16' || mode === 'I;16B') {
    if (!alpha) throw new ValueError('conversion not supported');
    return converted(fromPalette(source, 'RGB', dither), mode, dither);
  }
  const pixel = new Uint8Array(4);
  const opaque = mode !== 'RGBA' && mode !== 'RGBX';
  return through(source, mode, (a, i, b, o) => {
    pixel.set(colors.subarray(4 * a[i]!, 4 * a[i]! + 4));
    if (alpha) pixel[3] = a[i + 1]!;
    way(pixel, 0, b, o);
    if (!opaque) b[o + 3] = pixel[3]!;
  });
}

/** The palette of what was converted to mode P or PA. */
export function paletteAfter(source: Raster & Extras, mode: Mode): Uint8Array | undefined {
  if (mode !== 'P' && mode !== 'PA') return undefined;
  return source.mode === 'P' || source.mode === 'PA' ? source.palette : greyPalette();
}

/** Colours multiplied by their alpha, so that interpolation does not mix in what nobody sees. */
export function premultiplied(source: Raster): Raster {
  return converted(source, source.mode === 'LA' ? 'La' : 'RGBa');
}

/** The inverse of {@link premultiplied}, as far as 8 bits allow. */
export function unmultiplied(source: Raster): Raster {
  return converted(source, source.mode === 'La' ? 'LA' : 'RGBA');
}

/**
 * The picture with every hue moved by `shift` 255ths of a turn: to HSV, whose three bands have 8 bits each, and back.
 * The alpha band becomes opaque on the way, as it does in Pillow.
 */
export function hueShifted(source: Raster & Extras, shift: number): Raster {
  const hsv = converted(source, 'HSV');
  const { data } = hsv;
  for (let at = 0; at < data.length; at += 3) data[at] = (data[at]! + shift) & 255;
  return converted(hsv, source.mode);
}

/** The mode that a name stands for. Throws a ValueError for what is no mode. */
export function checkedMode(mode: string, message = 'unrecognized image mode'): Mode {
  if (!isMode(mode)) throw new ValueError(`${message}: '${mode}'`);
  return mode;
}
