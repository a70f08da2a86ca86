import { signature } from '../arguments/signature.js';
import { atan, empty, full, rsub, tan } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { isNumber } from './numbers.js';
import { broadcast_all } from './utils.js';

const takes = signature('Cauchy(loc: Tensor | float, scale: Tensor | float, validate_args: bool = None)');

/**
 * Numbers with median `loc`, half of them within `scale` of it, and no mean: the ratio of two normal ones
 * (`torch.distributions.cauchy.Cauchy`).
 */
export class Cauchy extends Distribution {
  static override readonly arg_constraints: ArgConstraints =
    { loc: constraints.real, scale: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.real;
  static override readonly has_rsample: boolean = true;
  /** The median. */
  declare loc: Tensor;
  /** Half of the width at half of the height. */
  declare scale: Tensor;

  constructor(...args: typeof takes.args) {
    super();
    const { loc, scale, validate_args } = takes.read(args);
    [this.loc, this.scale] = broadcast_all(loc, scale);
    this._init(isNumber(loc) && isNumber(scale) ? sizeOf([]) : this.loc.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Cauchy, _instance);
    made.loc = this.loc.expand(batch_shape);
    made.scale = this.scale.expand(batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    return this._filled(NaN);
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return this._filled(Infinity);
  }

  private _filled(value: number): Tensor {
    const { dtype, device } = this.loc;
    return full(this._extended_shape(), value, { dtype, device });
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const { dtype, device } = this.loc;
    const eps = empty(this._extended_shape(sample_shape), { dtype, device }).cauchy_();
    return this.loc.add(eps.mul(this.scale));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return rsub(this.scale.log(), -Math.log(Math.PI)).sub(value.sub(this.loc).div(this.scale).pow(2).log1p());
  }

  protected override _cdf(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return atan(value.sub(this.loc).div(this.scale)).div(Math.PI).add(0.5);
  }

  protected override _icdf(value: Tensor): Tensor {
    return tan(value.sub(0.5).mul(Math.PI)).mul(this.scale).add(this.loc);
  }

  override entropy(): Tensor {
    return this.scale.log().add(Math.log(4 * Math.PI));
  }
}
