/** Pictures of 8 bits a channel: drawn on, resized, and as files. */
import { optionalPackage } from '../../optional_packages.js';
import { encodePng } from '../../plot/png.js';
import type { Tensor } from '../../tensor/tensor.js';
import { premultiplied, unmultiplied } from '../../vision/image/convert.js';
import type { Mode } from '../../vision/image/modes.js';
import { resample } from '../../vision/image/resample.js';

/** Rows of pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

const modes: Readonly<Record<number, Mode>> = { 2: 'LA', 3: 'RGB', 4: 'RGBA' };
/** Red, in as many channels. */
const red: Readonly<Record<number, readonly number[]>> = { 2: [76, 255], 3: [255, 0, 0], 4: [255, 0, 0, 255] };
const black: typeof red = { 2: [0, 255], 3: [0, 0, 0], 4: [0, 0, 0, 255] };

/** A copy of (H, W, 2 to 4) uint8. Throws a TypeError for other numbers of channels. */
export function pictureOf(pixels: Tensor): Picture {
  const [height, width, channels] = pixels.shape as unknown as [number, number, number];
  if (modes[channels] === undefined) throw new TypeError(`Cannot handle this data type: (1, 1, ${channels}), |u1`);
  return { width, height, channels, data: (pixels.contiguous().numpy() as Uint8Array).slice() };
}

type Color = readonly number[];
type Point = readonly [x: number, y: number];

function fill(picture: Picture, left: number, top: number, right: number, bottom: number, color: Color): void {
  const { width, height, channels, data } = picture;
  for (let y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++) {
    for (let x = Math.max(0, left); x <= Math.min(width - 1, right); x++) data.set(color, (y * width + x) * channels);
  }
}

/** A line two pixels wide, along a row or a column; of which two, its direction says, as Pillow draws it. */
function line(picture: Picture, from: Point, to: Point, color: Color): void {
  const [[x0, y0], [x1, y1]] = [from, to];
  const [left, right, top, bottom] = [Math.min(x0, x1), Math.max(x0, x1), Math.min(y0, y1), Math.max(y0, y1)];
  if (x1 > x0) fill(picture, left, top, right, top + 1, color);
  else if (x1 < x0) fill(picture, left, top - 1, right, top, color);
  else if (y1 > y0) fill(picture, left, top, left + 1, bottom, color);
  else if (y1 < y0) fill(picture, left - 1, top, left, bottom, color);
  else fill(picture, left, top, left, top, color);
}

interface ResvgPackage {
  Resvg: new (svg: string, options: object) => {
    render(): { readonly pixels: Uint8Array; readonly width: number; readonly height: number };
  };
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A label above the lower edge of a box: black on red. The letters are those of a font of this system. */
function label(picture: Picture, text: string, left: number, bottom: number): void {
  const { Resvg } = optionalPackage<ResvgPackage>('draw_boxes()', '@resvg/resvg-js');
  const [width, height] = [Math.ceil([...text].length * 6.5) + 2, 12];
  const written = text.replace(/[&<>]/g, (char) => escapes[char]!);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<text x="1" y="9" font-family="sans-serif" font-size="10">${written}</text></svg>`;
  const { pixels } = new Resvg(svg, {}).render();
  const top = bottom - height;
  fill(picture, left, top, left + width - 1, bottom, red[picture.channels]!);
  const [ink, paper] = [black[picture.channels]!, red[picture.channels]!];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const opaque = pixels[4 * (y * width + x) + 3]! / 255;
      const mixed = ink.map((value, channel) => Math.round(value * opaque + paper[channel]! * (1 - opaque)));
      if (opaque > 0) fill(picture, left + x, top + y, left + x, top + y, mixed);
    }
  }
}

/** Draws the outlines of boxes (N, 4) of left, top, right and bottom in red, and their labels. */
export function draw_boxes(
  picture: Picture, boxes: readonly (readonly number[])[], labels: readonly string[] | null,
): void {
  const color = red[picture.channels]!;
  for (const [i, box] of boxes.entries()) {
    const [left, top, right, bottom] = box.map(Math.trunc) as [number, number, number, number];
    const corners = [[left, top], [left, bottom], [right, bottom], [right, top], [left, top]] as const;
    for (let at = 1; at < corners.length; at++) line(picture, corners[at - 1]!, corners[at]!, color);
    if (labels?.[i]) label(picture, labels[i], left, bottom);
  }
}

/** In another size, by Lanczos' filter. */
export function resized(picture: Picture, width: number, height: number): Picture {
  const { channels } = picture;
  if (width === picture.width && height === picture.height) return picture;
  const mode = modes[channels]!;
  // Colours that nobody sees are not mixed in.
  const hasAlpha = channels !== 3;
  const { data } = hasAlpha ? premultiplied({ mode, ...picture }) : picture;
  const mixed = resample({ count: 1, ...picture, data: data as Uint8Array }, width, height, 'lanczos');
  const all = hasAlpha ? unmultiplied({ mode: mode === 'LA' ? 'La' : 'RGBa', width, height, data: mixed }).data : mixed;
  return { width, height, channels, data: all as Uint8Array };
}

/** The bytes of a PNG file. */
export const png = ({ width, height, data }: Picture): Uint8Array => encodePng({ width, height, rgb: data });
