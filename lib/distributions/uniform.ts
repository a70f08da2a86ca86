import { signature } from '../arguments/signature.js';
import { log, rand } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { isNumber } from './numbers.js';
import { broadcast_all } from './utils.js';

const takes = signature('Uniform(low: Tensor | float, high: Tensor | float, validate_args: bool = None)');

/**
 * Numbers from `low` on and below `high`, all as likely (`torch.distributions.uniform.Uniform`). Throws a ValueError
 * unless `low` is less than `high`.
 */
export class Uniform extends Distribution {
  static override readonly support: constraints.Constraint =
    constraints.dependent_property({ is_discrete: false, event_dim: 0 });
  static override readonly has_rsample: boolean = true;
  /** The least number. */
  declare low: Tensor;
  /** What all numbers are below. */
  declare high: Tensor;

  constructor(...args: typeof takes.args) {
    super();
    const { low, high, validate_args } = takes.read(args);
    [this.low, this.high] = broadcast_all(low, high);
    this._init(isNumber(low) && isNumber(high) ? sizeOf([]) : this.low.size(), sizeOf([]), validate_args);
  }

  override get arg_constraints(): ArgConstraints {
    return { low: constraints.less_than(this.high), high: constraints.greater_than(this.low) };
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Uniform, _instance);
    made.low = this.low.expand(batch_shape);
    made.high = this.high.expand(batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    return this.high.add(this.low).div(2);
  }

  override get mode(): Tensor {
    return this.high.mul(NaN);
  }

  override get stddev(): Tensor {
    return this.high.sub(this.low).div(Math.sqrt(12));
  }

  override get variance(): Tensor {
    return this.high.sub(this.low).pow(2).div(12);
  }

  override get support(): constraints.Constraint {
    return constraints.interval(this.low, this.high);
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const { dtype, device } = this.low;
    const drawn = rand(this._extended_shape(sample_shape), { dtype, device });
    return this.low.add(drawn.mul(this.high.sub(this.low)));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const lb = this.low.le(value).type_as(this.low);
    const ub = this.high.gt(value).type_as(this.low);
    return log(lb.mul(ub)).sub(log(this.high.sub(this.low)));
  }

  protected override _cdf(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return value.sub(this.low).div(this.high.sub(this.low)).clamp({ min: 0, max: 1 });
  }

  protected override _icdf(value: Tensor): Tensor {
    return value.mul(this.high.sub(this.low)).add(this.low);
  }

  override entropy(): Tensor {
    return log(this.high.sub(this.low));
  }
}
