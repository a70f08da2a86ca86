import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/grad_mode.js';
import { abs, ge, gt, le, log, log1p, max, ones_like, pow, rand, rsub, where, zeros_like } from '../generated/torch.js';
import { expm1 } from '../generated/special.js';
import { binary_cross_entropy_with_logits } from '../nn/functional/loss.js';
import type { Tensor } from '../tensor/tensor.js';
import { ValueError } from '../values/errors.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { expandOwn, probsAndLogits, probsOrLogits } from './either.js';
import { ExponentialFamily } from './exp_family.js';
import { isNumber } from './numbers.js';
import { broadcast_all, clamp_probs, lazy_property, logits_to_probs, probs_to_logits } from './utils.js';

const takes = signature(`ContinuousBernoulli(probs: Tensor | float = None, logits: Tensor | float = None,
  lims: tuple[float, float] = (0.499, 0.501), validate_args: bool = None)`);

/**
 * Numbers x between 0 and 1 with density proportional to `probs`^x (1 - `probs`)^(1 - x), or by `logits`, the logarithm
 * of the odds (`torch.distributions.continuous_bernoulli.ContinuousBernoulli`); between `lims` formulas by Taylor's
 * series are used. Throws a ValueError unless exactly one of `probs` and `logits` is given.
 */
export class ContinuousBernoulli extends ExponentialFamily {
  static override readonly arg_constraints: ArgConstraints =
    { probs: constraints.unit_interval, logits: constraints.real };
  static override readonly support: constraints.Constraint = constraints.unit_interval;
  static override readonly has_rsample: boolean = true;
  static override readonly _mean_carrier_measure: number = 0;
  /** The parameter, in (0, 1); it is not the mean. */
  declare probs: Tensor;
  /** The logarithm of `probs` / (1 - `probs`). */
  declare logits: Tensor;
  declare _param: Tensor;
  declare _lims: readonly [number, number];

  static {
    lazy_property(this, 'logits', (self: ContinuousBernoulli) => probs_to_logits(self.probs, true));
    lazy_property(this, 'probs', (self: ContinuousBernoulli) => clamp_probs(logits_to_probs(self.logits, true)));
  }

  constructor(...args: typeof takes.args) {
    super();
    const { probs, logits, lims, validate_args } = takes.read(args);
    const [name, given] = probsOrLogits(probs, logits);
    [this._param] = broadcast_all(given);
    if (name === 'probs') {
      // PyTorch looks here wherever the argument is given, also where it is false.
      if (validate_args !== null && !constraints.unit_interval.check(this._param).all().item()) {
        throw new ValueError('The parameter probs has invalid values');
      }
      this._param = clamp_probs(this._param);
    }
    this[name] = this._param;
    this._lims = lims;
    this._init(isNumber(given) ? sizeOf([]) : this._param.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(ContinuousBernoulli, _instance);
    made._lims = this._lims;
    made._param = expandOwn(this, made, probsAndLogits, batch_shape);
    return this._expanded(made, batch_shape);
  }

  _outside_unstable_region(): Tensor {
    return max(le(this.probs, this._lims[0]), gt(this.probs, this._lims[1]));
  }

  _cut_probs(): Tensor {
    return where(this._outside_unstable_region(), this.probs, ones_like(this.probs).mul(this._lims[0]));
  }

  /** The logarithm of what the density is divided by. */
  _cont_bern_log_norm(): Tensor {
    const cut = this._cut_probs();
    const below = where(le(cut, 0.5), cut, zeros_like(cut));
    const above = where(ge(cut, 0.5), cut, ones_like(cut));
    const log_norm = log(abs(log1p(cut.neg()).sub(log(cut))))
      .sub(where(le(cut, 0.5), log1p(below.mul(-2)), log(above.mul(2).sub(1))));
    const x = pow(this.probs.sub(0.5), 2);
    const taylor = x.mul(104 / 45).add(4 / 3).mul(x).add(Math.log(2));
    return where(this._outside_unstable_region(), log_norm, taylor);
  }

  override get mean(): Tensor {
    const cut = this._cut_probs();
    const mus = cut.div(cut.mul(2).sub(1)).add(log1p(cut.neg()).sub(log(cut)).reciprocal());
    const x = this.probs.sub(0.5);
    const taylor = pow(x, 2).mul(16 / 45).add(1 / 3).mul(x).add(0.5);
    return where(this._outside_unstable_region(), mus, taylor);
  }

  override get variance(): Tensor {
    const cut = this._cut_probs();
    const vars = cut.mul(cut.sub(1)).div(pow(rsub(cut.mul(2), 1), 2))
      .add(pow(log1p(cut.neg()).sub(log(cut)), 2).reciprocal());
    const x = pow(this.probs.sub(0.5), 2);
    const taylor = rsub(rsub(x.mul(128 / 945), 1 / 15).mul(x), 1 / 12);
    return where(this._outside_unstable_region(), vars, taylor);
  }

  /** The shape of the parameter. */
  get param_shape(): Size {
    return this._param.size();
  }

  protected override _sample(sample_shape: Size): Tensor {
    const noise = this._uniform(sample_shape);
    return no_grad(() => this.icdf(noise));
  }

  protected override _rsample(sample_shape: Size): Tensor {
    return this.icdf(this._uniform(sample_shape));
  }

  private _uniform(sample_shape: Size): Tensor {
    const { dtype, device } = this.probs;
    return rand(this._extended_shape(sample_shape), { dtype, device });
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const [logits, at] = broadcast_all(this.logits, value);
    return binary_cross_entropy_with_logits(logits, at, { reduction: 'none' }).neg().add(this._cont_bern_log_norm());
  }

  protected override _cdf(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const cut = this._cut_probs();
    const cdfs = pow(cut, value).mul(pow(rsub(cut, 1), rsub(value, 1))).add(cut).sub(1).div(cut.mul(2).sub(1));
    const unbounded = where(this._outside_unstable_region(), cdfs, value);
    return where(le(value, 0), zeros_like(value), where(ge(value, 1), ones_like(value), unbounded));
  }

  protected override _icdf(value: Tensor): Tensor {
    const cut = this._cut_probs();
    const quantiles = log1p(cut.neg().add(value.mul(cut.mul(2).sub(1)))).sub(log1p(cut.neg()))
      .div(log(cut).sub(log1p(cut.neg())));
    return where(this._outside_unstable_region(), quantiles, value);
  }

  override entropy(): Tensor {
    const log0 = log1p(this.probs.neg());
    const log1 = log(this.probs);
    return this.mean.mul(log0.sub(log1)).sub(this._cont_bern_log_norm()).sub(log0);
  }

  override get _natural_params(): readonly [Tensor] {
    return [this.logits];
  }

  override _log_normalizer(x: Tensor): Tensor {
    const [least, most] = [this._lims[0] - 0.5, this._lims[1] - 0.5];
    const outside = max(le(x, least), gt(x, most));
    const cut = where(outside, x, ones_like(x).mul(least));
    const log_norm = log(abs(expm1(cut))).sub(log(abs(cut)));
    const taylor = x.mul(0.5).add(pow(x, 2).div(24)).sub(pow(x, 4).div(2880));
    return where(outside, log_norm, taylor);
  }
}
