import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/grad_mode.js';
import { abs, arange, binomial, exp, lgamma, log1p, rsub } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { NotImplementedError } from '../values/errors.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { expandOwn, probsAndLogits, probsOrLogits } from './either.js';
import { broadcast_all, lazy_property, logits_to_probs, probs_to_logits } from './utils.js';

const takes = signature(`Binomial(total_count: Tensor | int = 1, probs: Tensor | float = None,
  logits: Tensor | float = None, validate_args: bool = None)`);

/** The greater of the number and zero, with a gradient of one half at zero. */
function clampByZero(x: Tensor): Tensor {
  return x.clamp({ min: 0 }).add(x).sub(x.clamp({ max: 0 })).div(2);
}

/**
 * How many of `total_count` draws succeed, each with probability `probs`, or with logarithm of the odds `logits`
 * (`torch.distributions.binomial.Binomial`). Throws a ValueError unless exactly one of the two is given.
 */
export class Binomial extends Distribution {
  static override readonly arg_constraints: ArgConstraints = {
    total_count: constraints.nonnegative_integer, probs: constraints.unit_interval, logits: constraints.real,
  };
  static override readonly support: constraints.Constraint =
    constraints.dependent_property({ is_discrete: true, event_dim: 0 });
  static override readonly has_enumerate_support: boolean = true;
  /** The number of draws. */
  declare total_count: Tensor;
  /** How likely a draw succeeds. */
  declare probs: Tensor;
  /** The logarithm of the odds of a success. */
  declare logits: Tensor;
  declare _param: Tensor;

  static {
    lazy_property(this, 'logits', (self: Binomial) => probs_to_logits(self.probs, true));
    lazy_property(this, 'probs', (self: Binomial) => logits_to_probs(self.logits, true));
  }

  constructor(...args: typeof takes.args) {
    super();
    const { total_count, probs, logits, validate_args } = takes.read(args);
    const [name, given] = probsOrLogits(probs, logits);
    const [count, param] = broadcast_all(total_count, given);
    this.total_count = count.type_as(param);
    this._param = this[name] = param;
    this._init(param.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Binomial, _instance);
    made.total_count = this.total_count.expand(batch_shape);
    made._param = expandOwn(this, made, probsAndLogits, batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get support(): constraints.Constraint {
    return constraints.integer_interval(0, this.total_count);
  }

  override get mean(): Tensor {
    return this.total_count.mul(this.probs);
  }

  override get mode(): Tensor {
    return this.total_count.add(1).mul(this.probs).floor().clamp({ max: this.total_count });
  }

  override get variance(): Tensor {
    return this.total_count.mul(this.probs).mul(rsub(this.probs, 1));
  }

  /** The shape of the parameter. */
  get param_shape(): Size {
    return this._param.size();
  }

  protected override _sample(sample_shape: Size): Tensor {
    const shape = this._extended_shape(sample_shape);
    return no_grad(() => binomial(this.total_count.expand(shape), this.probs.expand(shape)));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const { total_count: n, logits } = this;
    const ofN = lgamma(n.add(1));
    const ofK = lgamma(value.add(1));
    const ofRest = lgamma(n.sub(value).add(1));
    const normal = n.mul(clampByZero(logits)).add(n.mul(log1p(exp(abs(logits).neg())))).sub(ofN);
    return value.mul(logits).sub(ofK).sub(ofRest).sub(normal);
  }

  override entropy(): Tensor {
    this._count('entropy');
    const log_prob = this.log_prob(this.enumerate_support(false));
    return exp(log_prob).mul(log_prob).sum(0).neg();
  }

  protected override _enumerate_support(expand: boolean): Tensor {
    const count = this._count('enumerate_support');
    const { dtype, device } = this._param;
    const values = arange(1 + count, { dtype, device }).view([-1, ...this._batch_shape.map(() => 1)]);
    return expand ? values.expand([-1, ...this._batch_shape]) : values;
  }

  /** The number of draws, where it is one number for all. */
  private _count(what: string): number {
    const most = Math.trunc(this.total_count.max().item());
    if (this.total_count.min().item() !== most) {
      throw new NotImplementedError(`Inhomogeneous total count not supported by \`${what}\`.`);
    }
    return most;
  }
}
