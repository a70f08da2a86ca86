import { signature } from '../arguments/signature.js';
import { full_like, ones_like } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { finfo } from '../tensor/type_info.js';
import type { Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { isNumber } from './numbers.js';
import { TransformedDistribution } from './transformed_distribution.js';
import { AffineTransform, ExpTransform } from './transforms.js';
import { Uniform } from './uniform.js';
import { broadcast_all, euler_constant } from './utils.js';

const takes = signature('Gumbel(loc: Tensor | float, scale: Tensor | float, validate_args: bool = None)');

/**
 * The largest of many numbers: `loc` - `scale` log(-log(u)) of a uniform u (`torch.distributions.gumbel.Gumbel`).
 */
export class Gumbel extends TransformedDistribution {
  static override readonly arg_constraints: ArgConstraints =
    { loc: constraints.real, scale: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.real;
  /** The value of the highest density. */
  declare loc: Tensor;
  /** The width. */
  declare scale: Tensor;

  constructor(...args: typeof takes.args) {
    super();
    const { loc, scale, validate_args } = takes.read(args);
    [this.loc, this.scale] = broadcast_all(loc, scale);
    const { tiny, eps } = finfo(this.loc.dtype);
    const base = isNumber(loc) && isNumber(scale) ? new Uniform(tiny, 1 - eps, { validate_args })
      : new Uniform(full_like(this.loc, tiny), full_like(this.loc, 1 - eps), { validate_args });
    this._initTransformed(base, [
      new ExpTransform().inv,
      new AffineTransform(0, ones_like(this.scale).neg()),
      new ExpTransform().inv,
      new AffineTransform(loc, this.scale.neg()),
    ], validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Gumbel, _instance);
    made.loc = this.loc.expand(batch_shape);
    made.scale = this.scale.expand(batch_shape);
    return super._expand(batch_shape, made);
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const y = this.loc.sub(value).div(this.scale);
    return y.sub(y.exp()).sub(this.scale.log());
  }

  override get mean(): Tensor {
    return this.loc.add(this.scale.mul(euler_constant));
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get stddev(): Tensor {
    return this.scale.mul(Math.PI / Math.sqrt(6));
  }

  override get variance(): Tensor {
    return this.stddev.pow(2);
  }

  override entropy(): Tensor {
    return this.scale.log().add(1 + euler_constant);
  }
}
