import { signature } from '../arguments/signature.js';
import { one_hot } from '../generated/nn.js';
import { eye, rsub } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import { Categorical } from './categorical.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';

const takes = signature('OneHotCategorical(probs: Tensor = None, logits: Tensor = None, validate_args: bool = None)');

/**
 * Vectors of K elements, one of them one and the others zero, with probabilities proportional to `probs` (*, K), or
 * with unnormalised logarithms of them, `logits` (`torch.distributions.one_hot_categorical.OneHotCategorical`). Throws
 * a ValueError unless exactly one of the two is given.
 */
export class OneHotCategorical extends Distribution {
  static override readonly arg_constraints: ArgConstraints =
    { probs: constraints.simplex, logits: constraints.real_vector };
  static override readonly support: constraints.Constraint = constraints.one_hot;
  static override readonly has_enumerate_support: boolean = true;
  declare _categorical: Categorical;

  constructor(...args: typeof takes.args) {
    super();
    const { probs, logits, validate_args } = takes.read(args);
    this._categorical = new Categorical(probs, logits);
    const event_shape = sizeOf(this._categorical.param_shape.slice(-1));
    this._init(this._categorical.batch_shape, event_shape, validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(OneHotCategorical, _instance);
    made._categorical = this._categorical.expand(batch_shape);
    return this._expanded(made, batch_shape, this.event_shape);
  }

  get _param(): Tensor {
    return this._categorical._param;
  }

  /** The probabilities, which sum to one along the last dimension. */
  get probs(): Tensor {
    return this._categorical.probs;
  }

  /** Their logarithms. */
  get logits(): Tensor {
    return this._categorical.logits;
  }

  override get mean(): Tensor {
    return this._categorical.probs;
  }

  override get mode(): Tensor {
    const { probs } = this._categorical;
    return one_hot(probs.argmax(-1), probs.size(-1)).to(probs);
  }

  override get variance(): Tensor {
    const { probs } = this._categorical;
    return probs.mul(rsub(probs, 1));
  }

  /** The shape of the parameter. */
  get param_shape(): Size {
    return this._categorical.param_shape;
  }

  protected override _sample(sample_shape: Size): Tensor {
    const { probs, _num_events } = this._categorical;
    return one_hot(this._categorical.sample(sample_shape), _num_events).to(probs);
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return this._categorical.log_prob(value.max(-1)[1]);
  }

  override entropy(): Tensor {
    return this._categorical.entropy();
  }

  protected override _enumerate_support(expand: boolean): Tensor {
    const n = this.event_shape[0]!;
    const { dtype, device } = this._param;
    const values = eye(n, { dtype, device }).view([n, ...this.batch_shape.map(() => 1), n]);
    return expand ? values.expand([n, ...this.batch_shape, n]) : values;
  }
}

/**
 * As {@link OneHotCategorical}, with samples whose gradients are those of the probabilities
 * (`torch.distributions.one_hot_categorical.OneHotCategoricalStraightThrough`).
 */
export class OneHotCategoricalStraightThrough extends OneHotCategorical {
  static override readonly has_rsample: boolean = true;

  protected override _rsample(sample_shape: Size): Tensor {
    const samples = this.sample(sample_shape);
    const { probs } = this._categorical;
    return samples.add(probs.sub(probs.detach()));
  }
}
