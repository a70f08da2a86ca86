import { signature } from '../arguments/signature.js';
import { full, where, zeros_like } from '../generated/torch.js';
import { as_tensor } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Size } from '../values/size.js';
import { Cauchy } from './cauchy.js';
import * as constraints from './constraints.js';
import type { ArgConstraints, Distribution } from './distribution.js';
import { TransformedDistribution } from './transformed_distribution.js';
import { AbsTransform } from './transforms.js';
import { valueOf } from './values.js';

const takes = {
  init: signature('HalfCauchy(scale: Tensor | float, validate_args: bool = None)'),
  log_prob: signature('HalfCauchy.log_prob(self, value: Tensor | float)'),
  icdf: signature('HalfCauchy.icdf(self, prob: Tensor)'),
};

/** The absolute values of Cauchy numbers around zero (`torch.distributions.half_cauchy.HalfCauchy`). */
export class HalfCauchy extends TransformedDistribution {
  static override readonly arg_constraints: ArgConstraints = { scale: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.nonnegative;
  static override readonly has_rsample: boolean = true;
  /** The Cauchy distribution around zero whose absolute values these are. */
  declare base_dist: Cauchy;

  constructor(...args: typeof takes.init.args) {
    const { scale, validate_args } = takes.init.read(args);
    super(new Cauchy(0, scale, { validate_args: false }), new AbsTransform(), { validate_args });
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    return super._expand(batch_shape, this._get_checked_instance(HalfCauchy, _instance));
  }

  /** The median. */
  get scale(): Tensor {
    return this.base_dist.scale;
  }

  override get mean(): Tensor {
    const { dtype, device } = this.scale;
    return full(this._extended_shape(), Infinity, { dtype, device });
  }

  override get mode(): Tensor {
    return zeros_like(this.scale);
  }

  override get variance(): Tensor {
    return this.base_dist.variance;
  }

  /** As {@link Distribution.log_prob}, of a number too where arguments are not looked at. */
  override log_prob(...args: typeof takes.log_prob.args): Tensor {
    const [value] = takes.log_prob.list(args);
    if (this._validate_args) this._validate_sample(value as Tensor);
    const { dtype, device } = this.scale;
    const at = as_tensor(value, { dtype, device });
    return where(at.ge(0), this.base_dist.log_prob(at).add(Math.log(2)), -Infinity);
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
