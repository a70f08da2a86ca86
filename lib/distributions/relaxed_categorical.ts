import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { full_like, rand } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import { Categorical } from './categorical.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { TransformedDistribution } from './transformed_distribution.js';
import { ExpTransform } from './transforms.js';
import { broadcast_all, clamp_probs } from './utils.js';

const takes = {
  exp: signature(`ExpRelaxedCategorical(temperature: Tensor, probs: Tensor = None, logits: Tensor = None,
    validate_args: bool = None)`),
  relaxed: signature(`RelaxedOneHotCategorical(temperature: Tensor, probs: Tensor = None, logits: Tensor = None,
    validate_args: bool = None)`),
};

/**
 * The logarithms of {@link RelaxedOneHotCategorical} (`torch.distributions.relaxed_categorical.ExpRelaxedCategorical`).
 * Throws a ValueError unless exactly one of `probs` and `logits` is given.
 */
export class ExpRelaxedCategorical extends Distribution {
  static override readonly arg_constraints: ArgConstraints =
    { probs: constraints.simplex, logits: constraints.real_vector };
  // A submanifold of the real vectors in fact, as PyTorch says it too.
  static override readonly support: constraints.Constraint = constraints.real_vector;
  static override readonly has_rsample: boolean = true;
  /** The closer to zero, the closer samples are to one-hot vectors. */
  declare temperature: Tensor;
  declare _categorical: Categorical;

  constructor(...args: typeof takes.exp.args) {
    super();
    const { temperature, probs, logits, validate_args } = takes.exp.read(args);
    this._categorical = new Categorical(probs, logits);
    this.temperature = temperature;
    const event_shape = sizeOf(this._categorical.param_shape.slice(-1));
    this._init(this._categorical.batch_shape, event_shape, validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(ExpRelaxedCategorical, _instance);
    made.temperature = this.temperature;
    made._categorical = this._categorical.expand(batch_shape);
    return this._expanded(made, batch_shape, this.event_shape);
  }

  /** The shape of the parameter. */
  get param_shape(): Size {
    return this._categorical.param_shape;
  }

  /** The logarithms of the probabilities. */
  get logits(): Tensor {
    return this._categorical.logits;
  }

  /** The probabilities, which sum to one along the last dimension. */
  get probs(): Tensor {
    return this._categorical.probs;
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const { dtype, device } = this.logits;
    const uniforms = clamp_probs(rand(this._extended_shape(sample_shape), { dtype, device }));
    const gumbels = uniforms.log().neg().log().neg();
    const scores = this.logits.add(gumbels).div(this.temperature);
    return scores.sub(scores.logsumexp(-1, true));
  }

  protected override _log_prob(given: Tensor): Tensor {
    const k = this._categorical._num_events;
    if (this._validate_args) this._validate_sample(given);
    const [logits, value] = broadcast_all(this.logits, given);
    const temperature = withAttribute(this.temperature, 'log');
    const log_scale = full_like(temperature, k).lgamma().sub(temperature.log().mul(-(k - 1)));
    const score = logits.sub(value.mul(temperature));
    return score.sub(score.logsumexp(-1, true)).sum(-1).add(log_scale);
  }
}

/**
 * Vectors that are positive and sum to one, close to those of {@link OneHotCategorical} at a low `temperature`, with
 * gradients in their parameters (`torch.distributions.relaxed_categorical.RelaxedOneHotCategorical`). Throws a
 * ValueError unless exactly one of `probs` and `logits` is given.
 */
export class RelaxedOneHotCategorical extends TransformedDistribution {
  static override readonly arg_constraints: ArgConstraints =
    { probs: constraints.simplex, logits: constraints.real_vector };
  static override readonly support: constraints.Constraint = constraints.simplex;
  static override readonly has_rsample: boolean = true;
  /** The distribution of the logarithms of the values. */
  declare base_dist: ExpRelaxedCategorical;

  constructor(...args: typeof takes.relaxed.args) {
    const { temperature, probs, logits, validate_args } = takes.relaxed.read(args);
    const base = new ExpRelaxedCategorical(temperature, probs, logits, { validate_args });
    super(base, new ExpTransform(), { validate_args });
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    return super._expand(batch_shape, this._get_checked_instance(RelaxedOneHotCategorical, _instance));
  }

  /** The closer to zero, the closer samples are to one-hot vectors. */
  get temperature(): Tensor {
    return this.base_dist.temperature;
  }

  /** The logarithms of the probabilities. */
  get logits(): Tensor {
    return this.base_dist.logits;
  }

  /** The probabilities, which sum to one along the last dimension. */
  get probs(): Tensor {
    return this.base_dist.probs;
  }
}
