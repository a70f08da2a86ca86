import { inspect } from 'node:util';
import { ValueError } from '../../errors.js';
import { namedArguments } from '../../python_arguments.js';
import { formatFixed } from '../../python_format.js';
import { portable } from '../../utils/data/portable.js';
import { checkedMode, converted, premultiplied, unmultiplied } from './convert.js';
import { affine, perspective, resizedNearest, type Affine, type TransformFilter } from './geometry.js';
import { bandOf, bandsOf, channelsOf, cropped, histogramOf, mapped, paste, type Mode, type Raster } from './raster.js';
import { resample, type FilterName } from './resample.js';
import { Transpose, transposed } from './transpose.js';

/** How pixels between pixels are found (`PIL.Image.Resampling`). */
export const Resampling = { NEAREST: 0, LANCZOS: 1, BILINEAR: 2, BICUBIC: 3, BOX: 4, HAMMING: 5 } as const;
export type Resampling = (typeof Resampling)[keyof typeof Resampling];

/** Kinds of maps for {@link Image.transform} (`PIL.Image.Transform`). */
export const Transform = { AFFINE: 0, PERSPECTIVE: 2 } as const;
export type Transform = (typeof Transform)[keyof typeof Transform];

type Size = readonly [width: number, height: number];
/** A number for every band, or one for all. */
export type Color = number | readonly number[];

interface RotateArguments {
  readonly angle: number;
  readonly resample?: Resampling;
  readonly expand?: boolean | number;
  readonly center?: readonly [number, number] | null;
  readonly translate?: readonly [number, number] | null;
  readonly fillcolor?: Color | null;
}
const rotateNames = ['angle', 'resample', 'expand', 'center', 'translate', 'fillcolor'] as const;

const filterNames = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'] as const;

/**
 * An 8-bit picture in memory (`PIL.Image.Image`): modes L, LA, RGB and RGBA. Its operations make new pictures, with
 * Pillow's results to the last bit.
 */
export class Image implements Raster {
  readonly mode: Mode;
  readonly width: number;
  readonly height: number;
  /** The pixels row by row, bands interleaved; not a copy. */
  readonly data: Uint8Array;

  /** A picture over `data`. Throws a ValueError where the number of bytes is not that of mode and size. */
  constructor(mode: string, [width, height]: Size, data: Uint8Array) {
    this.mode = checkedMode(mode);
    if (!(width >= 0 && height >= 0)) throw new ValueError('Width and height must be >= 0');
    if (data.length < width * height * bandsOf(this.mode).length) throw new ValueError('not enough image data');
    if (data.length > width * height * bandsOf(this.mode).length) throw new ValueError('too much image data');
    this.width = width;
    this.height = height;
    this.data = data;
  }

  get size(): [width: number, height: number] {
    return [this.width, this.height];
  }
  /** The letters of the bands (`Image.getbands`). */
  getbands(): string[] {
    return [...bandsOf(this.mode)];
  }
  /** A copy of the bytes (`Image.tobytes`). */
  tobytes(): Uint8Array {
    return this.data.slice();
  }
  copy(): Image {
    return new Image(this.mode, this.size, this.data.slice());
  }

  /** How a worker thread gets it. */
  __reduce__(): [typeof Image, [Mode, Size, Uint8Array]] {
    return [Image, [this.mode, this.size, this.data]];
  }

  /** The pixel at (x, y): a number, or one for each band (`Image.getpixel`). Throws a RangeError outside. */
  getpixel([x, y]: readonly [number, number]): number | number[] {
    const at = this.#offset(x, y);
    const channels = channelsOf(this);
    return channels === 1 ? this.data[at]! : [...this.data.subarray(at, at + channels)];
  }
  /** Sets the pixel at (x, y) (`Image.putpixel`). */
  putpixel([x, y]: readonly [number, number], value: Color): void {
    const at = this.#offset(x, y);
    this.data.set(colorOf(this.mode, value), at);
  }
  #offset(x: number, y: number): number {
    const inside = Number.isInteger(x) && Number.isInteger(y) && x >= 0 && x < this.width && y >= 0 && y < this.height;
    if (!inside) throw new RangeError('image index out of range');
    return (y * this.width + x) * channelsOf(this);
  }

  /** The picture in another mode; a copy where it has it already (`Image.convert`). */
  convert(mode: string): Image {
    return imageOf(converted(this, checkedMode(mode)));
  }

  /** The picture in another size, `[width, height]` (`Image.resize`). Throws a ValueError for sizes below 1. */
  resize([width, height]: Size, resampling: Resampling = Resampling.BICUBIC): Image {
    if (width === this.width && height === this.height) return this.copy();
    if (!(width >= 1 && height >= 1)) throw new ValueError('height and width must be > 0');
    const filter = filterNames[resampling];
    if (filter === undefined) throw new ValueError(`Unknown resampling filter (${resampling}).`);
    if (filter === 'nearest') return imageOf(resizedNearest(this, width, height));
    return this.#withoutHiddenColors((source) => imageOf(resizedTo(source, width, height, filter)));
  }

  /** The part `[left, upper, right, lower]`; outside the picture it is black (`Image.crop`). */
  crop([left, upper, right, lower]: readonly [number, number, number, number]): Image {
    if (right < left) throw new ValueError("Coordinate 'right' is less than 'left'");
    if (lower < upper) throw new ValueError("Coordinate 'lower' is less than 'upper'");
    return imageOf(cropped(this, left, upper, right - left, lower - upper));
  }

  /** Copies another picture of this mode onto this one, its upper left corner at `[left, upper]` (`Image.paste`). */
  paste(image: Image, [left, upper]: readonly [number, number] = [0, 0]): void {
    paste(this, image.mode === this.mode ? image : converted(image, this.mode), left, upper);
  }

  /** The picture mirrored or turned by quarters (`Image.transpose`). */
  transpose(method: Transpose): Image {
    return imageOf(transposed(this, method));
  }

  /**
   * The picture turned counterclockwise by `angle` degrees (`Image.rotate`), also with `{ expand: true }` for a size
   * that holds all of it, `center`, `translate` and `fillcolor`.
   */
  rotate(angle: number, resampling?: Resampling, options?: Omit<RotateArguments, 'angle' | 'resample'>): Image;
  rotate(angle: number, options?: Omit<RotateArguments, 'angle'>): Image;
  rotate(...args: readonly unknown[]): Image {
    const given = namedArguments<RotateArguments>('rotate', rotateNames, 1, args.filter((arg) => arg !== undefined));
    const { resample: resampling = Resampling.NEAREST, expand = false, center, translate, fillcolor } = given;
    const turn = given.angle! % 360;
    const degrees = turn < 0 ? turn + 360 : turn;
    if (!center && !translate) {
      if (degrees === 0) return this.copy();
      if (degrees === 180) return this.transpose(Transpose.ROTATE_180);
      if ((degrees === 90 || degrees === 270) && (expand || this.width === this.height)) {
        return this.transpose(degrees === 90 ? Transpose.ROTATE_90 : Transpose.ROTATE_270);
      }
    }
    const { matrix, size } = rotation(this, degrees, Boolean(expand), center ?? null, translate ?? [0, 0]);
    return this.transform(size, Transform.AFFINE, matrix, resampling, { fillcolor: fillcolor ?? null });
  }

  /**
   * A picture of `size` whose pixels are looked up in this one through a map with the coefficients `data`
   * (`Image.transform`): six for AFFINE, eight for PERSPECTIVE. Places outside get `fillcolor`, or black.
   */
  transform(
    [width, height]: Size, method: Transform, data: readonly number[], resampling: Resampling = Resampling.NEAREST,
    options: { readonly fillcolor?: Color | null } = {},
  ): Image {
    const filter = filterNames[resampling];
    if (filter !== 'nearest' && filter !== 'bilinear' && filter !== 'bicubic') {
      throw new ValueError(`${unusable(resampling)} Use Image.Resampling.NEAREST (0), Image.Resampling.BILINEAR (2) ` +
        'or Image.Resampling.BICUBIC (3)');
    }
    const color = colorOf(this.mode, options.fillcolor ?? 0);
    const look = (source: Raster): Image => imageOf(
      method === Transform.AFFINE ? affine(source, width, height, data as Affine, filter as TransformFilter, color)
        : perspective(source, width, height, data, filter as TransformFilter, color));
    return filter === 'nearest' ? look(this) : this.#withoutHiddenColors(look);
  }

  /** Every value through a table of 256 entries, or of 256 for each band, or a function (`Image.point`). */
  point(table: readonly number[] | ((value: number) => number)): Image {
    const list = typeof table === 'function' ? Array.from({ length: 256 }, (_, i) => table(i)) : table;
    if (list.length !== 256 && list.length !== 256 * channelsOf(this)) throw new ValueError('wrong number of lut entries');
    return imageOf(mapped(this, list));
  }

  /** How often each value occurs: 256 counts for each band (`Image.histogram`). */
  histogram(): number[] {
    return histogramOf(this);
  }

  /** The bands, as pictures of mode L (`Image.split`). */
  split(): Image[] {
    return this.getbands().map((_, band) => imageOf(bandOf(this, band)));
  }

  /** Colours under a transparent pixel must not leak into its neighbours: they are multiplied by alpha meanwhile. */
  #withoutHiddenColors(change: (source: Raster) => Image): Image {
    if (!bandsOf(this.mode).includes('A')) return change(this);
    return imageOf(unmultiplied(change(premultiplied(this))));
  }

  toString(): string {
    return `<Image mode=${this.mode} size=${this.width}x${this.height}>`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

portable(import.meta.url, { Image });

/** The picture of a raster, over the same bytes. */
export function imageOf({ mode, width, height, data }: Raster): Image {
  return new Image(mode, [width, height], data);
}

/** A colour as one number for each band. Throws a TypeError where it has another number of them. */
export function colorOf(mode: Mode, color: Color): readonly number[] {
  const letters = bandsOf(mode);
  if (typeof color === 'number') {
    // Pillow reads a lone number as the bytes of the pixel, lowest first: red, for a small one; alpha is the highest.
    if (mode === 'L') return [clipped(color)];
    return letters.map((letter, i) => (color >> (letter === 'A' ? 24 : 8 * i)) & 255);
  }
  if (color.length !== letters.length && !(color.length === letters.length - 1 && letters.includes('A'))) {
    throw new TypeError(`color must be int or tuple of ${letters.length} numbers for mode ${mode}`);
  }
  return letters.map((_, i) => clipped(color[i] ?? 255));
}

const clipped = (value: number): number => Math.max(0, Math.min(255, Math.trunc(value)));

function unusable(resampling: Resampling): string {
  const name = Object.entries(Resampling).find(([, value]) => value === resampling)?.[0];
  if (name === undefined) return `Unknown resampling filter (${resampling}).`;
  return `Image.Resampling.${name} (${resampling}) cannot be used.`;
}

function resizedTo(source: Raster, width: number, height: number, filter: FilterName): Raster {
  const data = resample({ ...sizeOf(source), count: 1 }, width, height, filter);
  return { mode: source.mode, width, height, data };
}

function sizeOf(source: Raster): { width: number; height: number; channels: number; data: Uint8Array } {
  return { width: source.width, height: source.height, channels: channelsOf(source), data: source.data };
}

function rotation(
  { width, height }: Raster, degrees: number, expand: boolean, center: readonly [number, number] | null,
  translate: readonly [number, number],
): { matrix: number[]; size: Size } {
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
  const size: Size = [span(0), span(1)];
  [matrix[2], matrix[5]] = along(-(size[0] - width) / 2, -(size[1] - height) / 2);
  return { matrix, size };
}
