import { ValueError } from '../../values/errors.js';
import { signature } from '../../arguments/signature.js';
import { pythonType } from '../python_values.js';
import { hasAlpha } from '../image/modes.js';
import { resample, type FilterName } from '../image/resample.js';
import { pairOf, twoDimensions } from './checks.js';
import {
  center_crop, five_crop, pad, resize, resizedSize, ten_crop, type Picture, type SizeArgument,
} from './functional/dispatch.js';
import type { Fill } from './functional/on_images.js';
import { checkPadding, type PaddingMode } from './functional/padding.js';
import { ImageBatch } from './image_batch.js';
import { interpolationOf, type InterpolationMode } from './interpolation_mode.js';
import { fields } from './texts.js';
import { PictureTransform, Transform, type Batch, type BatchTransform } from './transform.js';

const takes = {
  Resize: signature(`Resize(
    size: SizeArgument, interpolation: Interpolation = InterpolationMode.BILINEAR, max_size: int = None,
    antialias: bool | None = True)`),
  CenterCrop: signature('CenterCrop(size: SizeArgument)'),
  Pad: signature(
    'Pad(padding: int | Sequence[int], fill: float | Sequence[float] = 0, padding_mode: PaddingMode = "constant")'),
  FiveCrop: signature('FiveCrop(size: SizeArgument)'),
  TenCrop: signature('TenCrop(size: SizeArgument, vertical_flip: bool = False)'),
};

/**
 * Pictures in another size: `[height, width]`, or one number for the shorter side (`torchvision.transforms.Resize`).
 * The bytes of pictures are Pillow's to the last bit.
 */
export class Resize extends PictureTransform implements BatchTransform {
  size: SizeArgument;
  interpolation: InterpolationMode;
  max_size: number | null;
  antialias: boolean | null;

  constructor(...args: typeof takes.Resize.args) {
    super();
    const { size, interpolation, max_size, antialias } = takes.Resize.read(args);
    if (typeof size !== 'number' && !Array.isArray(size)) {
      throw new TypeError(`Size should be int or sequence. Got ${pythonType(size)}`);
    }
    if (typeof size !== 'number' && size.length !== 1 && size.length !== 2) {
      throw new ValueError('If size is a sequence, it should have 1 or 2 values');
    }
    this.size = size;
    this.max_size = max_size;
    this.interpolation = interpolationOf(interpolation);
    this.antialias = antialias;
  }

  forward(img: Picture): Picture {
    return resize(img, this.size, this.interpolation, this.max_size, this.antialias);
  }

  /** Pictures without alpha, with a filter: all rows of all of them in one loop. */
  forwardBatch(batch: Batch): Batch | undefined {
    if (!(batch instanceof ImageBatch) || hasAlpha(batch.mode)) return undefined;
    if (this.antialias === false || (Array.isArray(this.size) && this.size.length === 2 && this.max_size !== null)) {
      return undefined;
    }
    const { mode, width, height, count, channels, data } = batch;
    const size = typeof this.size === 'number' ? [this.size] : this.size;
    const [newHeight, newWidth] = resizedSize(height, width, size, this.max_size);
    if (newHeight === height && newWidth === width) return batch;
    const filter = this.interpolation.value;
    if (filter.startsWith('nearest') || newHeight < 1 || newWidth < 1) return undefined;
    const resized = resample({ count, width, height, channels, data }, newWidth, newHeight, filter as FilterName);
    return new ImageBatch(mode, newWidth, newHeight, count, resized);
  }

  override extra_repr(): string {
    return fields({
      size: this.size, interpolation: this.interpolation.value, max_size: this.max_size, antialias: this.antialias,
    });
  }
}

/** The middle part of pictures (`torchvision.transforms.CenterCrop`). */
export class CenterCrop extends PictureTransform {
  size: readonly [number, number];

  constructor(...args: typeof takes.CenterCrop.args) {
    super();
    this.size = pairOf(takes.CenterCrop.read(args).size, twoDimensions);
  }

  forward(img: Picture): Picture {
    return center_crop(img, this.size);
  }

  override extra_repr(): string {
    return fields({ size: this.size });
  }
}

/** More pixels around pictures (`torchvision.transforms.Pad`). */
export class Pad extends PictureTransform {
  padding: number | readonly number[];
  fill: Exclude<Fill, null>;
  padding_mode: PaddingMode;

  constructor(...args: typeof takes.Pad.args) {
    super();
    const { padding, fill, padding_mode } = takes.Pad.read(args);
    checkPadding(padding, fill, padding_mode);
    this.padding = padding;
    this.fill = fill;
    this.padding_mode = padding_mode;
  }

  forward(img: Picture): Picture {
    return pad(img, this.padding, this.fill, this.padding_mode);
  }

  override extra_repr(): string {
    return fields({ padding: this.padding, fill: this.fill, padding_mode: this.padding_mode });
  }
}

/** The four corners and the middle (`torchvision.transforms.FiveCrop`). */
export interface FiveCrop {
  <T extends Picture>(img: T): [T, T, T, T, T];
}
export class FiveCrop extends Transform<Picture, Picture[]> {
  size: readonly [number, number];

  constructor(...args: typeof takes.FiveCrop.args) {
    super();
    this.size = pairOf(takes.FiveCrop.read(args).size, twoDimensions);
  }

  forward(img: Picture): Picture[] {
    return five_crop(img, this.size);
  }

  override extra_repr(): string {
    return fields({ size: this.size });
  }
}

/** Five parts of a picture and of its mirror image (`torchvision.transforms.TenCrop`). */
export interface TenCrop {
  <T extends Picture>(img: T): [T, T, T, T, T, T, T, T, T, T];
}
export class TenCrop extends Transform<Picture, Picture[]> {
  size: readonly [number, number];
  vertical_flip: boolean;

  constructor(...args: typeof takes.TenCrop.args) {
    super();
    const { size, vertical_flip } = takes.TenCrop.read(args);
    this.size = pairOf(size, twoDimensions);
    this.vertical_flip = vertical_flip;
  }

  forward(img: Picture): Picture[] {
    return ten_crop(img, this.size, this.vertical_flip);
  }

  override extra_repr(): string {
    return fields({ size: this.size, vertical_flip: this.vertical_flip });
  }
}
