import { signature } from '../arguments/signature.js';
import { digamma, exp, full_like, lgamma, log, pow, rsub } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { TransformedDistribution } from './transformed_distribution.js';
import { AffineTransform, PowerTransform } from './transforms.js';
import { Uniform } from './uniform.js';
import { broadcast_all, euler_constant } from './utils.js';

const takes = signature(
  'Kumaraswamy(concentration1: Tensor | float, concentration0: Tensor | float, validate_args: bool = None)');

/** The mean of the n-th powers. */
function moment(a: Tensor, b: Tensor, n: number): Tensor {
  const arg1 = a.reciprocal().mul(n).add(1);
  return b.mul(exp(lgamma(arg1).add(lgamma(b)).sub(lgamma(arg1.add(b)))));
}

/**
 * Numbers between 0 and 1 with cumulative probability 1 - (1 - x^`concentration1`)^`concentration0`
 * (`torch.distributions.kumaraswamy.Kumaraswamy`).
 */
export class Kumaraswamy extends TransformedDistribution {
  static override readonly arg_constraints: ArgConstraints =
    { concentration1: constraints.positive, concentration0: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.unit_interval;
  static override readonly has_rsample: boolean = true;
  /** The exponent inside. */
  declare concentration1: Tensor;
  /** The exponent outside. */
  declare concentration0: Tensor;

  constructor(...args: typeof takes.args) {
    super();
    const { concentration1, concentration0, validate_args } = takes.read(args);
    [this.concentration1, this.concentration0] = broadcast_all(concentration1, concentration0);
    const base =
      new Uniform(full_like(this.concentration0, 0), full_like(this.concentration0, 1), { validate_args });
    this._initTransformed(base, [
      new PowerTransform(this.concentration0.reciprocal()),
      new AffineTransform(1, -1),
      new PowerTransform(this.concentration1.reciprocal()),
    ], validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Kumaraswamy, _instance);
    made.concentration1 = this.concentration1.expand(batch_shape);
    made.concentration0 = this.concentration0.expand(batch_shape);
    return super._expand(batch_shape, made);
  }

  override get mean(): Tensor {
    return moment(this.concentration1, this.concentration0, 1);
  }

  override get mode(): Tensor {
    const { concentration0, concentration1 } = this;
    const log_mode = concentration0.reciprocal().mul(concentration0.neg().log1p())
      .sub(concentration0.neg().mul(concentration1).log1p());
    log_mode.index_put_([concentration0.lt(1).bitwise_or(concentration1.lt(1))], NaN);
    return log_mode.exp();
  }

  override get variance(): Tensor {
    return moment(this.concentration1, this.concentration0, 2).sub(pow(this.mean, 2));
  }

  override entropy(): Tensor {
    const t1 = rsub(this.concentration1.reciprocal(), 1);
    const t0 = rsub(this.concentration0.reciprocal(), 1);
    const h0 = digamma(this.concentration0.add(1)).add(euler_constant);
    return t0.add(t1.mul(h0)).sub(log(this.concentration1)).sub(log(this.concentration0));
  }
}
