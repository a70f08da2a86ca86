import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { Exponential } from './exponential.js';
import { TransformedDistribution } from './transformed_distribution.js';
import { AffineTransform, ExpTransform } from './transforms.js';
import { broadcast_all } from './utils.js';

const takes = signature('Pareto(scale: Tensor | float, alpha: Tensor | float, validate_args: bool = None)');

/**
 * Numbers from `scale` on with density proportional to x^-(`alpha` + 1) (`torch.distributions.pareto.Pareto`).
 */
export class Pareto extends TransformedDistribution {
  static override readonly arg_constraints: ArgConstraints =
    { alpha: constraints.positive, scale: constraints.positive };
  static override readonly support: constraints.Constraint =
    constraints.dependent_property({ is_discrete: false, event_dim: 0 });
  /** The least number. */
  declare scale: Tensor;
  /** How fast the density falls. */
  declare alpha: Tensor;

  constructor(...args: typeof takes.args) {
    super();
    const { scale, alpha, validate_args } = takes.read(args);
    [this.scale, this.alpha] = broadcast_all(scale, alpha);
    const base = new Exponential(this.alpha, { validate_args });
    this._initTransformed(base, [new ExpTransform(), new AffineTransform(0, this.scale)], validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Pareto, _instance);
    made.scale = this.scale.expand(batch_shape);
    made.alpha = this.alpha.expand(batch_shape);
    return super._expand(batch_shape, made);
  }

  override get mean(): Tensor {
    // It is infinite for an alpha of one and less.
    const a = this.alpha.clamp({ min: 1 });
    return a.mul(this.scale).div(a.sub(1));
  }

  override get mode(): Tensor {
    return this.scale;
  }

  override get variance(): Tensor {
    // It is infinite for an alpha of two and less.
    const a = this.alpha.clamp({ min: 2 });
    return this.scale.pow(2).mul(a).div(a.sub(1).pow(2).mul(a.sub(2)));
  }

  override get support(): constraints.Constraint {
    return constraints.greater_than_eq(this.scale);
  }

  override entropy(): Tensor {
    return this.scale.div(this.alpha).log().add(this.alpha.reciprocal().add(1));
  }
}
