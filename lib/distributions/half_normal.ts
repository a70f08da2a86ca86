import { signature } from '../arguments/signature.js';
import { where, zeros_like } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints, Distribution } from './distribution.js';
import { Normal } from './normal.js';
import { TransformedDistribution } from './transformed_distribution.js';
import { AbsTransform } from './transforms.js';
import { valueOf } from './values.js';

const takes = {
  init: signature('HalfNormal(scale: Tensor | float, validate_args: bool = None)'),
  icdf: signature('HalfNormal.icdf(self, prob: Tensor)'),
};

/** The absolute values of normal numbers around zero (`torch.distributions.half_normal.HalfNormal`). */
export class HalfNormal extends TransformedDistribution {
  static override readonly arg_constraints: ArgConstraints = { scale: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.nonnegative;
  static override readonly has_rsample: boolean = true;
  /** The normal distribution around zero whose absolute values these are. */
  declare base_dist: Normal;

  constructor(...args: typeof takes.init.args) {
    const { scale, validate_args } = takes.init.read(args);
    super(new Normal(0, scale, { validate_args: false }), new AbsTransform(), { validate_args });
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    return super._expand(batch_shape, this._get_checked_instance(HalfNormal, _instance));
  }

  /** The standard deviation of the normal numbers. */
  get scale(): Tensor {
    return this.base_dist.scale;
  }

  override get mean(): Tensor {
    return this.scale.mul(Math.sqrt(2 / Math.PI));
  }

  override get mode(): Tensor {
    return zeros_like(this.scale);
  }

  override get variance(): Tensor {
    return this.scale.pow(2).mul(1 - 2 / Math.PI);
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return where(value.ge(0), this.base_dist.log_prob(value).add(Math.log(2)), -Infinity);
  }

  protected override _cdf(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return this.base_dist.cdf(value).mul(2).sub(1);
  }

  /** As {@link Distribution.icdf}, of a value that is called `prob`. */
  override icdf(...args: typeof takes.icdf.args | Parameters<Distribution['icdf']>): Tensor {
    return this._icdf(valueOf(takes.icdf, args));
  }

  protected override _icdf(prob: Tensor): Tensor {
    return this.base_dist.icdf(prob.add(1).div(2));
  }

  override entropy(): Tensor {
    return this.base_dist.entropy().sub(Math.log(2));
  }
}
