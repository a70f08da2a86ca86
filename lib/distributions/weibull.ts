import { signature } from '../arguments/signature.js';
import { exp, lgamma, log, ones_like, rsub } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { Exponential } from './exponential.js';
import { TransformedDistribution } from './transformed_distribution.js';
import { AffineTransform, PowerTransform, type Transform } from './transforms.js';
import { broadcast_all, euler_constant } from './utils.js';

const takes = signature('Weibull(scale: Tensor | float, concentration: Tensor | float, validate_args: bool = None)');

/**
 * Numbers with cumulative probability 1 - exp(-(x / `scale`)^`concentration`) (`torch.distributions.weibull.Weibull`).
 */
export class Weibull extends TransformedDistribution {
  static override readonly arg_constraints: ArgConstraints =
    { scale: constraints.positive, concentration: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.positive;
  /** The width: lambda. */
  declare scale: Tensor;
  /** The shape of the density: k. */
  declare concentration: Tensor;
  /** One over the concentration. */
  declare concentration_reciprocal: Tensor;

  constructor(...args: typeof takes.args) {
    super();
    const { scale, concentration, validate_args } = takes.read(args);
    [this.scale, this.concentration] = broadcast_all(scale, concentration);
    this.concentration_reciprocal = this.concentration.reciprocal();
    const base = new Exponential(ones_like(this.scale), { validate_args });
    this._initTransformed(base, steps(this), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Weibull, _instance);
    made.scale = this.scale.expand(batch_shape);
    made.concentration = this.concentration.expand(batch_shape);
    made.concentration_reciprocal = made.concentration.reciprocal();
    made._initTransformed(this.base_dist.expand(batch_shape), steps(made), false);
    made._validate_args = this._validate_args;
    return made;
  }

  override get mean(): Tensor {
    return this.scale.mul(exp(lgamma(this.concentration_reciprocal.add(1))));
  }

  override get mode(): Tensor {
    return this.scale.mul(this.concentration.sub(1).div(this.concentration).pow(this.concentration.reciprocal()));
  }

  override get variance(): Tensor {
    const inverse = this.concentration_reciprocal;
    return this.scale.pow(2).mul(exp(lgamma(inverse.mul(2).add(1))).sub(exp(lgamma(inverse.add(1)).mul(2))));
  }

  override entropy(): Tensor {
    const inverse = this.concentration_reciprocal;
    return rsub(inverse, 1).mul(euler_constant).add(log(this.scale.mul(inverse))).add(1);
  }
}

/** From exponential numbers to those of the object. */
function steps({ scale, concentration_reciprocal }: Weibull): Transform[] {
  return [new PowerTransform(concentration_reciprocal), new AffineTransform(0, scale)];
}
