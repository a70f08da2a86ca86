import { signature } from '../arguments/signature.js';
import { empty, exp, log, log1p, rsub, zeros_like } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { ExponentialFamily } from './exp_family.js';
import { isNumber } from './numbers.js';
import { broadcast_all } from './utils.js';

const takes = signature('Exponential(rate: Tensor | float, validate_args: bool = None)');

/**
 * The times between events that happen `rate` times in a unit of time
 * (`torch.distributions.exponential.Exponential`).
 */
export class Exponential extends ExponentialFamily {
  static override readonly arg_constraints: ArgConstraints = { rate: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.nonnegative;
  static override readonly has_rsample: boolean = true;
  static override readonly _mean_carrier_measure: number = 0;
  /** One over the mean. */
  declare rate: Tensor;

  constructor(...args: typeof takes.args) {
    super();
    const { rate, validate_args } = takes.read(args);
    [this.rate] = broadcast_all(rate);
    this._init(isNumber(rate) ? sizeOf([]) : this.rate.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Exponential, _instance);
    made.rate = this.rate.expand(batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    return this.rate.reciprocal();
  }

  override get mode(): Tensor {
    return zeros_like(this.rate);
  }

  override get stddev(): Tensor {
    return this.rate.reciprocal();
  }

  override get variance(): Tensor {
    return this.rate.pow(-2);
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const { dtype, device } = this.rate;
    return empty(this._extended_shape(sample_shape), { dtype, device }).exponential_().div(this.rate);
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return this.rate.log().sub(this.rate.mul(value));
  }

  protected override _cdf(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return rsub(exp(this.rate.neg().mul(value)), 1);
  }

  protected override _icdf(value: Tensor): Tensor {
    return log1p(value.neg()).neg().div(this.rate);
  }

  override entropy(): Tensor {
    return rsub(log(this.rate), 1);
  }

  override get _natural_params(): readonly [Tensor] {
    return [this.rate.neg()];
  }

  override _log_normalizer(x: Tensor): Tensor {
    return log(x.neg()).neg();
  }
}
