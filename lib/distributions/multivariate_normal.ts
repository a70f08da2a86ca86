import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { broadcast_shapes } from '../functional/shapes.js';
import { cholesky } from '../generated/linalg.js';
import { cholesky_inverse, matmul } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { ValueError } from '../values/errors.js';
import { sizeOf, type Size } from '../values/size.js';
import { _batch_mahalanobis, _batch_mv, _precision_to_scale_tril } from './batch_matrices.js';
import * as constraints from './constraints.js';
import { covarianceNames, expandOwn, oneCovariance } from './either.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { _standard_normal, lazy_property } from './utils.js';

const takes = signature(`MultivariateNormal(loc: Tensor, covariance_matrix: Tensor = None,
  precision_matrix: Tensor = None, scale_tril: Tensor = None, validate_args: bool = None)`);

/**
 * Normal vectors with mean `loc` (*, n), and a covariance (*, n, n) that is given as itself, as its inverse or as its
 * Cholesky factor (`torch.distributions.multivariate_normal.MultivariateNormal`). Throws a ValueError unless exactly
 * one of the three is given.
 */
export class MultivariateNormal extends Distribution {
  static override readonly arg_constraints: ArgConstraints = {
    loc: constraints.real_vector,
    covariance_matrix: constraints.positive_definite,
    precision_matrix: constraints.positive_definite,
    scale_tril: constraints.lower_cholesky,
  };
  static override readonly support: constraints.Constraint = constraints.real_vector;
  static override readonly has_rsample: boolean = true;
  /** The mean. */
  declare loc: Tensor;
  /** The covariance. */
  declare covariance_matrix: Tensor;
  /** The inverse of the covariance. */
  declare precision_matrix: Tensor;
  /** The Cholesky factor of the covariance. */
  declare scale_tril: Tensor;
  declare _unbroadcasted_scale_tril: Tensor;

  static {
    lazy_property(this, 'scale_tril', (self: MultivariateNormal) => self._expandMatrix(self._unbroadcasted_scale_tril));
    lazy_property(this, 'covariance_matrix', (self: MultivariateNormal) =>
      self._expandMatrix(matmul(self._unbroadcasted_scale_tril, self._unbroadcasted_scale_tril.mT)));
    lazy_property(this, 'precision_matrix', (self: MultivariateNormal) =>
      self._expandMatrix(cholesky_inverse(self._unbroadcasted_scale_tril)));
  }

  constructor(...args: typeof takes.args) {
    super();
    const { loc, covariance_matrix, precision_matrix, scale_tril, validate_args } = takes.read(args);
    if (withAttribute(loc, 'dim').dim() < 1) throw new ValueError('loc must be at least one-dimensional.');
    const [name, matrix] = oneCovariance({ covariance_matrix, precision_matrix, scale_tril }, ValueError);
    if (withAttribute(matrix, 'dim').dim() < 2) {
      const what = name === 'scale_tril' ? 'scale_tril matrix' : name;
      throw new ValueError(`${what} must be at least two-dimensional, with optional leading batch dimensions`);
    }
    const batch_shape = broadcast_shapes(matrix.shape.slice(0, -2), loc.shape.slice(0, -1));
    this[name] = matrix.expand([...batch_shape, -1, -1]);
    this.loc = loc.expand([...batch_shape, -1]);
    this._init(batch_shape, sizeOf(this.loc.shape.slice(-1)), validate_args);
    this._unbroadcasted_scale_tril = name === 'scale_tril' ? matrix
      : name === 'covariance_matrix' ? cholesky(matrix) : _precision_to_scale_tril(matrix);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(MultivariateNormal, _instance);
    made.loc = this.loc.expand([...batch_shape, ...this.event_shape]);
    made._unbroadcasted_scale_tril = this._unbroadcasted_scale_tril;
    expandOwn(this, made, covarianceNames, [...batch_shape, ...this.event_shape, ...this.event_shape]);
    return this._expanded(made, batch_shape, this.event_shape);
  }

  private _expandMatrix(matrix: Tensor): Tensor {
    return matrix.expand([...this._batch_shape, ...this._event_shape, ...this._event_shape]);
  }

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return this._unbroadcasted_scale_tril.pow(2).sum(-1).expand(this._extended_shape());
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const { dtype, device } = this.loc;
    const eps = _standard_normal(this._extended_shape(sample_shape), dtype, device);
    return this.loc.add(_batch_mv(this._unbroadcasted_scale_tril, eps));
  }

  private _halfLogDet(): Tensor {
    return this._unbroadcasted_scale_tril.diagonal({ dim1: -2, dim2: -1 }).log().sum(-1);
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const m = _batch_mahalanobis(this._unbroadcasted_scale_tril, value.sub(this.loc));
    return m.add(this._event_shape[0]! * Math.log(2 * Math.PI)).mul(-0.5).sub(this._halfLogDet());
  }

  override entropy(): Tensor {
    const h = this._halfLogDet().add(0.5 * this._event_shape[0]! * (1 + Math.log(2 * Math.PI)));
    return this._batch_shape.length === 0 ? h : h.expand(this._batch_shape);
  }
}
