/** Products, distances and determinants of batches of matrices, which several distributions and divergences share. */
import { cholesky, solve_triangular } from '../generated/linalg.js';
import { eye, flip, matmul, transpose } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';

/** Matrices (*, n, n) times vectors (*, n), with batches that broadcast. */
export function _batch_mv(bmat: Tensor, bvec: Tensor): Tensor {
  return matmul(bmat, bvec.unsqueeze(-1)).squeeze(-1);
}

/**
 * The squares of the lengths of L^-1 x, for lower triangular L (*, n, n) and x (*, n), whose batch may be larger. What
 * shares a matrix is solved at once.
 */
export function _batch_mahalanobis(bL: Tensor, bx: Tensor): Tensor {
  const n = bx.size(-1);
  const batch = bx.shape.slice(0, -1);
  const inner = bL.dim() - 2;
  const outer = batch.length - inner;
  const split = bx.shape.slice(0, outer);
  for (let i = 0; i < inner; i++) {
    const [ofL, ofX] = [bL.shape[i]!, bx.shape[outer + i]!];
    split.push(Math.floor(ofX / ofL), ofL);
  }
  const range = (start: number, end: number, step = 1): number[] =>
    Array.from({ length: Math.max(0, Math.ceil((end - start) / step)) }, (_, i) => start + i * step);
  const end = outer + 2 * inner;
  const x = bx.reshape([...split, n])
    .permute([...range(0, outer), ...range(outer, end, 2), ...range(outer + 1, end, 2), end]);
  const flatL = bL.reshape(-1, n, n);
  const flatX = x.reshape(-1, flatL.size(0), n).permute(1, 2, 0);
  const m = solve_triangular(flatL, flatX, { upper: false }).pow(2).sum(-2).t().reshape(x.shape.slice(0, -1));
  const back = range(0, outer);
  for (let i = 0; i < inner; i++) back.push(outer + i, outer + inner + i);
  return m.permute(back).reshape(batch);
}

/** The Cholesky factor of the inverse of positive definite matrices (*, n, n). */
export function _precision_to_scale_tril(P: Tensor): Tensor {
  const lf = cholesky(flip(P, [-2, -1]));
  const inverse = transpose(flip(lf, [-2, -1]), -2, -1);
  const { dtype, device } = P;
  return solve_triangular(inverse, eye(P.shape.at(-1)!, { dtype, device }), { upper: false });
}

/** The matrix's transpose times the inverse of the diagonal: W (*, n, m), D (*, n) to (*, m, n). */
function transposedOver(W: Tensor, D: Tensor): Tensor {
  return W.mT.div(D.unsqueeze(-2));
}

/** Adds one to the diagonal of contiguous matrices (*, n, n), in place. */
export function addIdentity_(matrices: Tensor): Tensor {
  const n = matrices.size(-1);
  matrices.view(-1, n * n).index(':', `::${n + 1}`).add_(1);
  return matrices;
}

/** The Cholesky factor of I + W^T D^-1 W: W (*, n, m), D (*, n) to (*, m, m). */
export function _batch_capacitance_tril(W: Tensor, D: Tensor): Tensor {
  return cholesky(addIdentity_(matmul(transposedOver(W, D), W).contiguous()));
}

/** The logarithm of the determinant of W W^T + D, by the factor of its capacitance. */
export function _batch_lowrank_logdet(_W: Tensor, D: Tensor, capacitance_tril: Tensor): Tensor {
  return capacitance_tril.diagonal({ dim1: -2, dim2: -1 }).log().sum(-1).mul(2).add(D.log().sum(-1));
}

/** The squares of the distances x^T (W W^T + D)^-1 x, by the factor of its capacitance. */
export function _batch_lowrank_mahalanobis(W: Tensor, D: Tensor, x: Tensor, capacitance_tril: Tensor): Tensor {
  // In the order of PyTorch, in which gradients are summed.
  const inside = _batch_mv(transposedOver(W, D), x);
  const term1 = x.pow(2).div(D).sum(-1);
  return term1.sub(_batch_mahalanobis(capacitance_tril, inside));
}
