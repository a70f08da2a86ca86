import { signature } from '../arguments/signature.js';
import { abs, empty, expm1, log, log1p, rsub } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { finfo } from '../tensor/type_info.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { isNumber } from './numbers.js';
import { broadcast_all } from './utils.js';

const takes = signature('Laplace(loc: Tensor | float, scale: Tensor | float, validate_args: bool = None)');

/** Numbers with density proportional to exp(-|x - `loc`| / `scale`) (`torch.distributions.laplace.Laplace`). */
export class Laplace extends Distribution {
  static override readonly arg_constraints: ArgConstraints =
    { loc: constraints.real, scale: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.real;
  static override readonly has_rsample: boolean = true;
  /** The mean. */
  declare loc: Tensor;
  /** The mean distance from the mean. */
  declare scale: Tensor;

  constructor(...args: typeof takes.args) {
    super();
    const { loc, scale, validate_args } = takes.read(args);
    [this.loc, this.scale] = broadcast_all(loc, scale);
    this._init(isNumber(loc) && isNumber(scale) ? sizeOf([]) : this.loc.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Laplace, _instance);
    made.loc = this.loc.expand(batch_shape);
    made.scale = this.scale.expand(batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return this.scale.pow(2).mul(2);
  }

  override get stddev(): Tensor {
    return this.scale.mul(Math.SQRT2);
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const { dtype, device } = this.loc;
    const u = empty(this._extended_shape(sample_shape), { dtype, device }).uniform_(finfo(dtype).eps - 1, 1);
    return this.loc.sub(this.scale.mul(u.sign()).mul(log1p(u.abs().neg())));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return log(this.scale.mul(2)).neg().sub(abs(value.sub(this.loc)).div(this.scale));
  }

  protected override _cdf(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const side = value.sub(this.loc).sign().mul(0.5);
    return rsub(side.mul(expm1(value.sub(this.loc).abs().neg().div(this.scale))), 0.5);
  }

  protected override _icdf(value: Tensor): Tensor {
    const term = value.sub(0.5);
    return this.loc.sub(this.scale.mul(term.sign()).mul(log1p(term.abs().mul(-2))));
  }

  override entropy(): Tensor {
    return log(this.scale.mul(2)).add(1);
  }
}
