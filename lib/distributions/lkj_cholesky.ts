import { int } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { arange, cat, clamp, diag_embed, lgamma, mvlgamma, randn, rsub, sqrt, sum } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { finfo } from '../tensor/type_info.js';
import { ValueError } from '../values/errors.js';
import { sizeOf, type Size } from '../values/size.js';
import { Beta } from './beta.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { broadcast_all } from './utils.js';

const takes = signature(
  'LKJCholesky(dim: int, concentration: Tensor | float = 1.0, validate_args: bool = None)', { int });

/**
 * Cholesky factors of correlation matrices (`dim`, `dim`), whose determinant to the power of `concentration` - 1 the
 * density is proportional to (`torch.distributions.lkj_cholesky.LKJCholesky`). Throws a ValueError for fewer than two
 * dimensions.
 */
export class LKJCholesky extends Distribution {
  static override readonly arg_constraints: ArgConstraints = { concentration: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.corr_cholesky;
  /** The number of rows. */
  declare dim: number;
  /** One for the same density everywhere; the higher, the closer to the identity. */
  declare concentration: Tensor;
  declare _beta: Beta;

  constructor(...args: typeof takes.args) {
    super();
    const { dim, concentration, validate_args } = takes.read(args);
    if (dim < 2) {
      throw new ValueError(`Expected dim to be an integer greater than or equal to 2. Found dim=${dim}.`);
    }
    this.dim = dim;
    [this.concentration] = broadcast_all(concentration);
    const { dtype, device } = this.concentration;
    // Rows of the factor are drawn as in an onion: the length of each, then its direction.
    const marginal = this.concentration.add(0.5 * (dim - 2));
    const rows = arange(dim - 1, { dtype, device });
    const offset = cat([rows.new_zeros([1]), rows]);
    this._beta = new Beta(offset.add(0.5), marginal.unsqueeze(-1).sub(offset.mul(0.5)));
    this._init(this.concentration.size(), sizeOf([dim, dim]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(LKJCholesky, _instance);
    made.dim = this.dim;
    made.concentration = this.concentration.expand(batch_shape);
    made._beta = this._beta.expand([...batch_shape, this.dim]);
    return this._expanded(made, batch_shape, this.event_shape);
  }

  protected override _sample(sample_shape: Size): Tensor {
    const y = this._beta.sample(sample_shape).unsqueeze(-1);
    const { dtype, device } = y;
    const normal = randn(this._extended_shape(sample_shape), { dtype, device }).tril(-1);
    const direction = normal.div(normal.norm({ dim: -1, keepdim: true }));
    // The first row has no direction.
    direction.select(-2, 0).fill_(0);
    const w = sqrt(y).mul(direction);
    const { tiny } = finfo(w.dtype);
    const diagonal = clamp(rsub(sum(w.pow(2), -1), 1), { min: tiny }).sqrt();
    return w.add_(diag_embed(diagonal));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const { dim, concentration } = this;
    const diagonal = value.diagonal({ dim1: -1, dim2: -2 }).index('...', '1:');
    const rows = arange(2, dim + 1, { device: concentration.device });
    const order = concentration.sub(1).unsqueeze(-1).mul(2).add(dim).sub(rows);
    const unnormalized = sum(order.mul(diagonal.log()), -1);
    const dm1 = dim - 1;
    const alpha = concentration.add(0.5 * dm1);
    const denominator = lgamma(alpha).mul(dm1);
    const numerator = mvlgamma(alpha.sub(0.5), dm1);
    const normal = numerator.add(0.5 * dm1 * Math.log(Math.PI)).sub(denominator);
    return unnormalized.sub(normal);
  }
}
