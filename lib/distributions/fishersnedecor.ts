import { signature } from '../arguments/signature.js';
import { log, log1p } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { finfo } from '../tensor/type_info.js';
import { contiguous_format } from '../values/memory_format.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { Gamma } from './gamma.js';
import { isNumber } from './numbers.js';
import { broadcast_all } from './utils.js';

const takes = signature('FisherSnedecor(df1: Tensor | float, df2: Tensor | float, validate_args: bool = None)');

/**
 * Ratios of two means of squares of standard normal numbers, `df1` and `df2` of them: Fisher's F
 * (`torch.distributions.fishersnedecor.FisherSnedecor`).
 */
export class FisherSnedecor extends Distribution {
  static override readonly arg_constraints: ArgConstraints = { df1: constraints.positive, df2: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.positive;
  static override readonly has_rsample: boolean = true;
  /** The degrees of freedom above the line. */
  declare df1: Tensor;
  /** The degrees of freedom below the line. */
  declare df2: Tensor;
  declare _gamma1: Gamma;
  declare _gamma2: Gamma;

  constructor(...args: typeof takes.args) {
    super();
    const { df1, df2, validate_args } = takes.read(args);
    [this.df1, this.df2] = broadcast_all(df1, df2);
    this._gamma1 = new Gamma(this.df1.mul(0.5), this.df1);
    this._gamma2 = new Gamma(this.df2.mul(0.5), this.df2);
    this._init(isNumber(df1) && isNumber(df2) ? sizeOf([]) : this.df1.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(FisherSnedecor, _instance);
    made.df1 = this.df1.expand(batch_shape);
    made.df2 = this.df2.expand(batch_shape);
    made._gamma1 = this._gamma1.expand(batch_shape);
    made._gamma2 = this._gamma2.expand(batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    const df2 = this._df2Above(2);
    return df2.div(df2.sub(2));
  }

  override get mode(): Tensor {
    const mode = this.df1.sub(2).div(this.df1).mul(this.df2).div(this.df2.add(2));
    mode.index_put_([this.df1.le(2)], NaN);
    return mode;
  }

  override get variance(): Tensor {
    const df2 = this._df2Above(4);
    return df2.pow(2).mul(2).mul(this.df1.add(df2).sub(2))
      .div(this.df1.mul(df2.sub(2).pow(2)).mul(df2.sub(4)));
  }

  private _df2Above(least: number): Tensor {
    const df2 = this.df2.clone({ memory_format: contiguous_format });
    df2.index_put_([df2.le(least)], NaN);
    return df2;
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const shape = this._extended_shape(sample_shape);
    const above = this._gamma1.rsample(sample_shape).view(shape);
    const below = this._gamma2.rsample(sample_shape).view(shape);
    const { tiny } = finfo(below.dtype);
    return above.div(below.clamp_({ min: tiny })).clamp_({ min: tiny });
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const ct1 = this.df1.mul(0.5);
    const ct2 = this.df2.mul(0.5);
    const ct3 = this.df1.div(this.df2);
    const t1 = ct1.add(ct2).lgamma().sub(ct1.lgamma()).sub(ct2.lgamma());
    const t2 = ct1.mul(ct3.log()).add(ct1.sub(1).mul(log(value)));
    const t3 = ct1.add(ct2).mul(log1p(ct3.mul(value)));
    return t1.add(t2).sub(t3);
  }
}
