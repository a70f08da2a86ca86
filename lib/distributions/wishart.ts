import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { einsum } from '../functional/products.js';
import { broadcast_shapes } from '../functional/shapes.js';
import { cholesky, slogdet } from '../generated/linalg.js';
import {
  arange, cholesky_solve, diag_embed, digamma, eye, matmul, mvlgamma, randn, tril_indices,
} from '../generated/torch.js';
import { warn } from '../python/warnings.js';
import { tensor } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import { finfo } from '../tensor/type_info.js';
import { AssertionError, ValueError } from '../values/errors.js';
import { Size, sizeOf } from '../values/size.js';
import { _precision_to_scale_tril } from './batch_matrices.js';
import { Chi2 } from './chi2.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { covarianceNames, expandOwn, oneCovariance } from './either.js';
import { ExponentialFamily } from './exp_family.js';
import { isNumber } from './numbers.js';
import { formatted } from './texts.js';
import { lazy_property } from './utils.js';

const takes = {
  init: signature(`Wishart(df: Tensor | float, covariance_matrix: Tensor = None, precision_matrix: Tensor = None,
    scale_tril: Tensor = None, validate_args: bool = None)`),
  rsample: signature('Wishart.rsample(self, sample_shape: Sequence[int] = (), max_try_correction: int = None)'),
};

/** The sum of p digammas that is the derivative of the multivariate log-gamma. */
function mvdigamma(x: Tensor, p: number): Tensor {
  if (!x.gt((p - 1) / 2).all().item()) throw new AssertionError('Wrong domain for multivariate digamma function.');
  const { dtype, device } = x;
  return digamma(x.unsqueeze(-1).sub(arange(p, { dtype, device }).div(2).expand([...x.shape, -1]))).sum(-1);
}

/**
 * Sums of `df` products x x^T of normal vectors with mean zero, and a covariance (*, p, p) that is given as itself, as
 * its inverse or as its Cholesky factor (`torch.distributions.wishart.Wishart`). Throws an AssertionError unless
 * exactly one of the three is given, and a ValueError for a `df` that is not greater than p - 1.
 */
export class Wishart extends ExponentialFamily {
  static override readonly support: constraints.Constraint = constraints.positive_definite;
  static override readonly has_rsample: boolean = true;
  static override readonly _mean_carrier_measure: number = 0;
  /** The degrees of freedom. */
  declare df: Tensor;
  /** The covariance. */
  declare covariance_matrix: Tensor;
  /** The inverse of the covariance. */
  declare precision_matrix: Tensor;
  /** The Cholesky factor of the covariance. */
  declare scale_tril: Tensor;
  declare _unbroadcasted_scale_tril: Tensor;
  declare _batch_dims: number[];
  declare _dist_chi2: Chi2;

  static {
    lazy_property(this, 'scale_tril', (self: Wishart) => self._unbroadcasted_scale_tril.expand(self._extended_shape()));
    lazy_property(this, 'covariance_matrix', (self: Wishart) =>
      matmul(self._unbroadcasted_scale_tril, self._unbroadcasted_scale_tril.transpose(-2, -1))
        .expand(self._extended_shape()));
    lazy_property(this, 'precision_matrix', (self: Wishart) => {
      const { dtype, device } = self._unbroadcasted_scale_tril;
      return cholesky_solve(eye(self._event_shape.at(-1)!, { dtype, device }), self._unbroadcasted_scale_tril)
        .expand(self._extended_shape());
    });
  }

  constructor(...args: typeof takes.init.args) {
    super();
    const { df, covariance_matrix, precision_matrix, scale_tril, validate_args } = takes.init.read(args);
    const [name, param] = oneCovariance({ covariance_matrix, precision_matrix, scale_tril }, AssertionError);
    if (withAttribute(param, 'dim').dim() < 2) {
      throw new ValueError('scale_tril must be at least two-dimensional, with optional leading batch dimensions');
    }
    const { shape, dtype, device } = param;
    const batch_shape = isNumber(df) ? sizeOf(shape.slice(0, -2))
      : broadcast_shapes(shape.slice(0, -2), withAttribute(df, 'shape').shape);
    this.df = isNumber(df) ? tensor(df, { dtype, device }) : df.expand(batch_shape);
    const event_shape = sizeOf(shape.slice(-2));
    const p = event_shape.at(-1)!;
    if (this.df.le(p - 1).any().item()) {
      throw new ValueError(`Value of df=${formatted(df)} expected to be greater than ndim - 1 = ${p - 1}.`);
    }
    this[name] = param.expand([...batch_shape, -1, -1]);
    if (this.df.lt(p).any().item()) {
      warn('UserWarning',
        'Low df values detected. Singular samples are highly likely to occur for ndim - 1 < df < ndim.');
    }
    this._init(batch_shape, event_shape, validate_args);
    this._batch_dims = batch_shape.map((_, i) => -(i + 1));
    this._unbroadcasted_scale_tril = name === 'scale_tril' ? param
      : name === 'covariance_matrix' ? cholesky(param) : _precision_to_scale_tril(param);
    this._dist_chi2 = this._diagonal(this.df, batch_shape);
  }

  override get arg_constraints(): ArgConstraints {
    return {
      covariance_matrix: constraints.positive_definite,
      precision_matrix: constraints.positive_definite,
      scale_tril: constraints.lower_cholesky,
      df: constraints.greater_than(BigInt(this.event_shape.at(-1)! - 1)),
    };
  }

  /** What the squares of the diagonal of a factor of a sample are drawn from. */
  private _diagonal(df: Tensor, batch_shape: Size): Chi2 {
    const { dtype, device } = this._unbroadcasted_scale_tril;
    const rows = arange(this._unbroadcasted_scale_tril.size(-1), { dtype, device }).expand([...batch_shape, -1]);
    return new Chi2(df.unsqueeze(-1).sub(rows));
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Wishart, _instance);
    const shape = [...batch_shape, ...this.event_shape];
    made._unbroadcasted_scale_tril = this._unbroadcasted_scale_tril.expand(shape);
    made.df = this.df.expand(batch_shape);
    made._batch_dims = batch_shape.map((_, i) => -(i + 1));
    expandOwn(this, made, covarianceNames, shape);
    made._dist_chi2 = made._diagonal(made.df, batch_shape);
    return this._expanded(made, batch_shape, this.event_shape);
  }

  private _dfMatrix(df: Tensor): Tensor {
    return df.view([...this._batch_shape, 1, 1]);
  }

  override get mean(): Tensor {
    return this._dfMatrix(this.df).mul(this.covariance_matrix);
  }

  override get mode(): Tensor {
    const factor = this.df.sub(this.covariance_matrix.size(-1)).sub(1);
    factor.index_put_([factor.le(0)], NaN);
    return this._dfMatrix(factor).mul(this.covariance_matrix);
  }

  override get variance(): Tensor {
    const v = this.covariance_matrix;
    const diagonal = v.diagonal({ dim1: -2, dim2: -1 });
    return this._dfMatrix(this.df).mul(v.pow(2).add(einsum('...i,...j->...ij', diagonal, diagonal)));
  }

  private _bartlett_sampling(sample_shape: readonly number[]): Tensor {
    const p = this._event_shape.at(-1)!;
    const roots = this._dist_chi2.rsample(sample_shape).sqrt();
    const noise = diag_embed(roots.clamp({ min: finfo(roots.dtype).eps }), { dim1: -2, dim2: -1 });
    const [i, j] = tril_indices(p, p, { offset: -1 }).unbind() as [Tensor, Tensor];
    const { dtype, device } = noise;
    const below = randn([...sample_shape, ...this._batch_shape, Math.floor(p * (p - 1) / 2)], { dtype, device });
    noise.index_put_(['...', i, j], below);
    const factor = matmul(this._unbroadcasted_scale_tril, noise);
    return matmul(factor, factor.transpose(-2, -1));
  }

  /**
   * Draws samples through which gradients reach the arguments. Those that are found to be singular are drawn anew, up
   * to `max_try_correction` times.
   */
  override rsample(...args: typeof takes.rsample.args): Tensor {
    const { sample_shape, max_try_correction } = takes.rsample.read(args);
    const sample = this._bartlett_sampling(Size(sample_shape));
    // PyTorch means those that do not fit, and asks for those that do.
    const again = this._overBatch(this.support.check(sample));
    if (again.any().item()) {
      warn('UserWarning', 'Singular sample detected.');
      this._correct(sample, again, max_try_correction ?? 10);
    }
    return sample;
  }

  private _overBatch(found: Tensor): Tensor {
    return this._batch_shape.length === 0 ? found : found.amax(this._batch_dims);
  }

  private _correct(sample: Tensor, singular: Tensor, tries: number): void {
    for (let i = 0; i < tries; i++) {
      const drawn = this._bartlett_sampling(singular.index(singular).shape);
      sample.index_put_([singular], drawn);
      const still = this._overBatch(this.support.check(drawn).logical_not());
      singular.index_put_([singular.clone()], still);
      if (!singular.any().item()) return;
    }
  }

  private _halfLogDet(): Tensor {
    return this._unbroadcasted_scale_tril.diagonal({ dim1: -2, dim2: -1 }).log().sum(-1);
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const nu = this.df;
    const p = this._event_shape.at(-1)!;
    return nu.neg().mul(this._halfLogDet().add(p * Math.log(2) / 2))
      .sub(mvlgamma(nu.div(2), p))
      .add(nu.sub(p).sub(1).div(2).mul(slogdet(value).logabsdet))
      .sub(cholesky_solve(value, this._unbroadcasted_scale_tril).diagonal({ dim1: -2, dim2: -1 }).sum(-1).div(2));
  }

  override entropy(): Tensor {
    const nu = this.df;
    const p = this._event_shape.at(-1)!;
    return this._halfLogDet().add(p * Math.log(2) / 2).mul(p + 1)
      .add(mvlgamma(nu.div(2), p))
      .sub(nu.sub(p).sub(1).div(2).mul(mvdigamma(nu.div(2), p)))
      .add(nu.mul(p).div(2));
  }

  override get _natural_params(): readonly [Tensor, Tensor] {
    const p = this._event_shape.at(-1)!;
    return [this.precision_matrix.neg().div(2), this.df.sub(p).sub(1).div(2)];
  }

  override _log_normalizer(x: Tensor, y: Tensor): Tensor {
    const p = this._event_shape.at(-1)!;
    return y.add((p + 1) / 2).mul(slogdet(x.mul(-2)).logabsdet.neg().add(Math.log(2) * p))
      .add(mvlgamma(y.add((p + 1) / 2), p));
  }
}
