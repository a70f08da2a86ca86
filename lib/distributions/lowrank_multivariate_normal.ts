import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { broadcast_tensors } from '../functional/shapes.js';
import { cholesky, solve_triangular } from '../generated/linalg.js';
import { diag_embed, matmul } from '../generated/torch.js';
import { sameLengths } from '../nn/functional/sizes.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { sizeOf, type Size } from '../values/size.js';
import {
  _batch_capacitance_tril, _batch_lowrank_logdet, _batch_lowrank_mahalanobis, _batch_mv, addIdentity_,
} from './batch_matrices.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { lazily } from './lazy.js';
import { _standard_normal, lazy_property } from './utils.js';

const takes = signature(`LowRankMultivariateNormal(loc: Tensor, cov_factor: Tensor, cov_diag: Tensor,
  validate_args: bool = None)`);

/**
 * Normal vectors with mean `loc` (*, n) and covariance `cov_factor` `cov_factor`^T + diag(`cov_diag`), of (*, n, m) and
 * (*, n), for m much smaller than n (`torch.distributions.lowrank_multivariate_normal.LowRankMultivariateNormal`).
 * Throws a ValueError for shapes that do not fit.
 */
export class LowRankMultivariateNormal extends Distribution {
  static override readonly arg_constraints: ArgConstraints = {
    loc: constraints.real_vector,
    cov_factor: constraints.independent(constraints.real, 2),
    cov_diag: constraints.independent(constraints.positive, 1),
  };
  static override readonly support: constraints.Constraint = constraints.real_vector;
  static override readonly has_rsample: boolean = true;
  /** The mean. */
  declare loc: Tensor;
  /** The part of the covariance that is of low rank. */
  declare cov_factor: Tensor;
  /** The variances besides. */
  declare cov_diag: Tensor;
  /** The Cholesky factor of the covariance. */
  declare scale_tril: Tensor;
  /** The covariance. */
  declare covariance_matrix: Tensor;
  /** The inverse of the covariance. */
  declare precision_matrix: Tensor;
  declare _unbroadcasted_cov_factor: Tensor;
  declare _unbroadcasted_cov_diag: Tensor;
  declare _capacitance_tril: Tensor;

  static {
    lazy_property(this, 'scale_tril', (self: LowRankMultivariateNormal) => self._scaleTril());
    lazy_property(this, 'covariance_matrix', (self: LowRankMultivariateNormal) => self._covariance());
    lazy_property(this, 'precision_matrix', (self: LowRankMultivariateNormal) => self._precision());
  }

  constructor(...args: typeof takes.args) {
    super();
    const { loc, cov_factor, cov_diag, validate_args } = takes.read(args);
    if (withAttribute(loc, 'dim').dim() < 1) throw new ValueError('loc must be at least one-dimensional.');
    const event_shape = sizeOf(loc.shape.slice(-1));
    checkShapes(event_shape, withAttribute(cov_factor, 'dim'), withAttribute(cov_diag, 'shape'));
    const [mean, factor, diagonal] = broadcast(loc, cov_factor, cov_diag);
    this.cov_factor = factor;
    this.loc = mean.select(-1, 0);
    this.cov_diag = diagonal.select(-1, 0);
    this._unbroadcasted_cov_factor = cov_factor;
    this._unbroadcasted_cov_diag = cov_diag;
    this._capacitance_tril = _batch_capacitance_tril(cov_factor, cov_diag);
    this._init(sizeOf(this.loc.shape.slice(0, -1)), event_shape, validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(LowRankMultivariateNormal, _instance);
    const shape = [...batch_shape, ...this.event_shape];
    made.loc = this.loc.expand(shape);
    made.cov_diag = this.cov_diag.expand(shape);
    made.cov_factor = this.cov_factor.expand([...shape, this.cov_factor.size(-1)]);
    made._unbroadcasted_cov_factor = this._unbroadcasted_cov_factor;
    made._unbroadcasted_cov_diag = this._unbroadcasted_cov_diag;
    made._capacitance_tril = this._capacitance_tril;
    return this._expanded(made, batch_shape, this.event_shape);
  }

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return lazily<Tensor, 'variance'>(this, 'variance', () => this._unbroadcasted_cov_factor.pow(2).sum(-1)
      .add(this._unbroadcasted_cov_diag).expand(this._extended_shape()));
  }

  private _expandMatrix(matrix: Tensor): Tensor {
    return matrix.expand([...this._batch_shape, ...this._event_shape, ...this._event_shape]);
  }

  private _scaleTril(): Tensor {
    const root = this._unbroadcasted_cov_diag.sqrt().unsqueeze(-1);
    const whitened = this._unbroadcasted_cov_factor.div(root);
    const inner = addIdentity_(matmul(whitened, whitened.mT).contiguous());
    return this._expandMatrix(root.mul(cholesky(inner)));
  }

  private _covariance(): Tensor {
    const factor = this._unbroadcasted_cov_factor;
    return this._expandMatrix(matmul(factor, factor.mT).add(diag_embed(this._unbroadcasted_cov_diag)));
  }

  private _precision(): Tensor {
    const weighted = this._unbroadcasted_cov_factor.mT.div(this._unbroadcasted_cov_diag.unsqueeze(-2));
    const a = solve_triangular(this._capacitance_tril, weighted, { upper: false });
    return this._expandMatrix(diag_embed(this._unbroadcasted_cov_diag.reciprocal()).sub(matmul(a.mT, a)));
  }

  protected override _rsample(sample_shape: Size): Tensor {
    const shape = this._extended_shape(sample_shape);
    const { dtype, device } = this.loc;
    const ofFactor = _standard_normal([...shape.slice(0, -1), this.cov_factor.size(-1)], dtype, device);
    const ofDiagonal = _standard_normal(shape, dtype, device);
    return this.loc.add(_batch_mv(this._unbroadcasted_cov_factor, ofFactor))
      .add(this._unbroadcasted_cov_diag.sqrt().mul(ofDiagonal));
  }

  private _logdet(): Tensor {
    return _batch_lowrank_logdet(this._unbroadcasted_cov_factor, this._unbroadcasted_cov_diag, this._capacitance_tril);
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const m = _batch_lowrank_mahalanobis(this._unbroadcasted_cov_factor, this._unbroadcasted_cov_diag,
      value.sub(this.loc), this._capacitance_tril);
    return this._logdet().add(this._event_shape[0]! * Math.log(2 * Math.PI)).add(m).mul(-0.5);
  }

  override entropy(): Tensor {
    const h = this._logdet().add(this._event_shape[0]! * (1 + Math.log(2 * Math.PI))).mul(0.5);
    return this._batch_shape.length === 0 ? h : h.expand(this._batch_shape);
  }
}

function checkShapes(event_shape: Size, cov_factor: Tensor, cov_diag: Tensor): void {
  if (cov_factor.dim() < 2) {
    throw new ValueError('cov_factor must be at least two-dimensional, with optional leading batch dimensions');
  }
  if (!sameLengths(cov_factor.shape.slice(-2, -1), event_shape)) {
    throw new ValueError(`cov_factor must be a batch of matrices with shape ${event_shape[0]} x m`);
  }
  if (!sameLengths(cov_diag.shape.slice(-1), event_shape)) {
    throw new ValueError(`cov_diag must be a batch of vectors with shape ${String(event_shape)}`);
  }
}

function broadcast(loc: Tensor, cov_factor: Tensor, cov_diag: Tensor): [Tensor, Tensor, Tensor] {
  try {
    return broadcast_tensors(loc.unsqueeze(-1), cov_factor, cov_diag.unsqueeze(-1)) as [Tensor, Tensor, Tensor];
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    throw new ValueError(`Incompatible batch shapes: loc ${String(loc.shape)}, ` +
      `cov_factor ${String(cov_factor.shape)}, cov_diag ${String(cov_diag.shape)}`, { cause: error });
  }
}
