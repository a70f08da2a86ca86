/** YCbCr, CMYK and HSV to RGB and back, in Pillow's integers. */
import type { PixelData } from './modes.js';

/** One pixel of a picture into one of another. */
export type Pixel = (input: PixelData, at: number, output: PixelData, put: number) => void;

/** The grey of a colour by ITU-R 601-2, in 16 bits of fixed point. */
export function luma(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/** The same in thousandths, not rounded. */
export function lumaThousandths(red: number, green: number, blue: number): number {
  return red * 299 + green * 587 + blue * 114;
}

/** `a * b / 255`, rounded. */
export function part(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

export function clipped(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value;
}

const shift = 6;
/** A factor times each byte, in 6 bits of fixed point, cut towards zero after a half is added. */
const times = (factor: number, from = 0): Int16Array =>
  Int16Array.from({ length: 256 }, (_, i) => Math.trunc(factor * (i - from) * (1 << shift) + 0.5));

const [yRed, yGreen, yBlue] = [times(0.299), times(0.587), times(0.114)];
const [cbRed, cbGreen, half] = [times(-0.16874), times(-0.33126), times(0.5)];
const [crGreen, crBlue] = [times(-0.41869), times(-0.08131)];
const [redCr, greenCb] = [times(1.402, 128), times(-0.34414, 128)];
const [greenCr, blueCb] = [times(-0.71414, 128), times(1.772, 128)];

export const rgbToYCbCr: Pixel = (input, at, output, put) => {
  const [red, green, blue] = [input[at]!, input[at + 1]!, input[at + 2]!];
  output[put] = (yRed[red]! + yGreen[green]! + yBlue[blue]!) >> shift;
  output[put + 1] = ((cbRed[red]! + cbGreen[green]! + half[blue]!) >> shift) + 128;
  output[put + 2] = ((half[red]! + crGreen[green]! + crBlue[blue]!) >> shift) + 128;
};

export const yCbCrToRgb: Pixel = (input, at, output, put) => {
  const [y, cb, cr] = [input[at]!, input[at + 1]!, input[at + 2]!];
  output[put] = clipped(y + (redCr[cr]! >> shift));
  output[put + 1] = clipped(y + ((greenCb[cb]! + greenCr[cr]!) >> shift));
  output[put + 2] = clipped(y + (blueCb[cb]! >> shift));
};

export const cmykToRgb: Pixel = (input, at, output, put) => {
  const white = 255 - input[at + 3]!;
  for (let band = 0; band < 3; band++) output[put + band] = clipped(white - part(input[at + band]!, white));
};

export const rgbToCmyk: Pixel = (input, at, output, put) => {
  for (let band = 0; band < 3; band++) output[put + band] = 255 - input[at + band]!;
  output[put + 3] = 0;
};

const single = Math.fround;

// Single and double precision alternate exactly as in Pillow's C: the bytes depend on it.
export const rgbToHsv: Pixel = (input, at, output, put) => {
  const [red, green, blue] = [input[at]!, input[at + 1]!, input[at + 2]!];
  const value = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  output[put] = 0;
  output[put + 1] = 0;
  output[put + 2] = value;
  if (value === least) return;
  const range = value - least;
  const rc = single((value - red) / range);
  const gc = single((value - green) / range);
  const bc = single((value - blue) / range);
  let turn: number;
  if (red === value) turn = single(bc - gc);
  else if (green === value) turn = single(2 + rc - bc);
  else turn = single(4 + gc - rc);
  turn = single((turn / 6 + 1) % 1);
  output[put] = Math.trunc(turn * 255);
  output[put + 1] = Math.trunc(single(range / value) * 255);
};

export const hsvToRgb: Pixel = (input, at, output, put) => {
  const [hue, saturation, value] = [input[at]!, input[at + 1]!, input[at + 2]!];
  const sector = Math.floor((hue * 6) / 255);
  const f = single((hue * 6) / 255 - sector);
  const s = single(saturation / 255);
  const p = Math.round(value * (1 - s));
  const q = Math.round(value * (1 - single(s * f)));
  const t = Math.round(value * (1 - s * (1 - f)));
  const [red, green, blue] = saturation === 0 ? [value, value, value] : sectors(value, p, q, t)[sector % 6]!;
  output[put] = red;
  output[put + 1] = green;
  output[put + 2] = blue;
};

function sectors(v: number, p: number, q: number, t: number): readonly (readonly [number, number, number])[] {
  return [[v, t, p], [q, v, p], [p, v, t], [p, q, v], [t, p, v], [v, p, q]];
}
