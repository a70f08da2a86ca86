import { ValueError } from '../values/errors.js';
import { qr, svd } from '../generated/linalg.js';
import { mm, sum } from '../generated/sparse.js';
import { ones, randn, sparse_coo_tensor, zeros } from '../generated/torch.js';
import { sparse_coo } from '../values/layout.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { floatingType, product } from './matrices.js';

/** Left vectors, singular values and right vectors. */
export type Decomposition = [U: Tensor, S: Tensor, V: Tensor];

/**
 * The singular values of a matrix, batches of them or a sparse one, of which few are large (`torch.svd_lowrank`):
 * (*, m, n) gives U (*, m, q), S (*, q) and V (*, n, q) with A ≈ U diag(S) Vᴴ, by random projection: set a seed to have
 * the same again. Halko and others, 2009, algorithm 5.1.
 */
export const svd_lowrank = signature(
  'svd_lowrank(A: Tensor, q: int | None = 6, niter: int | None = 2, M: Tensor = None) -> Decomposition',
).define((A, q, niter, M) => decompose(A, q ?? 6, niter ?? 2, M));

/**
 * Principal components of the rows of a matrix (`torch.pca_lowrank`): {@link svd_lowrank} of the matrix less the mean
 * of each column; the columns of V are the directions. `q` is min(6, m, n) unless given. Throws a ValueError for a `q`
 * beyond min(m, n) and for a negative `niter`.
 */
export const pca_lowrank = signature(
  'pca_lowrank(A: Tensor, q: int = None, center: bool = True, niter: int = 2) -> Decomposition',
).define((A, rank, center, niter) => {
  const [m, n] = A.shape.slice(-2) as [number, number];
  const q = rank ?? Math.min(6, m, n);
  if (!(q >= 0 && q <= Math.min(m, n))) {
    throw new ValueError(
      `q(=${q}) must be non-negative integer and not greater than min(m, n)=${Math.min(m, n)}`);
  }
  if (!(niter >= 0)) throw new ValueError(`niter(=${niter}) must be non-negative integer`);
  if (!center) return decompose(A, q, niter, null);
  if (A.layout !== sparse_coo) return decompose(A.sub(A.mean([-2], true)), q, niter, null);
  if (A.dim() !== 2) throw new ValueError('pca_lowrank input is expected to be 2-dimensional tensor');
  return decompose(A, q, niter, sparseMean(A, m, n));
});

/** The mean of each column in every row: a sparse column times a row of ones, so that no more is stored. */
function sparseMean(A: Tensor, m: number, n: number): Tensor {
  const type = floatingType(A);
  const { device } = A;
  const means = sum(A, [-2]).div(m);
  const columns = means.indices().index(0);
  const indices = zeros([2, columns.length], { dtype: columns.dtype, device });
  indices.index_put_([0], columns);
  const column = sparse_coo_tensor(indices, means.values(), [n, 1], { dtype: type, device });
  return mm(column, ones([1, m], { dtype: type, device })).mT;
}

/** (A - M) b, without the difference, which would be dense. */
function lessMean(A: Tensor, M: Tensor | null, b: Tensor): Tensor {
  const x = product(A, b);
  return M === null ? x : x.sub(product(M, b));
}

function decompose(given: Tensor, q: number, niter: number, mean: Tensor | null): Decomposition {
  const [m, n] = given.shape.slice(-2) as [number, number];
  const isWide = m < n;
  const M = mean?.broadcast_to(given.shape) ?? null;
  const [A, less] = isWide ? [given.mH, M?.mH ?? null] : [given, M];
  const Q = basisOf(A, q, niter, less);
  let B = product(Q.mH, A);
  if (less !== null) B = B.sub(product(Q.mH, less));
  const [U, S, Vh] = svd(B, { full_matrices: false });
  const [left, right] = [Q.matmul(U), Vh.mH];
  return isWide ? [right, S, left] : [left, S, right];
}

/** Orthonormal columns that span nearly what those of A - M do (Halko and others, algorithm 4.4). */
function basisOf(A: Tensor, q: number, niter: number, M: Tensor | null): Tensor {
  const type = A.is_complex() ? A.dtype : floatingType(A);
  const R = randn([A.shape.at(-1)!, q], { dtype: type, device: A.device });
  let Q = qr(lessMean(A, M, R))[0];
  for (let i = 0; i < niter; i++) {
    Q = qr(lessMean(A.mH, M?.mH ?? null, Q))[0];
    Q = qr(lessMean(A, M, Q))[0];
  }
  return Q;
}
