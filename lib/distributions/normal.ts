import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/index.js';
import { erf, erfinv, normal } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import { real, positive, type Constraint } from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { ExponentialFamily } from './exp_family.js';
import { isNumber } from './numbers.js';
import { mayReuse } from './reuse.js';
import { _standard_normal, broadcast_all } from './utils.js';

const takes = signature('Normal(loc: Tensor | float, scale: Tensor | float, validate_args: bool = None)');

/** log(sqrt(2 pi)). */
const logOfRoot = Math.log(Math.sqrt(2 * Math.PI));

/**
 * The normal distribution of mean `loc` and standard deviation `scale` (`torch.distributions.Normal`). Throws a
 * ValueError for a scale that is not positive.
 */
export class Normal extends ExponentialFamily {
  static override readonly arg_constraints: ArgConstraints = { loc: real, scale: positive };
  static override readonly support: Constraint = real;
  static override readonly has_rsample: boolean = true;
  static override readonly _mean_carrier_measure: number = 0;

  declare loc: Tensor;
  declare scale: Tensor;

  constructor(...args: typeof takes.args) {
    super();
    const { loc, scale, validate_args } = takes.read(args);
    [this.loc, this.scale] = broadcast_all(loc, scale) as [Tensor, Tensor];
    this._init(isNumber(loc) && isNumber(scale) ? sizeOf([]) : this.loc.shape, sizeOf([]), validate_args);
  }

  override get mean(): Tensor {
    return this.loc;
  }
  override get mode(): Tensor {
    return this.loc;
  }
  override get stddev(): Tensor {
    return this.scale;
  }
  override get variance(): Tensor {
    return this.stddev.pow(2);
  }

  protected override _expand(batch_shape: Size, instance: this | null): this {
    const made = this._get_checked_instance(Normal, instance);
    made.loc = this.loc.expand(batch_shape);
    made.scale = this.scale.expand(batch_shape);
    return this._expanded(made, batch_shape);
  }

  protected override _sample(sample_shape: Size): Tensor {
    const shape = this._extended_shape(sample_shape);
    return no_grad(() => normal(this.loc.expand(shape), this.scale.expand(shape)));
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const noise = _standard_normal(this._extended_shape(sample_shape), this.loc.dtype, this.loc.device);
    return this.loc.add(noise.mul(this.scale));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const variance = this.scale.pow(2);
    const logScale = this.scale.log();
    const diff = value.sub(this.loc);
    if (mayReuse(diff, variance)) {
      return diff.pow_(2).neg_().div_(variance.mul_(2)).sub_(logScale).sub_(logOfRoot);
    }
    return diff.pow(2).neg().div(variance.mul(2)).sub(logScale).sub(logOfRoot);
  }

  protected override _cdf(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return erf(value.sub(this.loc).mul(this.scale.reciprocal()).div(Math.SQRT2)).add(1).mul(0.5);
  }

  protected override _icdf(value: Tensor): Tensor {
    return this.loc.add(this.scale.mul(erfinv(value.mul(2).sub(1))).mul(Math.SQRT2));
  }

  override entropy(): Tensor {
    return this.scale.log().add(0.5 + 0.5 * Math.log(2 * Math.PI));
  }

  override get _natural_params(): readonly Tensor[] {
    return [this.loc.div(this.scale.pow(2)), this.scale.pow(2).reciprocal().mul(-0.5)];
  }

  override _log_normalizer(x: Tensor, y: Tensor): Tensor {
    return x.pow(2).mul(-0.25).div(y).add(y.reciprocal().mul(-Math.PI).log().mul(0.5));
  }
}
