import * as torch from '../../index.js';
import { ValueError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { signature } from '../../arguments/signature.js';
import { roundHalfEven } from '../../python/rounding.js';
import { pythonType } from '../python_values.js';
import { anglesOf, checkFill, checkSequence } from './checks.js';
import { happens, uniform, whole } from './draws.js';
import {
  affine, elastic_transform, gaussian_blur, get_dimensions, perspective, rotate, type Picture,
} from './functional/dispatch.js';
import type { Corners } from './functional/matrices.js';
import type { Fill } from './functional/on_images.js';
import { InterpolationMode, interpolationOf } from './interpolation_mode.js';
import { fields, floats } from './texts.js';
import { PictureTransform } from './transform.js';

const takes = {
  RandomRotation: signature(`RandomRotation(
    degrees: float | Sequence[float], interpolation: Interpolation = InterpolationMode.NEAREST, expand: bool = False,
    center: Sequence[float] = None, fill: Fill = 0)`),
  rotation: signature('RandomRotation.get_params(degrees: Sequence[float])'),
  RandomAffine: signature(`RandomAffine(
    degrees: float | Sequence[float], translate: Sequence[float] = None, scale: Sequence[float] = None,
    shear: float | Sequence[float] = None, interpolation: Interpolation = InterpolationMode.NEAREST, fill: Fill = 0,
    center: Sequence[float] = None)`),
  affine: signature(`RandomAffine.get_params(
    degrees: Sequence[float], translate: Sequence[float] | None, scale_ranges: Sequence[float] | None,
    shears: Sequence[float] | None, img_size: Sequence[int])`),
  RandomPerspective: signature(`RandomPerspective(
    distortion_scale: float = 0.5, p: float = 0.5, interpolation: Interpolation = InterpolationMode.BILINEAR,
    fill: Fill = 0)`),
  perspective: signature('RandomPerspective.get_params(width: int, height: int, distortion_scale: float)'),
  ElasticTransform: signature(`ElasticTransform(
    alpha: float | Sequence[float] = 50.0, sigma: float | Sequence[float] = 5.0,
    interpolation: Interpolation = InterpolationMode.BILINEAR, fill: float | Sequence[float] = 0)`),
  elastic: signature(
    'ElasticTransform.get_params(alpha: Sequence[float], sigma: Sequence[float], size: Sequence[int])'),
};

/** The colour for a picture as it is, for a tensor one number for each channel. */
function fillFor(img: Picture, fill: Fill): Fill {
  if (!torch.is_tensor(img)) return fill;
  return typeof fill === 'number' ? new Array<number>(get_dimensions(img)[0]).fill(fill) : fill;
}

/** Turned by an angle of the range (`torchvision.transforms.RandomRotation`). */
export class RandomRotation extends PictureTransform {
  degrees: readonly number[];
  interpolation: InterpolationMode;
  expand: boolean;
  center: readonly number[] | null;
  fill: Exclude<Fill, null>;

  static get_params(...args: typeof takes.rotation.args): number {
    const [degrees] = takes.rotation.list(args);
    return uniform(degrees[0]!, degrees[1]!);
  }

  constructor(...args: typeof takes.RandomRotation.args) {
    super();
    const { degrees, interpolation, expand, center, fill } = takes.RandomRotation.read(args);
    this.interpolation = interpolationOf(interpolation);
    this.degrees = anglesOf(degrees, 'degrees');
    if (center !== null) checkSequence(center, 'center', [2]);
    checkFill(fill);
    this.center = center;
    this.expand = expand;
    this.fill = fill ?? 0;
  }

  forward(img: Picture): Picture {
    const fill = fillFor(img, this.fill);
    return rotate(img, RandomRotation.get_params(this.degrees), this.interpolation, this.expand, this.center, fill);
  }

  override extra_repr(): string {
    return fields({
      degrees: floats(this.degrees), interpolation: this.interpolation.value, expand: this.expand,
      ...(this.center === null ? {} : { center: this.center }), fill: this.fill,
    });
  }
}

type AffineParameters = [angle: number, translate: [number, number], scale: number, shear: [number, number]];

/** Turned, moved, scaled and sheared by numbers of the ranges (`torchvision.transforms.RandomAffine`). */
export class RandomAffine extends PictureTransform {
  degrees: readonly number[];
  translate: readonly number[] | null;
  scale: readonly number[] | null;
  shear: readonly number[] | null;
  interpolation: InterpolationMode;
  fill: Exclude<Fill, null>;
  center: readonly number[] | null;

  /** The four numbers for a picture of `img_size` [width, height]. */
  static get_params(...args: typeof takes.affine.args): AffineParameters {
    const [degrees, translate, scale_ranges, shears, img_size] = takes.affine.list(args);
    const angle = uniform(degrees[0]!, degrees[1]!);
    const moved: [number, number] = [0, 0];
    if (translate !== null) {
      for (const axis of [0, 1] as const) {
        const most = translate[axis]! * img_size[axis]!;
        moved[axis] = roundHalfEven(uniform(-most, most));
      }
    }
    const scale = scale_ranges === null ? 1 : uniform(scale_ranges[0]!, scale_ranges[1]!);
    const shear: [number, number] = [0, 0];
    if (shears !== null) {
      shear[0] = uniform(shears[0]!, shears[1]!);
      if (shears.length === 4) shear[1] = uniform(shears[2]!, shears[3]!);
    }
    return [angle, moved, scale, shear];
  }

  constructor(...args: typeof takes.RandomAffine.args) {
    super();
    const { degrees, translate, scale, shear, interpolation, fill, center } = takes.RandomAffine.read(args);
    this.interpolation = interpolationOf(interpolation);
    this.degrees = anglesOf(degrees, 'degrees');
    if (translate !== null) {
      checkSequence(translate, 'translate', [2]);
      if (translate.some((each) => !(each >= 0 && each <= 1))) {
        throw new ValueError('translation values should be between 0 and 1');
      }
    }
    this.translate = translate;
    if (scale !== null) {
      checkSequence(scale, 'scale', [2]);
      if (scale.some((each) => each <= 0)) throw new ValueError('scale values should be positive');
    }
    this.scale = scale;
    this.shear = shear === null ? null : anglesOf(shear, 'shear', [2, 4]);
    checkFill(fill);
    this.fill = fill ?? 0;
    if (center !== null) checkSequence(center, 'center', [2]);
    this.center = center;
  }

  forward(img: Picture): Picture {
    const fill = fillFor(img, this.fill);
    const [, height, width] = get_dimensions(img);
    const parameters = RandomAffine.get_params(this.degrees, this.translate, this.scale, this.shear, [width, height]);
    return affine(img, ...parameters, this.interpolation, fill, this.center);
  }

  override extra_repr(): string {
    return fields({
      degrees: floats(this.degrees),
      ...(this.translate === null ? {} : { translate: this.translate }),
      ...(this.scale === null ? {} : { scale: this.scale }),
      ...(this.shear === null ? {} : { shear: floats(this.shear) }),
      ...(this.interpolation === InterpolationMode.NEAREST ? {} : { interpolation: this.interpolation.value }),
      ...(this.fill === 0 ? {} : { fill: this.fill }),
      ...(this.center === null ? {} : { center: this.center }),
    });
  }
}

/** In perspective with probability `p`, the corners moved inwards (`torchvision.transforms.RandomPerspective`). */
export class RandomPerspective extends PictureTransform {
  distortion_scale: number;
  p: number;
  interpolation: InterpolationMode;
  fill: Exclude<Fill, null>;

  /** The corners of the picture, and where they go. */
  static get_params(...args: typeof takes.perspective.args): [Corners, Corners] {
    const [width, height, distortion_scale] = takes.perspective.list(args);
    const x = Math.trunc(distortion_scale * Math.floor(width / 2));
    const y = Math.trunc(distortion_scale * Math.floor(height / 2));
    const [near, far] = [(most: number): number => whole(0, most + 1),
      (length: number, most: number): number => whole(length - most - 1, length)];
    const ends: number[][] = [];
    for (const [right, low] of [[false, false], [true, false], [true, true], [false, true]] as const) {
      const column = right ? far(width, x) : near(x);
      ends.push([column, low ? far(height, y) : near(y)]);
    }
    return [[[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], ends];
  }

  constructor(...args: typeof takes.RandomPerspective.args) {
    super();
    const { distortion_scale, p, interpolation, fill } = takes.RandomPerspective.read(args);
    this.p = p;
    this.interpolation = interpolationOf(interpolation);
    this.distortion_scale = distortion_scale;
    checkFill(fill);
    this.fill = fill ?? 0;
  }

  forward(img: Picture): Picture {
    const fill = fillFor(img, this.fill);
    const [, height, width] = get_dimensions(img);
    if (!happens(this.p)) return img;
    const [from, to] = RandomPerspective.get_params(width, height, this.distortion_scale);
    return perspective(img, from, to, this.interpolation, fill);
  }

  override extra_repr(): string {
    return fields({ p: this.p });
  }
}

function pairOfFloats(value: number | readonly number[], name: string): readonly number[] {
  if (typeof value === 'number') return [value, value];
  if (!Array.isArray(value)) throw new TypeError(`${name} should be float or a sequence of floats. Got ${pythonType(value)}`);
  if (value.length !== 2) throw new ValueError(`If ${name} is a sequence its length should be 2. Got ${value.length}`);
  return value as readonly number[];
}

/** Pixels moved as if under water (`torchvision.transforms.ElasticTransform`). */
export class ElasticTransform extends PictureTransform {
  alpha: readonly number[];
  sigma: readonly number[];
  interpolation: InterpolationMode;
  fill: readonly number[];

  /** A smooth displacement of shape (1, H, W, 2) for `size` [height, width]. */
  static get_params(...args: typeof takes.elastic.args): Tensor {
    const [alpha, sigma, size] = takes.elastic.list(args);
    const axes = [1, 0].map((axis, i) => {
      let moved = torch.rand([1, 1, ...size]).mul(2).sub(1);
      if (sigma[i]! > 0) {
        const kernel = Math.trunc(8 * sigma[i]! + 1);
        moved = gaussian_blur(moved, kernel % 2 === 0 ? kernel + 1 : kernel, sigma) as Tensor;
      }
      return moved.mul(alpha[i]!).div(size[axis]!);
    });
    return torch.cat(axes, 1).permute([0, 2, 3, 1]);
  }

  constructor(...args: typeof takes.ElasticTransform.args) {
    super();
    const { alpha, sigma, interpolation, fill } = takes.ElasticTransform.read(args);
    this.alpha = pairOfFloats(alpha, 'alpha');
    this.sigma = pairOfFloats(sigma, 'sigma');
    this.interpolation = interpolationOf(interpolation);
    if (typeof fill !== 'number' && !Array.isArray(fill)) {
      throw new TypeError(`fill should be int or float or a list or tuple of them. Got ${pythonType(fill)}`);
    }
    this.fill = typeof fill === 'number' ? [fill] : fill;
  }

  forward(img: Picture): Picture {
    const [, height, width] = get_dimensions(img);
    const displacement = ElasticTransform.get_params(this.alpha, this.sigma, [height, width]);
    return elastic_transform(img, displacement, this.interpolation, this.fill);
  }

  override extra_repr(): string {
    return fields({
      alpha: floats(this.alpha), sigma: floats(this.sigma), interpolation: String(this.interpolation),
      fill: floats(this.fill),
    });
  }
}
