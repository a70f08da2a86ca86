/** The transforms that do one thing with probability `p`. */
import { byName, type Called } from '../arguments.js';
import { happens } from './draws.js';
import {
  adjust_sharpness, autocontrast, equalize, get_dimensions, hflip, invert, posterize, rgb_to_grayscale, solarize, vflip,
  type Picture,
} from './functional/dispatch.js';
import { py_repr } from '../../python/repr.js';
import { PictureTransform } from './transform.js';

interface Probability {
  readonly p?: number;
}

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

/** Those that are told nothing but `p`. */
abstract class Simple extends Sometimes {
  constructor(name: string, args: readonly unknown[], p = 0.5) {
    super(byName<Probability>(`${name}.__init__`, ['p'], 0, args).p ?? p);
  }
}

/** Mirrored with probability `p` (`torchvision.transforms.RandomHorizontalFlip`). */
export class RandomHorizontalFlip extends Simple {
  constructor(...args: Called<Probability, ['p']>) {
    super('RandomHorizontalFlip', args);
  }
  protected change(img: Picture): Picture {
    return hflip(img);
  }
}

/** Upside down with probability `p` (`torchvision.transforms.RandomVerticalFlip`). */
export class RandomVerticalFlip extends Simple {
  constructor(...args: Called<Probability, ['p']>) {
    super('RandomVerticalFlip', args);
  }
  protected change(img: Picture): Picture {
    return vflip(img);
  }
}

/** Grey with probability `p`, in as many channels as before (`torchvision.transforms.RandomGrayscale`). */
export class RandomGrayscale extends Simple {
  constructor(...args: Called<Probability, ['p']>) {
    super('RandomGrayscale', args, 0.1);
  }
  protected change(img: Picture): Picture {
    return rgb_to_grayscale(img, get_dimensions(img)[0]);
  }
}

/** The negative with probability `p` (`torchvision.transforms.RandomInvert`). */
export class RandomInvert extends Simple {
  constructor(...args: Called<Probability, ['p']>) {
    super('RandomInvert', args);
  }
  protected change(img: Picture): Picture {
    return invert(img);
  }
}

/** The whole range of values with probability `p` (`torchvision.transforms.RandomAutocontrast`). */
export class RandomAutocontrast extends Simple {
  constructor(...args: Called<Probability, ['p']>) {
    super('RandomAutocontrast', args);
  }
  protected change(img: Picture): Picture {
    return autocontrast(img);
  }
}

/** As many dark as bright values with probability `p` (`torchvision.transforms.RandomEqualize`). */
export class RandomEqualize extends Simple {
  constructor(...args: Called<Probability, ['p']>) {
    super('RandomEqualize', args);
  }
  protected change(img: Picture): Picture {
    return equalize(img);
  }
}

interface Bits extends Probability {
  readonly bits: number;
}

/** Fewer bits with probability `p` (`torchvision.transforms.RandomPosterize`). */
export class RandomPosterize extends Sometimes {
  bits: number;

  constructor(...args: Called<Bits, ['bits', 'p']>) {
    const { bits, p = 0.5 } = byName<Bits>('RandomPosterize.__init__', ['bits', 'p'], 1, args);
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

interface Threshold extends Probability {
  readonly threshold: number;
}

/** Bright values inverted with probability `p` (`torchvision.transforms.RandomSolarize`). */
export class RandomSolarize extends Sometimes {
  threshold: number;

  constructor(...args: Called<Threshold, ['threshold', 'p']>) {
    const { threshold, p = 0.5 } = byName<Threshold>('RandomSolarize.__init__', ['threshold', 'p'], 1, args);
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

interface Sharpness extends Probability {
  readonly sharpness_factor: number;
}

/** Sharper or blurred with probability `p` (`torchvision.transforms.RandomAdjustSharpness`). */
export class RandomAdjustSharpness extends Sometimes {
  sharpness_factor: number;

  constructor(...args: Called<Sharpness, ['sharpness_factor', 'p']>) {
    const { sharpness_factor, p = 0.5 } =
      byName<Sharpness>('RandomAdjustSharpness.__init__', ['sharpness_factor', 'p'], 1, args);
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
