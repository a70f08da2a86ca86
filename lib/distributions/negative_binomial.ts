import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/grad_mode.js';
import { log_sigmoid as logsigmoid } from '../generated/nn.js';
import { exp, lgamma, poisson, sigmoid } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { expandOwn, probsAndLogits, probsOrLogits } from './either.js';
import { Gamma } from './gamma.js';
import { broadcast_all, lazy_property, logits_to_probs, probs_to_logits } from './utils.js';

const takes = signature(`NegativeBinomial(total_count: Tensor | float, probs: Tensor | float = None,
  logits: Tensor | float = None, validate_args: bool = None)`);

/**
 * How many draws succeed before `total_count` fail, each with probability `probs`, or with logarithm of the odds
 * `logits` (`torch.distributions.negative_binomial.NegativeBinomial`). Throws a ValueError unless exactly one of the
 * two is given.
 */
export class NegativeBinomial extends Distribution {
  static override readonly arg_constraints: ArgConstraints = {
    total_count: constraints.greater_than_eq(0n),
    probs: constraints.half_open_interval(0, 1),
    logits: constraints.real,
  };
  static override readonly support: constraints.Constraint = constraints.nonnegative_integer;
  /** The number of failures at which it ends. */
  declare total_count: Tensor;
  /** How likely a draw succeeds. */
  declare probs: Tensor;
  /** The logarithm of the odds of a success. */
  declare logits: Tensor;
  declare _param: Tensor;
  declare _gamma: Gamma;

  static {
    lazy_property(this, 'logits', (self: NegativeBinomial) => probs_to_logits(self.probs, true));
    lazy_property(this, 'probs', (self: NegativeBinomial) => logits_to_probs(self.logits, true));
    lazy_property(this, '_gamma', (self: NegativeBinomial) =>
      new Gamma(self.total_count, exp(self.logits.neg()), { validate_args: false }));
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
    const made = this._get_checked_instance(NegativeBinomial, _instance);
    made.total_count = this.total_count.expand(batch_shape);
    made._param = expandOwn(this, made, probsAndLogits, batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    return this.total_count.mul(exp(this.logits));
  }

  override get mode(): Tensor {
    return this.total_count.sub(1).mul(this.logits.exp()).floor().clamp({ min: 0 });
  }

  override get variance(): Tensor {
    return this.mean.div(sigmoid(this.logits.neg()));
  }

  /** The shape of the parameter. */
  get param_shape(): Size {
    return this._param.size();
  }

  protected override _sample(sample_shape: Size): Tensor {
    return no_grad(() => poisson(this._gamma.sample(sample_shape)));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const { total_count, logits } = this;
    const unnormalized = total_count.mul(logsigmoid(logits.neg())).add(value.mul(logsigmoid(logits)));
    const sum = total_count.add(value);
    const normal = lgamma(sum).neg().add(lgamma(value.add(1))).add(lgamma(total_count))
      .masked_fill(sum.eq(0), 0);
    return unnormalized.sub(normal);
  }
}
