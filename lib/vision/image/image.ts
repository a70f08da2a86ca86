import { inspect } from 'node:util';
import { ValueError } from '../../values/errors.js';
import { signature } from '../../arguments/signature.js';
import { display, type Displayed, type MimeBundle } from '../../notebook/display.js';
import { encodePng } from '../../plot/png.js';
import { formatFixed } from '../../python/format.js';
import { portable } from '../../utils/data/portable.js';
import { bytesOf } from './bytes.js';
import { checkedMode, paletteAfter, premultiplied, unmultiplied } from './convert.js';
import { affine, perspective, resizedNearest, type Affine } from './geometry.js';
import { bandsOf, hasAlpha, isBytes, numberSize, type Mode, type PixelData } from './modes.js';
import {
  bandOf, channelsOf, cropped, histogramOf, mapped, paste, type Extras, type ImageInfo, type Raster,
} from './raster.js';
import { resample, type FilterName } from './resample.js';
import { resampleWide } from './resample_wide.js';
import { convertedWithInfo } from './transparency.js';
import { Transpose, transposed } from './transpose.js';

/** How pixels between pixels are found (`PIL.Image.Resampling`). */
export const Resampling = { NEAREST: 0, LANCZOS: 1, BILINEAR: 2, BICUBIC: 3, BOX: 4, HAMMING: 5 } as const;
export type Resampling = (typeof Resampling)[keyof typeof Resampling];

/** Kinds of maps for {@link Image.transform} (`PIL.Image.Transform`). */
export const Transform = { AFFINE: 0, PERSPECTIVE: 2 } as const;
export type Transform = (typeof Transform)[keyof typeof Transform];

/** How the error of black and white is spread (`PIL.Image.Dither`). */
export const Dither = { NONE: 0, FLOYDSTEINBERG: 3 } as const;
export type Dither = (typeof Dither)[keyof typeof Dither];

/** Width and height. */
export type ImageSize = readonly [width: number, height: number];
/** A number for every band, or one for all. */
export type Color = number | readonly number[];

const takes = {
  Image: signature('Image(mode: str, size: ImageSize, data: PixelData, *, palette: Uint8Array = None, info: ImageInfo = None)'),
  getbands: signature('Image.getbands(self)'),
  getpalette: signature('Image.getpalette(self)'),
  tobytes: signature('Image.tobytes(self)'),
  copy: signature('Image.copy(self)'),
  getpixel: signature('Image.getpixel(self, xy: tuple[int, int])'),
  putpixel: signature('Image.putpixel(self, xy: tuple[int, int], value: Color)'),
  convert: signature('Image.convert(self, mode: str = None, *, dither: Dither = None)'),
  resize: signature('Image.resize(self, size: ImageSize, resample: Resampling = None)'),
  crop: signature('Image.crop(self, box: tuple[float, float, float, float] = None)'),
  paste: signature('Image.paste(self, im: Image, box: tuple[int, int] = None)'),
  transpose: signature('Image.transpose(self, method: Transpose)'),
  rotate: signature(`Image.rotate(
    self, angle: float, resample: Resampling = Resampling.NEAREST, expand: int | bool = False,
    center: tuple[float, float] = None, translate: tuple[float, float] = None, fillcolor: Color = None)`),
  transform: signature(`Image.transform(
    self, size: ImageSize, method: Transform, data: Sequence[float], resample: Resampling = Resampling.NEAREST, *,
    fillcolor: Color = None)`),
  point: signature('Image.point(self, lut: Sequence[float] | Callable[[int], float])'),
  histogram: signature('Image.histogram(self)'),
  split: signature('Image.split(self)'),
};

const filterNames = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'] as const;

/**
 * A picture in memory (`PIL.Image.Image`), of one of Pillow's modes. Its operations make new pictures, with Pillow's
 * results to the last bit.
 */
export class Image implements Raster, Extras, Displayed {
  readonly mode: Mode;
  /** How many columns of pixels there are (`Image.width`). */
  readonly width: number;
  /** How many rows of pixels there are (`Image.height`). */
  readonly height: number;
  /**
   * The pixels row by row, bands interleaved; not a copy. Numbers of modes I, I;16 and F are not bytes; mode 1 has a
   * byte for each pixel, 0 or 255.
   */
  readonly data: PixelData;
  /** The colours of modes P and PA, three bytes each. */
  readonly palette: Uint8Array | undefined;
  /** What the file said beside its pixels: `transparency`. */
  readonly info: ImageInfo;

  /** A picture over `data`. Throws a ValueError where there are more or fewer numbers than mode and size say. */
  constructor(...args: typeof takes.Image.args) {
    const [mode, [width, height], data, palette, info] = takes.Image.list(args);
    this.mode = checkedMode(mode);
    if (!(width >= 0 && height >= 0)) throw new ValueError('Width and height must be >= 0');
    if (data.BYTES_PER_ELEMENT !== numberSize(this.mode)) {
      throw new TypeError(`Image: the numbers of mode ${mode} do not lie in a ${data.constructor.name}`);
    }
    if (data.length < width * height * bandsOf(this.mode).length) throw new ValueError('not enough image data');
    if (data.length > width * height * bandsOf(this.mode).length) throw new ValueError('too much image data');
    this.width = width;
    this.height = height;
    this.data = data;
    this.palette = palette ?? undefined;
    this.info = info ?? {};
  }

  /** Width and height. */
  get size(): [width: number, height: number] {
    return [this.width, this.height];
  }
  /** The letters of the bands (`Image.getbands`). */
  getbands(...args: typeof takes.getbands.args): string[] {
    takes.getbands.list(args);
    return [...bandsOf(this.mode)];
  }
  /** The palette as a list, three numbers for each colour; null without one (`Image.getpalette`). */
  getpalette(...args: typeof takes.getpalette.args): number[] | null {
    takes.getpalette.list(args);
    return this.palette === undefined ? null : [...this.palette];
  }
  /** A copy of the bytes (`Image.tobytes`): eight pixels in one for mode 1. */
  tobytes(...args: typeof takes.tobytes.args): Uint8Array {
    takes.tobytes.list(args);
    return bytesOf(this);
  }
  /** A picture with pixels of its own. */
  copy(...args: typeof takes.copy.args): Image {
    takes.copy.list(args);
    return imageOf({ ...this.#pixels(), data: this.data.slice() }, this);
  }
  #pixels(): Raster {
    return { mode: this.mode, width: this.width, height: this.height, data: this.data };
  }

  /** How a worker thread gets it. */
  __reduce__(): [typeof Image, [Mode, ImageSize, PixelData, Extras]] {
    return [Image, [this.mode, this.size, this.data, { palette: this.palette, info: this.info }]];
  }

  /** The pixel at (x, y): a number, or one for each band (`Image.getpixel`). Throws a RangeError outside. */
  getpixel(...args: typeof takes.getpixel.args): number | number[] {
    const [[x, y]] = takes.getpixel.list(args);
    const at = this.#offset(x, y);
    const channels = channelsOf(this);
    return channels === 1 ? this.data[at]! : [...this.data.subarray(at, at + channels)];
  }
  /** Sets the pixel at (x, y) (`Image.putpixel`). */
  putpixel(...args: typeof takes.putpixel.args): void {
    const [[x, y], value] = takes.putpixel.list(args);
    const at = this.#offset(x, y);
    this.data.set(colorOf(this.mode, value), at);
  }
  #offset(x: number, y: number): number {
    const inside = Number.isInteger(x) && Number.isInteger(y) && x >= 0 && x < this.width && y >= 0 && y < this.height;
    if (!inside) throw new RangeError('image index out of range');
    return (y * this.width + x) * channelsOf(this);
  }

  /**
   * The picture in another mode; a copy where it has it already (`Image.convert`). Without a mode, the colours of a
   * palette. `dither` is for mode 1. Throws a ValueError where there is no way from one to the other.
   */
  convert(...args: typeof takes.convert.args): Image {
    const [mode, dither] = takes.convert.list(args);
    const to = mode === null ? this.#ownColors() : checkedMode(mode, 'image has wrong mode');
    const { raster, info } = convertedWithInfo(this, to, dither !== Dither.NONE);
    return imageOf(raster, { palette: paletteAfter(this, to), info });
  }
  #ownColors(): Mode {
    if (this.mode !== 'P') return this.mode;
    return this.info.transparency === undefined ? 'RGB' : 'RGBA';
  }

  /** The picture in another size, `[width, height]` (`Image.resize`). Throws a ValueError for sizes below 1. */
  resize(...args: typeof takes.resize.args): Image {
    const [[width, height], resampling] = takes.resize.list(args);
    if (width === this.width && height === this.height) return this.copy();
    if (!(width >= 1 && height >= 1)) throw new ValueError('height and width must be > 0');
    const filter = filterNames[resampling ?? Resampling.BICUBIC];
    if (filter === undefined) throw new ValueError(`Unknown resampling filter (${resampling}).`);
    if (filter === 'nearest' || this.mode === '1' || this.mode === 'P') {
      return imageOf(resizedNearest(this, width, height), this);
    }
    if (this.mode === 'I;16B') {
      throw new ValueError(`resize() of mode I;16B has no ${filter} filter here: in Pillow it takes the bytes of its ` +
        "numbers in the wrong order. Use Image.Resampling.NEAREST (0), or convert('I')");
    }
    return this.#withoutHiddenColors((source) => resizedTo(source, width, height, filter));
  }

  /** The part `[left, upper, right, lower]`, or all; outside the picture it is black (`Image.crop`). */
  crop(...args: typeof takes.crop.args): Image {
    const [box] = takes.crop.list(args);
    if (box === null) return this.copy();
    const [left, upper, right, lower] = box;
    if (right < left) throw new ValueError("Coordinate 'right' is less than 'left'");
    if (lower < upper) throw new ValueError("Coordinate 'lower' is less than 'upper'");
    return imageOf(cropped(this, left, upper, right - left, lower - upper), this);
  }

  /** Copies another picture of this mode onto this one, its upper left corner at `[left, upper]` (`Image.paste`). */
  paste(...args: typeof takes.paste.args): void {
    const [image, box] = takes.paste.list(args);
    const [left, upper] = box ?? [0, 0];
    paste(this, image.mode === this.mode ? image : image.convert(this.mode), left, upper);
  }

  /** The picture mirrored or turned by quarters (`Image.transpose`). */
  transpose(...args: typeof takes.transpose.args): Image {
    const [method] = takes.transpose.list(args);
    return imageOf(transposed(this, method), this);
  }

  /**
   * The picture turned counterclockwise by `angle` degrees (`Image.rotate`), also with `{ expand: true }` for a size
   * that holds all of it, `center`, `translate` and `fillcolor`.
   */
  rotate(...args: typeof takes.rotate.args): Image {
    const { angle, resample: resampling, expand, center, translate, fillcolor } = takes.rotate.read(args);
    const turn = angle % 360;
    const degrees = turn < 0 ? turn + 360 : turn;
    if (!center && !translate) {
      if (degrees === 0) return this.copy();
      if (degrees === 180) return this.transpose(Transpose.ROTATE_180);
      if ((degrees === 90 || degrees === 270) && (expand || this.width === this.height)) {
        return this.transpose(degrees === 90 ? Transpose.ROTATE_90 : Transpose.ROTATE_270);
      }
    }
    const { matrix, size } = rotation(this, degrees, Boolean(expand), center, translate ?? [0, 0]);
    return this.transform(size, Transform.AFFINE, matrix, resampling, { fillcolor });
  }

  /**
   * A picture of `size` whose pixels are looked up in this one through a map with the coefficients `data`
   * (`Image.transform`): six for AFFINE, eight for PERSPECTIVE. Places outside get `fillcolor`, or black.
   */
  transform(...args: typeof takes.transform.args): Image {
    const [[width, height], method, data, resampling, fillcolor] = takes.transform.list(args);
    const filter = filterNames[resampling];
    if (filter !== 'nearest' && filter !== 'bilinear' && filter !== 'bicubic') {
      throw new ValueError(`${unusable(resampling)} Use Image.Resampling.NEAREST (0), Image.Resampling.BILINEAR (2) ` +
        'or Image.Resampling.BICUBIC (3)');
    }
    const color = colorOf(this.mode, fillcolor ?? 0);
    const chosen = this.mode === '1' || this.mode === 'P' ? 'nearest' : filter;
    if (numberSize(this.mode) === 2 && chosen !== 'nearest') {
      throw new ValueError(`transform() of mode ${this.mode} has no ${filter} interpolation here: in Pillow it mixes the ` +
        'bytes of its numbers. Use Image.Resampling.NEAREST (0), or mode I or F');
    }
    const look = (source: Raster): Raster => (method === Transform.AFFINE
      ? affine(source, width, height, data as Affine, chosen, color)
      : perspective(source, width, height, data, chosen, color));
    return chosen === 'nearest' ? imageOf(look(this), this) : this.#withoutHiddenColors(look);
  }

  /** Every value through a table of 256 entries, or of 256 for each band, or a function (`Image.point`). */
  point(...args: typeof takes.point.args): Image {
    const [table] = takes.point.list(args);
    if (!isBytes(this.mode)) throw new ValueError(`point operation not supported for mode ${this.mode}`);
    const list = typeof table === 'function' ? Array.from({ length: 256 }, (_, i) => table(i)) : table;
    if (list.length !== 256 && list.length !== 256 * channelsOf(this)) throw new ValueError('wrong number of lut entries');
    return imageOf(mapped(this, list), this);
  }

  /** How often each value occurs: 256 counts for each band (`Image.histogram`). */
  histogram(...args: typeof takes.histogram.args): number[] {
    takes.histogram.list(args);
    if (!isBytes(this.mode)) throw new ValueError(`histogram() of mode ${this.mode} is not supported`);
    return histogramOf(this);
  }

  /** The bands, as pictures of mode L; a copy where there is only one (`Image.split`). */
  split(...args: typeof takes.split.args): Image[] {
    takes.split.list(args);
    return this.getbands().map((_, band) => imageOf(bandOf(this, band), channelsOf(this) === 1 ? this : {}));
  }

  /** Colours under a transparent pixel must not leak into its neighbours: they are multiplied by alpha meanwhile. */
  #withoutHiddenColors(change: (source: Raster) => Raster): Image {
    if (!hasAlpha(this.mode)) return imageOf(change(this), this);
    return imageOf(unmultiplied(change(premultiplied(this))), this);
  }

  toString(): string {
    return `<Image mode=${this.mode} size=${this.width}x${this.height}>`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
  /** What a notebook shows: the picture, as a PNG of its size. */
  [display](): MimeBundle {
    const text = { 'text/plain': this.toString() };
    if (this.width === 0 || this.height === 0) return text;
    const { width, height, data } = this.convert(this.#hasTransparency() ? 'RGBA' : 'RGB');
    return { 'image/png': encodePng({ width, height, rgb: data as Uint8Array }).toString('base64'), ...text };
  }
  #hasTransparency(): boolean {
    return hasAlpha(this.mode) || this.info.transparency !== undefined;
  }
}

portable(import.meta.url, { Image });

/** The picture of a raster, over the same numbers, with what belongs to it. */
export function imageOf({ mode, width, height, data }: Raster, { palette, info }: Extras = {}): Image {
  return new Image(mode, [width, height], data, { palette, info });
}

/** A colour as one number for each band. Throws a TypeError where it has another number of them. */
export function colorOf(mode: Mode, color: Color): readonly number[] {
  const letters = bandsOf(mode);
  if (letters.length === 1) {
    if (typeof color !== 'number' && color.length !== 1) throw new TypeError(`color must be a number for mode ${mode}`);
    return [numberOf(mode, typeof color === 'number' ? color : color[0]!)];
  }
  if (typeof color === 'number') {
    // Pillow reads a lone number as the bytes of the pixel, lowest first: red, for a small one; alpha is the highest.
    return letters.map((letter, i) => (color >> (letter === 'A' ? 24 : 8 * i)) & 255);
  }
  if (color.length !== letters.length && !(color.length === letters.length - 1 && hasAlpha(mode))) {
    throw new TypeError(`color must be int or tuple of ${letters.length} numbers for mode ${mode}`);
  }
  return letters.map((_, i) => clipped(color[i] ?? 255));
}

function numberOf(mode: Mode, value: number): number {
  if (mode === '1') return value === 0 ? 0 : 255;
  if (isBytes(mode)) return clipped(value);
  return mode === 'F' ? value : Math.trunc(value);
}

const clipped = (value: number): number => Math.max(0, Math.min(255, Math.trunc(value)));

function unusable(resampling: Resampling): string {
  const name = Object.entries(Resampling).find(([, value]) => value === resampling)?.[0];
  if (name === undefined) return `Unknown resampling filter (${resampling}).`;
  return `Image.Resampling.${name} (${resampling}) cannot be used.`;
}

function resizedTo(source: Raster, width: number, height: number, filter: FilterName): Raster {
  const { mode, data } = source;
  if (!isBytes(mode)) return resampleWide(source, width, height, filter);
  const size = { width: source.width, height: source.height, channels: channelsOf(source), count: 1 };
  return { mode, width, height, data: resample({ ...size, data: data as Uint8Array }, width, height, filter) };
}

function rotation(
  { width, height }: Raster, degrees: number, expand: boolean, center: readonly [number, number] | null,
  translate: readonly [number, number],
): { matrix: number[]; size: ImageSize } {
  const [cx, cy] = center ?? [width / 2, height / 2];
  const angle = -(degrees * (Math.PI / 180));
  const rounded = (value: number): number => Number(formatFixed(value, 15));
  const cos = rounded(Math.cos(angle));
  const sin = rounded(Math.sin(angle));
  const matrix = [cos, sin, 0, rounded(-Math.sin(angle)), cos, 0];
  const along = (x: number, y: number): [number, number] => [
    matrix[0]! * x + matrix[1]! * y + matrix[2]!, matrix[3]! * x + matrix[4]! * y + matrix[5]!,
  ];
  [matrix[2], matrix[5]] = along(-cx - translate[0], -cy - translate[1]);
  matrix[2] += cx;
  matrix[5] += cy;
  if (!expand) return { matrix, size: [width, height] };
  const corners = [along(0, 0), along(width, 0), along(width, height), along(0, height)];
  const span = (axis: 0 | 1): number => {
    const values = corners.map((corner) => corner[axis]);
    return Math.ceil(Math.max(...values)) - Math.floor(Math.min(...values));
  };
  const size: ImageSize = [span(0), span(1)];
  [matrix[2], matrix[5]] = along(-(size[0] - width) / 2, -(size[1] - height) / 2);
  return { matrix, size };
}
