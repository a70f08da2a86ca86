/** Transforms to matrices. */
import './inverse.js';
import { eye, rsub } from '../../generated/torch.js';
import { cholesky } from '../../linalg.js';
import { pad, softplus } from '../../nn/functional.js';
import type { Tensor } from '../../tensor/tensor.js';
import { finfo } from '../../tensor/type_info.js';
import { ValueError } from '../../values/errors.js';
import { sizeOf } from '../../values/size.js';
import {
  corr_cholesky, independent, lower_cholesky, positive_definite, real, real_vector, type Constraint,
} from '../constraints.js';
import { rounded } from '../numbers.js';
import { tril_matrix_to_vec, vec_to_tril_matrix } from '../utils.js';
import { Transform, type Shape } from './transform.js';
import { checkDims } from './vectors.js';

/**
 * Vectors of D (D - 1) / 2 numbers to Cholesky factors of correlation matrices
 * (`torch.distributions.transforms.CorrCholeskyTransform`): (*, N) to (*, D, D).
 */
export class CorrCholeskyTransform extends Transform {
  static override readonly domain: Constraint = real_vector;
  static override readonly codomain: Constraint = corr_cholesky;
  static override readonly bijective: boolean = true;

  override _call(input: Tensor): Tensor {
    const { eps } = finfo(input.dtype);
    const r = vec_to_tril_matrix(input.tanh().clamp(-1 + eps, 1 - eps), -1);
    const left = rsub(r.pow(2), 1).sqrt().cumprod(-1);
    return r.add(eye(r.size(-1), { dtype: r.dtype, device: r.device }))
      .mul(pad(left.index('...', ':-1'), [1, 0], { value: 1 }));
  }
  override _inverse(y: Tensor): Tensor {
    const left = rsub(y.mul(y).cumsum(-1), 1);
    const shifted = pad(left.index('...', ':-1'), [1, 0], { value: 1 });
    const t = tril_matrix_to_vec(y, -1).div(tril_matrix_to_vec(shifted, -1).sqrt());
    return t.log1p().sub(t.neg().log1p()).div(2);
  }
  override log_abs_det_jacobian(x: Tensor, y: Tensor): Tensor {
    const left = tril_matrix_to_vec(rsub(y.mul(y).cumsum(-1), 1), -2);
    const tanh = x.add(softplus(x.mul(-2))).sub(Math.LN2).sum(-1).mul(-2);
    return left.log().sum(-1).mul(0.5).add(tanh);
  }
  override forward_shape(shape: Shape): Shape {
    checkDims(shape, 1);
    const n = shape.at(-1)!;
    const d = rounded(Math.sqrt(0.25 + 2 * n) + 0.5);
    if (Math.floor(d * (d - 1) / 2) !== n) throw new ValueError('Input is not a flattened lower-diagonal number');
    return sizeOf([...shape.slice(0, -1), d, d]);
  }
  override inverse_shape(shape: Shape): Shape {
    checkDims(shape, 2);
    if (shape.at(-2) !== shape.at(-1)) throw new ValueError('Input is not square');
    const d = shape.at(-1)!;
    return sizeOf([...shape.slice(0, -2), Math.floor(d * (d - 1) / 2)]);
  }
}

/**
 * Matrices to lower triangular ones with positive diagonals
 * (`torch.distributions.transforms.LowerCholeskyTransform`): (*, N, N) to the same.
 */
export class LowerCholeskyTransform extends Transform {
  static override readonly domain: Constraint = independent(real, 2);
  static override readonly codomain: Constraint = lower_cholesky;

  override equals(other: unknown): boolean {
    return other instanceof LowerCholeskyTransform;
  }
  override _call(x: Tensor): Tensor {
    return x.tril(-1).add(x.diagonal({ dim1: -2, dim2: -1 }).exp().diag_embed());
  }
  override _inverse(y: Tensor): Tensor {
    return y.tril(-1).add(y.diagonal({ dim1: -2, dim2: -1 }).log().diag_embed());
  }
}

/**
 * Matrices to positive definite ones (`torch.distributions.transforms.PositiveDefiniteTransform`): (*, N, N) to the
 * same.
 */
export class PositiveDefiniteTransform extends Transform {
  static override readonly domain: Constraint = independent(real, 2);
  static override readonly codomain: Constraint = positive_definite;

  override equals(other: unknown): boolean {
    return other instanceof PositiveDefiniteTransform;
  }
  override _call(x: Tensor): Tensor {
    const factor = new LowerCholeskyTransform()(x);
    return factor.matmul(factor.mT);
  }
  override _inverse(y: Tensor): Tensor {
    return new LowerCholeskyTransform().inv(cholesky(y));
  }
}
