import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/grad_mode.js';
import { arange, bernoulli, exp, log1p, logit, rsub } from '../generated/torch.js';
import { binary_cross_entropy_with_logits } from '../nn/functional/loss.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { expandOwn, probsAndLogits, probsOrLogits } from './either.js';
import { ExponentialFamily } from './exp_family.js';
import { isNumber } from './numbers.js';
import { broadcast_all, lazy_property, logits_to_probs, probs_to_logits } from './utils.js';

const takes = signature(
  'Bernoulli(probs: Tensor | float = None, logits: Tensor | float = None, validate_args: bool = None)');

/**
 * One with probability `probs`, else zero, or by the logarithm of the odds, `logits`
 * (`torch.distributions.bernoulli.Bernoulli`). Throws a ValueError unless exactly one of them is given.
 */
export class Bernoulli extends ExponentialFamily {
  static override readonly arg_constraints: ArgConstraints =
    { probs: constraints.unit_interval, logits: constraints.real };
  static override readonly support: constraints.Constraint = constraints.boolean;
  static override readonly has_enumerate_support: boolean = true;
  static override readonly _mean_carrier_measure: number = 0;
  /** How likely a one is. */
  declare probs: Tensor;
  /** The logarithm of the odds of a one. */
  declare logits: Tensor;
  declare _param: Tensor;

  static {
    lazy_property(this, 'logits', (self: Bernoulli) => probs_to_logits(self.probs, true));
    lazy_property(this, 'probs', (self: Bernoulli) => logits_to_probs(self.logits, true));
  }

  constructor(...args: typeof takes.args) {
    super();
    const { probs, logits, validate_args } = takes.read(args);
    const [name, given] = probsOrLogits(probs, logits);
    [this._param] = broadcast_all(given);
    this[name] = this._param;
    this._init(isNumber(given) ? sizeOf([]) : this._param.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Bernoulli, _instance);
    made._param = expandOwn(this, made, probsAndLogits, batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    return this.probs;
  }

  override get mode(): Tensor {
    const mode = this.probs.ge(0.5).to(this.probs);
    mode.index_put_([this.probs.eq(0.5)], NaN);
    return mode;
  }

  override get variance(): Tensor {
    return this.probs.mul(rsub(this.probs, 1));
  }

  /** The shape of the parameter. */
  get param_shape(): Size {
    return this._param.size();
  }

  protected override _sample(sample_shape: Size): Tensor {
    const shape = this._extended_shape(sample_shape);
    return no_grad(() => bernoulli(this.probs.expand(shape)));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const [logits, at] = broadcast_all(this.logits, value);
    return binary_cross_entropy_with_logits(logits, at, { reduction: 'none' }).neg();
  }

  override entropy(): Tensor {
    return binary_cross_entropy_with_logits(this.logits, this.probs, { reduction: 'none' });
  }

  protected override _enumerate_support(expand: boolean): Tensor {
    const { dtype, device } = this._param;
    const values = arange(2, { dtype, device }).view([-1, ...this._batch_shape.map(() => 1)]);
    return expand ? values.expand([-1, ...this._batch_shape]) : values;
  }

  override get _natural_params(): readonly [Tensor] {
    return [logit(this.probs)];
  }

  override _log_normalizer(x: Tensor): Tensor {
    return log1p(exp(x));
  }
}
