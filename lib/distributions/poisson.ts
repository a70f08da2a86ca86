import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/grad_mode.js';
import { exp, log, poisson } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { ExponentialFamily } from './exp_family.js';
import { isNumber } from './numbers.js';
import { broadcast_all } from './utils.js';

const takes = signature('Poisson(rate: Tensor | float, validate_args: bool = None)');

/** How many events happen in a unit of time, `rate` on average (`torch.distributions.poisson.Poisson`). */
export class Poisson extends ExponentialFamily {
  static override readonly arg_constraints: ArgConstraints = { rate: constraints.nonnegative };
  static override readonly support: constraints.Constraint = constraints.nonnegative_integer;
  /** The mean. */
  declare rate: Tensor;

  constructor(...args: typeof takes.args) {
    super();
    const { rate, validate_args } = takes.read(args);
    [this.rate] = broadcast_all(rate);
    this._init(isNumber(rate) ? sizeOf([]) : this.rate.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Poisson, _instance);
    made.rate = this.rate.expand(batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    return this.rate;
  }

  override get mode(): Tensor {
    return this.rate.floor();
  }

  override get variance(): Tensor {
    return this.rate;
  }

  protected override _sample(sample_shape: Size): Tensor {
    const shape = this._extended_shape(sample_shape);
    return no_grad(() => poisson(this.rate.expand(shape)));
  }

  protected override _log_prob(given: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(given);
    const [rate, value] = broadcast_all(this.rate, given);
    return value.xlogy(rate).sub(rate).sub(value.add(1).lgamma());
  }

  override get _natural_params(): readonly [Tensor] {
    return [log(this.rate)];
  }

  override _log_normalizer(x: Tensor): Tensor {
    return exp(x);
  }
}
