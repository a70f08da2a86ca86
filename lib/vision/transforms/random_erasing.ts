import * as torch from '../../index.js';
import { ValueError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { signature } from '../../arguments/signature.js';
import { roundHalfEven } from '../../python/rounding.js';
import { checkRanges } from './checks.js';
import { happens, ratioBetween, uniform, whole } from './draws.js';
import { erase } from './functional/dispatch.js';
import { fields } from './texts.js';
import { Transform } from './transform.js';

const takes = signature(`RandomErasing(
  p: float = 0.5, scale: Sequence[float] = (0.02, 0.33), ratio: Sequence[float] = (0.3, 3.3),
  value: float | Literal["random"] | Sequence[float] = 0, inplace: bool = False)`);
const getParams = signature(`RandomErasing.get_params(
  img: Tensor, scale: Sequence[float], ratio: Sequence[float], value: Sequence[float] = None)`);

/** A rectangle of a tensor overwritten with probability `p` (`torchvision.transforms.RandomErasing`). */
export class RandomErasing extends Transform<Tensor, Tensor> {
  p: number;
  scale: readonly number[];
  ratio: readonly number[];
  value: number | 'random' | readonly number[];
  inplace: boolean;

  /** The rectangle and its values, noise if `value` is null; after ten misses the whole picture as it is. */
  static get_params(...args: typeof getParams.args): [i: number, j: number, h: number, w: number, v: Tensor] {
    const [img, scale, ratio, value] = getParams.list(args);
    const [channels, height, width] = img.shape.slice(-3) as [number, number, number];
    for (let attempt = 0; attempt < 10; attempt++) {
      const area = height * width * uniform(scale[0]!, scale[1]!);
      const aspect = ratioBetween(ratio);
      const h = roundHalfEven(Math.sqrt(area * aspect));
      const w = roundHalfEven(Math.sqrt(area / aspect));
      if (h >= height || w >= width) continue;
      const v = value === null ? torch.empty([channels, h, w], { dtype: torch.float32 }).normal_()
        : torch.tensor(value).view(-1, 1, 1);
      const i = whole(0, height - h + 1);
      return [i, whole(0, width - w + 1), h, w, v];
    }
    return [0, 0, height, width, img];
  }

  constructor(...args: typeof takes.args) {
    super();
    const { p, scale, ratio, value, inplace } = takes.read(args);
    if (typeof value !== 'number' && typeof value !== 'string' && !Array.isArray(value)) {
      throw new TypeError('Argument value should be either a number or str or a sequence');
    }
    if (typeof value === 'string' && value !== 'random') {
      throw new ValueError("If value is str, it should be 'random'");
    }
    checkRanges(scale, ratio);
    if (scale[0]! < 0 || scale[1]! > 1) throw new ValueError('Scale should be between 0 and 1');
    if (p < 0 || p > 1) throw new ValueError('Random erasing probability should be between 0 and 1');
    this.p = p;
    this.scale = scale;
    this.ratio = ratio;
    this.value = value;
    this.inplace = inplace;
  }

  forward(img: Tensor): Tensor {
    if (!happens(this.p)) return img;
    const { value } = this;
    const values = value === 'random' ? null : typeof value === 'number' ? [value] : value;
    if (values !== null && values.length !== 1 && values.length !== img.size(-3)) {
      throw new ValueError('If value is a sequence, it should have either a single value or ' +
        `${img.size(-3)} (number of input channels)`);
    }
    const [i, j, h, w, v] = RandomErasing.get_params(img, this.scale, this.ratio, values);
    return erase(img, i, j, h, w, v, this.inplace);
  }

  override extra_repr(): string {
    return fields({ p: this.p, scale: this.scale, ratio: this.ratio, value: this.value, inplace: this.inplace });
  }
}
