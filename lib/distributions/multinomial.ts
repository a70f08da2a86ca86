import { signature } from '../arguments/signature.js';
import { exp, lgamma, ones_like, rsub, zeros } from '../generated/torch.js';
import { tensor } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import { NotImplementedError } from '../values/errors.js';
import { contiguous_format } from '../values/memory_format.js';
import { sizeOf, type Size } from '../values/size.js';
import { Binomial } from './binomial.js';
import { Categorical } from './categorical.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { broadcast_all } from './utils.js';

const takes = signature(`Multinomial(total_count: int = 1, probs: Tensor = None, logits: Tensor = None,
  validate_args: bool = None)`);

/**
 * How often each of K numbers is drawn in `total_count` draws, with probabilities proportional to `probs` (*, K), or
 * with unnormalised logarithms of them, `logits` (`torch.distributions.multinomial.Multinomial`). Throws a ValueError
 * unless exactly one of the two is given.
 */
export class Multinomial extends Distribution {
  static override readonly arg_constraints: ArgConstraints =
    { probs: constraints.simplex, logits: constraints.real_vector };
  static override readonly support: constraints.Constraint =
    constraints.dependent_property({ is_discrete: true, event_dim: 1 });
  /** The number of draws. */
  declare total_count: number;
  declare _categorical: Categorical;
  declare _binomial: Binomial;

  constructor(...args: typeof takes.args) {
    super();
    const { total_count, probs, logits, validate_args } = takes.read(args);
    if (!Number.isInteger(total_count)) throw new NotImplementedError('inhomogeneous total_count is not supported');
    this.total_count = total_count;
    this._categorical = new Categorical({ probs, logits });
    this._binomial = new Binomial(total_count, { probs: this.probs });
    const event_shape = sizeOf(this._categorical.param_shape.slice(-1));
    this._init(this._categorical.batch_shape, event_shape, validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Multinomial, _instance);
    made.total_count = this.total_count;
    made._categorical = this._categorical.expand(batch_shape);
    made._binomial = this._binomial.expand([...batch_shape, ...this.event_shape]);
    return this._expanded(made, batch_shape, this.event_shape);
  }

  override get support(): constraints.Constraint {
    return constraints.multinomial(this.total_count);
  }

  override get mean(): Tensor {
    return this.probs.mul(this.total_count);
  }

  override get variance(): Tensor {
    return this.probs.mul(this.total_count).mul(rsub(this.probs, 1));
  }

  /** The logarithms of the probabilities. */
  get logits(): Tensor {
    return this._categorical.logits;
  }

  /** The probabilities, which sum to one along the last dimension. */
  get probs(): Tensor {
    return this._categorical.probs;
  }

  /** The shape of the parameter. */
  get param_shape(): Size {
    return this._categorical.param_shape;
  }

  protected override _sample(sample_shape: Size): Tensor {
    const drawn = this._categorical.sample([this.total_count, ...sample_shape]);
    const samples = drawn.permute([...drawn.shape.slice(1).map((_, i) => i + 1), 0]);
    const { dtype, device } = samples;
    const counts = zeros(this._extended_shape(sample_shape), { dtype, device });
    return counts.scatter_add_(-1, samples, ones_like(samples)).type_as(this.probs);
  }

  override entropy(): Tensor {
    const { dtype, device } = this.probs;
    const n = tensor(this.total_count, { dtype, device });
    const term1 = n.mul(this._categorical.entropy()).sub(lgamma(n.add(1)));
    const support = this._binomial.enumerate_support({ expand: false }).index('1:');
    const probs = exp(this._binomial.log_prob(support));
    const weights = lgamma(support.add(1));
    return term1.add(probs.mul(weights).sum([0, -1]));
  }

  protected override _log_prob(given: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(given);
    const [expanded, value] = broadcast_all(this.logits, given);
    const logits = expanded.clone({ memory_format: contiguous_format });
    const ofN = lgamma(value.sum(-1).add(1));
    const ofEach = lgamma(value.add(1)).sum(-1);
    logits.index_put_([value.eq(0).bitwise_and(logits.eq(-Infinity))], 0);
    return ofN.sub(ofEach).add(logits.mul(value).sum(-1));
  }
}
