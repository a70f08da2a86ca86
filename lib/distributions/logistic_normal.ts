import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import type { Independent } from './independent.js';
import { Normal } from './normal.js';
import { TransformedDistribution } from './transformed_distribution.js';
import { StickBreakingTransform } from './transforms.js';

const takes = signature('LogisticNormal(loc: Tensor | float, scale: Tensor | float, validate_args: bool = None)');

/**
 * Points with elements that are positive and sum to one, made of normal numbers (*, K) by breaking a stick: to
 * (*, K + 1) (`torch.distributions.logistic_normal.LogisticNormal`).
 */
export class LogisticNormal extends TransformedDistribution {
  static override readonly arg_constraints: ArgConstraints =
    { loc: constraints.real, scale: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.simplex;
  static override readonly has_rsample: boolean = true;
  /** The distribution of the normal numbers, vectors (*, K). */
  declare base_dist: Independent<Normal>;

  constructor(...args: typeof takes.args) {
    const { loc, scale, validate_args } = takes.read(args);
    const base = new Normal(loc, scale, { validate_args });
    super(base.batch_shape.length === 0 ? base.expand([1]) : base, new StickBreakingTransform(), { validate_args });
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    return super._expand(batch_shape, this._get_checked_instance(LogisticNormal, _instance));
  }

  /** The mean of the normal numbers. */
  get loc(): Tensor {
    return this.base_dist.base_dist.loc;
  }

  /** The standard deviation of the normal numbers. */
  get scale(): Tensor {
    return this.base_dist.base_dist.scale;
  }
}
