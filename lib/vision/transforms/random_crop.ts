import { ValueError } from '../../values/errors.js';
import { py_float_repr } from '../../python/format.js';
import { signature } from '../../arguments/signature.js';
import { roundHalfEven } from '../../python/rounding.js';
import { checkRanges, pairOf, twoDimensions } from './checks.js';
import { ratioBetween, uniform, whole } from './draws.js';
import { crop, get_dimensions, pad, resized_crop, type Picture } from './functional/dispatch.js';
import type { Fill } from './functional/on_images.js';
import type { PaddingMode } from './functional/padding.js';
import { interpolationOf, type InterpolationMode } from './interpolation_mode.js';
import { fields, tupleOf } from './texts.js';
import { PictureTransform } from './transform.js';

const takes = {
  RandomCrop: signature(`RandomCrop(
    size: SizeArgument, padding: int | Sequence[int] = None, pad_if_needed: bool = False, fill: Fill = 0,
    padding_mode: PaddingMode = "constant")`),
  cropBox: signature('RandomCrop.get_params(img: Picture, output_size: tuple[int, int])'),
  RandomResizedCrop: signature(`RandomResizedCrop(
    size: SizeArgument, scale: Sequence[float] = (0.08, 1.0), ratio: Sequence[float] = (3 / 4, 4 / 3),
    interpolation: Interpolation = InterpolationMode.BILINEAR, antialias: bool | None = True)`),
  resizedCropBox: signature('RandomResizedCrop.get_params(img: Picture, scale: Sequence[float], ratio: Sequence[float])'),
};

type Box = [top: number, left: number, height: number, width: number];

/** A part of a size from anywhere in the picture, padded first if asked (`torchvision.transforms.RandomCrop`). */
export class RandomCrop extends PictureTransform {
  size: readonly [number, number];
  padding: number | readonly number[] | null;
  pad_if_needed: boolean;
  fill: Fill;
  padding_mode: PaddingMode;

  /** Where the part is. Throws a ValueError for a picture that is smaller. */
  static get_params(...args: typeof takes.cropBox.args): Box {
    const [img, [th, tw]] = takes.cropBox.list(args);
    const [, h, w] = get_dimensions(img);
    if (h < th || w < tw) {
      throw new ValueError(`Required crop size (${th}, ${tw}) is larger than input image size (${h}, ${w})`);
    }
    if (w === tw && h === th) return [0, 0, h, w];
    const top = whole(0, h - th + 1);
    return [top, whole(0, w - tw + 1), th, tw];
  }

  constructor(...args: typeof takes.RandomCrop.args) {
    super();
    const { size, padding, pad_if_needed, fill, padding_mode } = takes.RandomCrop.read(args);
    this.size = tupleOf(pairOf(size, twoDimensions));
    this.padding = padding;
    this.pad_if_needed = pad_if_needed;
    this.fill = fill;
    this.padding_mode = padding_mode;
  }

  forward(img: Picture): Picture {
    let source = this.padding === null ? img : pad(img, this.padding, this.fill, this.padding_mode);
    const [, height, width] = get_dimensions(source);
    const [th, tw] = this.size;
    if (this.pad_if_needed && width < tw) source = pad(source, [tw - width, 0], this.fill, this.padding_mode);
    if (this.pad_if_needed && height < th) source = pad(source, [0, th - height], this.fill, this.padding_mode);
    return crop(source, ...RandomCrop.get_params(source, this.size));
  }

  override extra_repr(): string {
    return fields({ size: this.size, padding: this.padding });
  }
}

/** A part of random area and shape, brought to a size (`torchvision.transforms.RandomResizedCrop`). */
export class RandomResizedCrop extends PictureTransform {
  size: readonly [number, number];
  scale: readonly number[];
  ratio: readonly number[];
  interpolation: InterpolationMode;
  antialias: boolean | null;

  /** Where the part is: ten tries for one that fits, else the middle. */
  static get_params(...args: typeof takes.resizedCropBox.args): Box {
    const [img, scale, ratio] = takes.resizedCropBox.list(args);
    const [, height, width] = get_dimensions(img);
    for (let attempt = 0; attempt < 10; attempt++) {
      const area = height * width * uniform(scale[0]!, scale[1]!);
      const aspect = ratioBetween(ratio);
      const w = roundHalfEven(Math.sqrt(area * aspect));
      const h = roundHalfEven(Math.sqrt(area / aspect));
      if (w > 0 && w <= width && h > 0 && h <= height) {
        const top = whole(0, height - h + 1);
        return [top, whole(0, width - w + 1), h, w];
      }
    }
    const shape = width / height;
    const [least, most] = [Math.min(...ratio), Math.max(...ratio)];
    const h = shape < least ? roundHalfEven(width / least) : height;
    const w = shape > most ? roundHalfEven(height * most) : width;
    return [Math.floor((height - h) / 2), Math.floor((width - w) / 2), h, w];
  }

  constructor(...args: typeof takes.RandomResizedCrop.args) {
    super();
    const { size, scale, ratio, interpolation, antialias } = takes.RandomResizedCrop.read(args);
    this.size = pairOf(size, twoDimensions);
    checkRanges(scale, ratio);
    this.scale = scale;
    this.ratio = ratio;
    this.interpolation = interpolationOf(interpolation);
    this.antialias = antialias;
  }

  forward(img: Picture): Picture {
    const [top, left, height, width] = RandomResizedCrop.get_params(img, this.scale, this.ratio);
    return resized_crop(img, top, left, height, width, this.size, this.interpolation, this.antialias);
  }

  override extra_repr(): string {
    const short = (value: number): string => py_float_repr(Math.round(value * 1e4) / 1e4);
    return fields({
      size: this.size, scale: tupleOf(this.scale, short), ratio: tupleOf(this.ratio, short),
      interpolation: this.interpolation.value, antialias: this.antialias,
    });
  }
}
