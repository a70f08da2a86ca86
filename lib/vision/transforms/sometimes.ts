/** The transforms that do one thing with probability `p`. */
import { signature } from '../../arguments/signature.js';
import { happens } from './draws.js';
import {
  adjust_sharpness, autocontrast, equalize, get_dimensions, hflip, invert, posterize, rgb_to_grayscale, solarize, vflip,
  type Picture,
} from './functional/dispatch.js';
import { py_repr } from '../../python/repr.js';
import { PictureTransform } from './transform.js';

const takes = {
  RandomHorizontalFlip: signature('RandomHorizontalFlip(p: float = 0.5)'),
  RandomVerticalFlip: signature('RandomVerticalFlip(p: float = 0.5)'),
  RandomGrayscale: signature('RandomGrayscale(p: float = 0.1)'),
  RandomInvert: signature('RandomInvert(p: float = 0.5)'),
  RandomAutocontrast: signature('RandomAutocontrast(p: float = 0.5)'),
  RandomEqualize: signature('RandomEqualize(p: float = 0.5)'),
  RandomPosterize: signature('RandomPosterize(bits: int, p: float = 0.5)'),
  RandomSolarize: signature('RandomSolarize(threshold: float, p: float = 0.5)'),
  RandomAdjustSharpness: signature('RandomAdjustSharpness(sharpness_factor: float, p: float = 0.5)'),
};

abstract class Sometimes extends PictureTransform {
  p: number;

  constructor(p: number) {
    super();
    this.p = p;
  }

  protected abstract change(img: Picture): Picture;

  forward(img: Picture): Picture {
    return happens(this.p) ? this.change(img) : img;
  }

  override extra_repr(): string {
    return `p=${py_repr(this.p)}`;
  }
}

/** Mirrored with probability `p` (`torchvision.transforms.RandomHorizontalFlip`). */
export class RandomHorizontalFlip extends Sometimes {
  constructor(...args: typeof takes.RandomHorizontalFlip.args) {
    super(takes.RandomHorizontalFlip.read(args).p);
  }
  protected change(img: Picture): Picture {
    return hflip(img);
  }
}

/** Upside down with probability `p` (`torchvision.transforms.RandomVerticalFlip`). */
export class RandomVerticalFlip extends Sometimes {
  constructor(...args: typeof takes.RandomVerticalFlip.args) {
    super(takes.RandomVerticalFlip.read(args).p);
  }
  protected change(img: Picture): Picture {
    return vflip(img);
  }
}

/** Grey with probability `p`, in as many channels as before (`torchvision.transforms.RandomGrayscale`). */
export class RandomGrayscale extends Sometimes {
  constructor(...args: typeof takes.RandomGrayscale.args) {
    super(takes.RandomGrayscale.read(args).p);
  }
  protected change(img: Picture): Picture {
    return rgb_to_grayscale(img, get_dimensions(img)[0]);
  }
}

/** The negative with probability `p` (`torchvision.transforms.RandomInvert`). */
export class RandomInvert extends Sometimes {
  constructor(...args: typeof takes.RandomInvert.args) {
    super(takes.RandomInvert.read(args).p);
  }
  protected change(img: Picture): Picture {
    return invert(img);
  }
}

/** The whole range of values with probability `p` (`torchvision.transforms.RandomAutocontrast`). */
export class RandomAutocontrast extends Sometimes {
  constructor(...args: typeof takes.RandomAutocontrast.args) {
    super(takes.RandomAutocontrast.read(args).p);
  }
  protected change(img: Picture): Picture {
    return autocontrast(img);
  }
}

/** As many dark as bright values with probability `p` (`torchvision.transforms.RandomEqualize`). */
export class RandomEqualize extends Sometimes {
  constructor(...args: typeof takes.RandomEqualize.args) {
    super(takes.RandomEqualize.read(args).p);
  }
  protected change(img: Picture): Picture {
    return equalize(img);
  }
}

/** Fewer bits with probability `p` (`torchvision.transforms.RandomPosterize`). */
export class RandomPosterize extends Sometimes {
  bits: number;

  constructor(...args: typeof takes.RandomPosterize.args) {
    const { bits, p } = takes.RandomPosterize.read(args);
    super(p);
    this.bits = bits;
  }
  protected change(img: Picture): Picture {
    return posterize(img, this.bits);
  }
  override extra_repr(): string {
    return `bits=${this.bits},${super.extra_repr()}`;
  }
}

/** Bright values inverted with probability `p` (`torchvision.transforms.RandomSolarize`). */
export class RandomSolarize extends Sometimes {
  threshold: number;

  constructor(...args: typeof takes.RandomSolarize.args) {
    const { threshold, p } = takes.RandomSolarize.read(args);
    super(p);
    this.threshold = threshold;
  }
  protected change(img: Picture): Picture {
    return solarize(img, this.threshold);
  }
  override extra_repr(): string {
    return `threshold=${py_repr(this.threshold)},${super.extra_repr()}`;
  }
}

/** Sharper or blurred with probability `p` (`torchvision.transforms.RandomAdjustSharpness`). */
export class RandomAdjustSharpness extends Sometimes {
  sharpness_factor: number;

  constructor(...args: typeof takes.RandomAdjustSharpness.args) {
    const { sharpness_factor, p } = takes.RandomAdjustSharpness.read(args);
    super(p);
    this.sharpness_factor = sharpness_factor;
  }
  protected change(img: Picture): Picture {
    return adjust_sharpness(img, this.sharpness_factor);
  }
  override extra_repr(): string {
    return `sharpness_factor=${py_repr(this.sharpness_factor)},${super.extra_repr()}`;
  }
}
