import { signature } from '../arguments/signature.js';
import { where } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { Gamma } from './gamma.js';
import { TransformedDistribution } from './transformed_distribution.js';
import { PowerTransform } from './transforms.js';

const takes = signature(
  'InverseGamma(concentration: Tensor | float, rate: Tensor | float, validate_args: bool = None)');

/** One over numbers of a gamma distribution (`torch.distributions.inverse_gamma.InverseGamma`). */
export class InverseGamma extends TransformedDistribution {
  static override readonly arg_constraints: ArgConstraints =
    { concentration: constraints.positive, rate: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.positive;
  static override readonly has_rsample: boolean = true;
  /** The gamma distribution of the reciprocals. */
  declare base_dist: Gamma;

  constructor(...args: typeof takes.args) {
    const { concentration, rate, validate_args } = takes.read(args);
    const base = new Gamma(concentration, rate, { validate_args });
    super(base, new PowerTransform(base.rate.new_ones([]).neg()), { validate_args });
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    return super._expand(batch_shape, this._get_checked_instance(InverseGamma, _instance));
  }

  /** The shape of the density: alpha. */
  get concentration(): Tensor {
    return this.base_dist.concentration;
  }

  /** The scale: beta. */
  get rate(): Tensor {
    return this.base_dist.rate;
  }

  override get mean(): Tensor {
    const result = this.rate.div(this.concentration.sub(1));
    return where(this.concentration.gt(1), result, Infinity);
  }

  override get mode(): Tensor {
    return this.rate.div(this.concentration.add(1));
  }

  override get variance(): Tensor {
    const result = this.rate.square().div(this.concentration.sub(1).square().mul(this.concentration.sub(2)));
    return where(this.concentration.gt(2), result, Infinity);
  }

  override entropy(): Tensor {
    return this.concentration.add(this.rate.log()).add(this.concentration.lgamma())
      .sub(this.concentration.add(1).mul(this.concentration.digamma()));
  }
}
