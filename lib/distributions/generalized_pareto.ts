import { signature } from '../arguments/signature.js';
import {
  broadcast_to, exp, expm1, isclose, log, log1p, ones_like, rand, rsub, where, zeros_like,
} from '../generated/torch.js';
import { tensor } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { isNumber } from './numbers.js';
import { broadcast_all } from './utils.js';

const takes = {
  init: signature(`GeneralizedPareto(loc: Tensor | float, scale: Tensor | float, concentration: Tensor | float,
    validate_args: bool = None)`),
  log_survival_function: signature('GeneralizedPareto.log_survival_function(self, value: Tensor)'),
  log_cdf: signature('GeneralizedPareto.log_cdf(self, value: Tensor)'),
};

/**
 * What exceeds a high threshold `loc`: tails that are exponential where `concentration` is zero, heavier above, and
 * bounded below (`torch.distributions.generalized_pareto.GeneralizedPareto`).
 */
export class GeneralizedPareto extends Distribution {
  static override readonly arg_constraints: ArgConstraints =
    { loc: constraints.real, scale: constraints.positive, concentration: constraints.real };
  static override readonly support: constraints.Constraint =
    constraints.dependent_property({ is_discrete: false, event_dim: 0 });
  static override readonly has_rsample: boolean = true;
  /** Where the density begins. */
  declare loc: Tensor;
  /** The width. */
  declare scale: Tensor;
  /** How heavy the tail is. */
  declare concentration: Tensor;

  constructor(...args: typeof takes.init.args) {
    super();
    const { loc, scale, concentration, validate_args } = takes.init.read(args);
    [this.loc, this.scale, this.concentration] = broadcast_all(loc, scale, concentration);
    const scalars = isNumber(loc) && isNumber(scale) && isNumber(concentration);
    this._init(scalars ? sizeOf([]) : this.loc.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(GeneralizedPareto, _instance);
    made.loc = this.loc.expand(batch_shape);
    made.scale = this.scale.expand(batch_shape);
    made.concentration = this.concentration.expand(batch_shape);
    return this._expanded(made, batch_shape);
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const { dtype, device } = this.loc;
    return this.icdf(rand(this._extended_shape(sample_shape), { dtype, device }));
  }

  /** Where the concentration is zero, and the concentration with ones there. */
  private _safe(zero: Tensor): [isZero: Tensor, safe: Tensor] {
    const isZero = isclose(this.concentration, zero);
    return [isZero, where(isZero, ones_like(this.concentration), this.concentration)];
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const z = this._z(value);
    const [isZero, safe] = this._safe(tensor(0));
    const y = safe.reciprocal().add(ones_like(z));
    const whereNonzero = where(y.eq(0), y, y.mul(log1p(safe.mul(z))));
    return this.scale.log().neg().sub(where(isZero, z, whereNonzero));
  }

  /** The logarithm of the probability of more than `value`: (*, batch_shape) to the same. Throws as `log_prob` does. */
  log_survival_function(...args: typeof takes.log_survival_function.args): Tensor {
    const [value] = takes.log_survival_function.list(args);
    if (this._validate_args) this._validate_sample(value);
    const z = this._z(value);
    const [isZero, safe] = this._safe(tensor(0));
    return where(isZero, z.neg(), log1p(safe.mul(z)).neg().div(safe));
  }

  /** The logarithm of `cdf`: (*, batch_shape) to the same. Throws as `log_prob` does. */
  log_cdf(...args: typeof takes.log_cdf.args): Tensor {
    const [value] = takes.log_cdf.list(args);
    return log1p(exp(this.log_survival_function(value)).neg());
  }

  protected override _cdf(value: Tensor): Tensor {
    return exp(this.log_cdf(value));
  }

  protected override _icdf(value: Tensor): Tensor {
    const [isZero, safe] = this._safe(zeros_like(this.concentration));
    const logu = log1p(value.neg());
    const whereNonzero = this.loc.add(this.scale.div(safe).mul(expm1(safe.neg().mul(logu))));
    return where(isZero, this.loc.sub(this.scale.mul(logu)), whereNonzero);
  }

  _z(x: Tensor): Tensor {
    return x.sub(this.loc).div(this.scale);
  }

  override get mean(): Tensor {
    const valid = this.concentration.lt(1);
    const safe = where(valid, this.concentration, 0.5);
    return where(valid, this.loc.add(this.scale.div(rsub(safe, 1))), NaN);
  }

  override get variance(): Tensor {
    const valid = this.concentration.lt(0.5);
    const safe = where(valid, this.concentration, 0.25);
    const result = this.scale.pow(2).div(rsub(safe, 1).pow(2).mul(rsub(safe.mul(2), 1)));
    return where(valid, result, NaN);
  }

  override entropy(): Tensor {
    return broadcast_to(log(this.scale).add(this.concentration).add(1), this._batch_shape);
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get support(): constraints.Constraint {
    const upper = where(this.concentration.lt(0), this.loc.sub(this.scale.div(this.concentration)), Infinity);
    return constraints.interval(this.loc, upper);
  }
}
