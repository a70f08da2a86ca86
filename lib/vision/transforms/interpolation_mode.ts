import { inspect } from 'node:util';
import { ValueError } from '../../values/errors.js';
import { portable } from '../../utils/data/portable.js';
import { Resampling } from '../image/image.js';

/** How values between pixels are found (`torchvision.transforms.InterpolationMode`). */
export class InterpolationMode {
  static readonly NEAREST = new InterpolationMode('NEAREST', 'nearest', Resampling.NEAREST);
  static readonly NEAREST_EXACT = new InterpolationMode('NEAREST_EXACT', 'nearest-exact', Resampling.NEAREST);
  static readonly BILINEAR = new InterpolationMode('BILINEAR', 'bilinear', Resampling.BILINEAR);
  static readonly BICUBIC = new InterpolationMode('BICUBIC', 'bicubic', Resampling.BICUBIC);
  // These three are for pictures only.
  static readonly BOX = new InterpolationMode('BOX', 'box', Resampling.BOX);
  static readonly HAMMING = new InterpolationMode('HAMMING', 'hamming', Resampling.HAMMING);
  static readonly LANCZOS = new InterpolationMode('LANCZOS', 'lanczos', Resampling.LANCZOS);

  readonly name: string;
  /** How torchvision writes the mode in texts. */
  readonly value: string;
  /** Pillow's number for it. */
  readonly resampling: Resampling;

  private constructor(name: string, value: string, resampling: Resampling) {
    this.name = name;
    this.value = value;
    this.resampling = resampling;
  }

  /** How a worker thread finds its own object of this mode. */
  __reduce__(): [typeof modeNamed, [name: string]] {
    return [modeNamed, [this.name]];
  }

  toString(): string {
    return `InterpolationMode.${this.name}`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

function modeNamed(name: string): InterpolationMode {
  return InterpolationMode[name as 'NEAREST'];
}
portable(import.meta.url, { modeNamed });

/** A mode, or Pillow's number for it. */
export type Interpolation = InterpolationMode | Resampling;

const byNumber = [
  InterpolationMode.NEAREST, InterpolationMode.LANCZOS, InterpolationMode.BILINEAR, InterpolationMode.BICUBIC,
  InterpolationMode.BOX, InterpolationMode.HAMMING,
];

/** The mode that is meant. Throws a TypeError for what is none, a ValueError for a number that Pillow has not. */
export function interpolationOf(given: Interpolation): InterpolationMode {
  if (given instanceof InterpolationMode) return given;
  if (typeof given !== 'number') {
    throw new TypeError(
      'Argument interpolation should be a InterpolationMode or a corresponding Pillow integer constant');
  }
  const found = byNumber[given];
  if (found === undefined) throw new ValueError(`Unknown resampling filter (${String(given)}).`);
  return found;
}
