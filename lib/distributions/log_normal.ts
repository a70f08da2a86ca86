import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { Normal } from './normal.js';
import { TransformedDistribution } from './transformed_distribution.js';
import { ExpTransform } from './transforms.js';

const takes = signature('LogNormal(loc: Tensor | float, scale: Tensor | float, validate_args: bool = None)');

/**
 * Numbers whose logarithms are normal, with mean `loc` and standard deviation `scale`
 * (`torch.distributions.log_normal.LogNormal`).
 */
export class LogNormal extends TransformedDistribution {
  static override readonly arg_constraints: ArgConstraints =
    { loc: constraints.real, scale: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.positive;
  static override readonly has_rsample: boolean = true;
  /** The normal distribution of the logarithms. */
  declare base_dist: Normal;

  constructor(...args: typeof takes.args) {
    const { loc, scale, validate_args } = takes.read(args);
    super(new Normal(loc, scale, { validate_args }), new ExpTransform(), { validate_args });
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    return super._expand(batch_shape, this._get_checked_instance(LogNormal, _instance));
  }

  /** The mean of the logarithms. */
  get loc(): Tensor {
    return this.base_dist.loc;
  }

  /** The standard deviation of the logarithms. */
  get scale(): Tensor {
    return this.base_dist.scale;
  }

  override get mean(): Tensor {
    return this.loc.add(this.scale.pow(2).div(2)).exp();
  }

  override get mode(): Tensor {
    return this.loc.sub(this.scale.square()).exp();
  }

  override get variance(): Tensor {
    const square = this.scale.pow(2);
    return square.expm1().mul(this.loc.mul(2).add(square).exp());
  }

  override entropy(): Tensor {
    return this.base_dist.entropy().add(this.loc);
  }
}
