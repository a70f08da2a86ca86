import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { rand } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { expandOwn, probsAndLogits, probsOrLogits } from './either.js';
import { isNumber } from './numbers.js';
import { TransformedDistribution } from './transformed_distribution.js';
import { SigmoidTransform } from './transforms.js';
import { broadcast_all, clamp_probs, lazy_property, logits_to_probs, probs_to_logits } from './utils.js';

const takes = {
  logit: signature(`LogitRelaxedBernoulli(temperature: Tensor, probs: Tensor | float = None,
    logits: Tensor | float = None, validate_args: bool = None)`),
  relaxed: signature(`RelaxedBernoulli(temperature: Tensor, probs: Tensor | float = None,
    logits: Tensor | float = None, validate_args: bool = None)`),
};

/**
 * The logits of {@link RelaxedBernoulli} (`torch.distributions.relaxed_bernoulli.LogitRelaxedBernoulli`). Throws a
 * ValueError unless exactly one of `probs` and `logits` is given.
 */
export class LogitRelaxedBernoulli extends Distribution {
  static override readonly arg_constraints: ArgConstraints =
    { probs: constraints.unit_interval, logits: constraints.real };
  static override readonly support: constraints.Constraint = constraints.real;
  /** The closer to zero, the closer samples are to zero and one. */
  declare temperature: Tensor;
  /** How likely a one is. */
  declare probs: Tensor;
  /** The logarithm of the odds of a one. */
  declare logits: Tensor;
  declare _param: Tensor;

  static {
    lazy_property(this, 'logits', (self: LogitRelaxedBernoulli) => probs_to_logits(self.probs, true));
    lazy_property(this, 'probs', (self: LogitRelaxedBernoulli) => logits_to_probs(self.logits, true));
  }

  constructor(...args: typeof takes.logit.args) {
    super();
    const { temperature, probs, logits, validate_args } = takes.logit.read(args);
    this.temperature = temperature;
    const [name, given] = probsOrLogits(probs, logits);
    [this._param] = broadcast_all(given);
    this[name] = this._param;
    this._init(isNumber(given) ? sizeOf([]) : this._param.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(LogitRelaxedBernoulli, _instance);
    made.temperature = this.temperature;
    made._param = expandOwn(this, made, probsAndLogits, batch_shape);
    return this._expanded(made, batch_shape);
  }

  /** The shape of the parameter. */
  get param_shape(): Size {
    return this._param.size();
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const shape = this._extended_shape(sample_shape);
    const probs = clamp_probs(this.probs.expand(shape));
    const { dtype, device } = probs;
    const uniforms = clamp_probs(rand(shape, { dtype, device }));
    return uniforms.log().sub(uniforms.neg().log1p()).add(probs.log()).sub(probs.neg().log1p())
      .div(this.temperature);
  }

  protected override _log_prob(given: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(given);
    const [logits, value] = broadcast_all(this.logits, given);
    const diff = logits.sub(value.mul(this.temperature));
    return withAttribute(this.temperature, 'log').log().add(diff).sub(diff.exp().log1p().mul(2));
  }
}

/**
 * Numbers between 0 and 1, close to those of {@link Bernoulli} at a low `temperature`, with gradients in their
 * parameters (`torch.distributions.relaxed_bernoulli.RelaxedBernoulli`). Throws a ValueError unless exactly one of
 * `probs` and `logits` is given.
 */
export class RelaxedBernoulli extends TransformedDistribution {
  static override readonly arg_constraints: ArgConstraints =
    { probs: constraints.unit_interval, logits: constraints.real };
  static override readonly support: constraints.Constraint = constraints.unit_interval;
  static override readonly has_rsample: boolean = true;
  /** The distribution of the logits of the values. */
  declare base_dist: LogitRelaxedBernoulli;

  constructor(...args: typeof takes.relaxed.args) {
    const { temperature, probs, logits, validate_args } = takes.relaxed.read(args);
    super(new LogitRelaxedBernoulli(temperature, probs, logits), new SigmoidTransform(), { validate_args });
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    return super._expand(batch_shape, this._get_checked_instance(RelaxedBernoulli, _instance));
  }

  /** The closer to zero, the closer samples are to zero and one. */
  get temperature(): Tensor {
    return this.base_dist.temperature;
  }

  /** The logarithm of the odds of a one. */
  get logits(): Tensor {
    return this.base_dist.logits;
  }

  /** How likely a one is. */
  get probs(): Tensor {
    return this.base_dist.probs;
  }
}
