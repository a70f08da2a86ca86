import { signature } from '../arguments/signature.js';
import { digamma, lgamma, log1p, rsqrt } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { contiguous_format } from '../values/memory_format.js';
import { sizeOf, type Size } from '../values/size.js';
import { Chi2 } from './chi2.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { _standard_normal, broadcast_all } from './utils.js';

const takes = signature(`StudentT(df: Tensor | float, loc: Tensor | float = 0.0, scale: Tensor | float = 1.0,
  validate_args: bool = None)`);

/** log(gamma(1 / 2)). */
const lgammaOfHalf = 0.5723649429247004;

/**
 * Student's t: `loc` + `scale` times a normal number over the root of a mean of `df` squares of such
 * (`torch.distributions.studentT.StudentT`).
 */
export class StudentT extends Distribution {
  static override readonly arg_constraints: ArgConstraints =
    { df: constraints.positive, loc: constraints.real, scale: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.real;
  static override readonly has_rsample: boolean = true;
  /** The degrees of freedom. */
  declare df: Tensor;
  /** The middle. */
  declare loc: Tensor;
  /** The width. */
  declare scale: Tensor;
  declare _chi2: Chi2;

  constructor(...args: typeof takes.args) {
    super();
    const { df, loc, scale, validate_args } = takes.read(args);
    [this.df, this.loc, this.scale] = broadcast_all(df, loc, scale);
    this._chi2 = new Chi2(this.df);
    this._init(this.df.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(StudentT, _instance);
    made.df = this.df.expand(batch_shape);
    made.loc = this.loc.expand(batch_shape);
    made.scale = this.scale.expand(batch_shape);
    made._chi2 = this._chi2.expand(batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    const m = this.loc.clone({ memory_format: contiguous_format });
    m.index_put_([this.df.le(1)], NaN);
    return m;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    const { df, scale } = this;
    const m = df.clone({ memory_format: contiguous_format });
    const finite = df.gt(2);
    m.index_put_([finite], scale.index(finite).pow(2).mul(df.index(finite)).div(df.index(finite).sub(2)));
    m.index_put_([df.le(2).bitwise_and(df.gt(1))], Infinity);
    m.index_put_([df.le(1)], NaN);
    return m;
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const { dtype, device } = this.df;
    const x = _standard_normal(this._extended_shape(sample_shape), dtype, device);
    const z = this._chi2.rsample(sample_shape);
    const y = x.mul(rsqrt(z.div(this.df)));
    return this.loc.add(this.scale.mul(y));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const { df } = this;
    const y = value.sub(this.loc).div(this.scale);
    const z = this.scale.log().add(df.log().mul(0.5)).add(0.5 * Math.log(Math.PI))
      .add(lgamma(df.mul(0.5))).sub(lgamma(df.add(1).mul(0.5)));
    return df.add(1).mul(-0.5).mul(log1p(y.pow(2).div(df))).sub(z);
  }

  override entropy(): Tensor {
    const { df } = this;
    // Each time anew, as in PyTorch: gradients are summed in the order in which what they flow through was made.
    const half = (): Tensor => df.add(1).mul(0.5);
    const lbeta = lgamma(df.mul(0.5)).add(lgammaOfHalf).sub(lgamma(half()));
    return this.scale.log().add(half().mul(digamma(half()).sub(digamma(df.mul(0.5)))))
      .add(df.log().mul(0.5)).add(lbeta);
  }
}
