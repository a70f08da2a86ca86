import * as torch from '../../index.js';
import { ValueError } from '../../values/errors.js';
import { py_float_repr } from '../../python/format.js';
import { signature } from '../../arguments/signature.js';
import { pairOf } from './checks.js';
import { uniform } from './draws.js';
import {
  adjust_brightness, adjust_contrast, adjust_hue, adjust_saturation, gaussian_blur, rgb_to_grayscale, type Picture,
} from './functional/dispatch.js';
import { fields, floats, tupleOf } from './texts.js';
import { PictureTransform } from './transform.js';

const takes = {
  ColorJitter: signature(`ColorJitter(
    brightness: float | Sequence[float] = 0, contrast: float | Sequence[float] = 0,
    saturation: float | Sequence[float] = 0, hue: float | Sequence[float] = 0)`),
  jitter: signature(`ColorJitter.get_params(
    brightness: Sequence[float] | None, contrast: Sequence[float] | None, saturation: Sequence[float] | None,
    hue: Sequence[float] | None)`),
  Grayscale: signature('Grayscale(num_output_channels: int = 1)'),
  GaussianBlur: signature('GaussianBlur(kernel_size: SizeArgument, sigma: float | Sequence[float] = (0.1, 2.0))'),
  blur: signature('GaussianBlur.get_params(sigma_min: float, sigma_max: float)'),
};

type Range = number | readonly number[];
type Nullable = readonly number[] | null;

/** The range that is meant; null where it changes nothing. */
function rangeOf(value: Range, name: string, center: number, bounds: readonly [number, number]): Nullable {
  let range: [number, number];
  if (typeof value === 'number') {
    if (value < 0) throw new ValueError(`If ${name} is a single number, it must be non negative.`);
    range = [center - value, center + value];
    if (name !== 'hue') range[0] = Math.max(range[0], 0);
  } else if (Array.isArray(value) && value.length === 2) {
    range = [value[0] as number, value[1] as number];
  } else {
    throw new TypeError(`${name} should be a single number or a list/tuple with length 2.`);
  }
  const [low, high] = range;
  if (!(bounds[0] <= low && low <= high && high <= bounds[1])) {
    const least = name === 'hue' ? py_float_repr(bounds[0]) : '0';
    throw new ValueError(`${name} values should be between (${least}, ${py_float_repr(bounds[1])}), but got ` +
      `${floats(range)}.`);
  }
  return low === high && low === center ? null : tupleOf(range, py_float_repr);
}

const adjustments = [adjust_brightness, adjust_contrast, adjust_saturation, adjust_hue];

type Factors = [order: number[], brightness: number | null, contrast: number | null, saturation: number | null,
  hue: number | null];

/** Brightness, contrast, saturation and hue changed in random order (`torchvision.transforms.ColorJitter`). */
export class ColorJitter extends PictureTransform {
  brightness: readonly number[] | null;
  contrast: readonly number[] | null;
  saturation: readonly number[] | null;
  hue: readonly number[] | null;

  /** The order in which the four are changed, and by how much each. */
  static get_params(...args: typeof takes.jitter.args): Factors {
    const ranges = takes.jitter.list(args);
    const order = torch.randperm(4).tolist() as number[];
    const factors = ranges.map((range) => (range === null ? null : uniform(range[0]!, range[1]!)));
    return [order, ...factors] as Factors;
  }

  constructor(...args: typeof takes.ColorJitter.args) {
    super();
    const { brightness, contrast, saturation, hue } = takes.ColorJitter.read(args);
    this.brightness = rangeOf(brightness, 'brightness', 1, [0, Infinity]);
    this.contrast = rangeOf(contrast, 'contrast', 1, [0, Infinity]);
    this.saturation = rangeOf(saturation, 'saturation', 1, [0, Infinity]);
    this.hue = rangeOf(hue, 'hue', 0, [-0.5, 0.5]);
  }

  forward(img: Picture): Picture {
    const [order, ...factors] = ColorJitter.get_params(this.brightness, this.contrast, this.saturation, this.hue);
    let result = img;
    for (const which of order) {
      const factor = factors[which]!;
      if (factor !== null) result = adjustments[which]!(result, factor);
    }
    return result;
  }

  override extra_repr(): string {
    return fields({
      brightness: this.brightness, contrast: this.contrast, saturation: this.saturation, hue: this.hue,
    });
  }
}

/** In grey (`torchvision.transforms.Grayscale`). */
export class Grayscale extends PictureTransform {
  num_output_channels: number;

  constructor(...args: typeof takes.Grayscale.args) {
    super();
    this.num_output_channels = takes.Grayscale.read(args).num_output_channels;
  }

  forward(img: Picture): Picture {
    return rgb_to_grayscale(img, this.num_output_channels);
  }

  override extra_repr(): string {
    return fields({ num_output_channels: this.num_output_channels });
  }
}

/** Blurred with a bell of a random width (`torchvision.transforms.GaussianBlur`). */
export class GaussianBlur extends PictureTransform {
  kernel_size: readonly [number, number];
  sigma: readonly number[];

  static get_params(...args: typeof takes.blur.args): number {
    return uniform(...takes.blur.list(args));
  }

  constructor(...args: typeof takes.GaussianBlur.args) {
    super();
    const { kernel_size, sigma } = takes.GaussianBlur.read(args);
    this.kernel_size = pairOf(kernel_size, 'Kernel size should be a tuple/list of two integers');
    if (this.kernel_size.some((each) => each <= 0 || each % 2 === 0)) {
      throw new ValueError('Kernel size value should be an odd and positive number.');
    }
    if (typeof sigma === 'number') {
      if (sigma <= 0) throw new ValueError('If sigma is a single number, it must be positive.');
      this.sigma = tupleOf([sigma, sigma]);
    } else if (Array.isArray(sigma) && sigma.length === 2) {
      if (!(sigma[0] > 0 && sigma[0] <= sigma[1])) {
        throw new ValueError('sigma values should be positive and of the form (min, max).');
      }
      // The default is frozen: a tuple, of floats.
      this.sigma = Object.isFrozen(sigma) ? tupleOf(sigma as readonly number[], py_float_repr) : sigma;
    } else {
      throw new ValueError('sigma should be a single number or a list/tuple with length 2.');
    }
  }

  forward(img: Picture): Picture {
    const sigma = GaussianBlur.get_params(this.sigma[0]!, this.sigma[1]!);
    return gaussian_blur(img, this.kernel_size, [sigma, sigma]);
  }

  override extra_repr(): string {
    return fields({ kernel_size: this.kernel_size, sigma: this.sigma });
  }
}
