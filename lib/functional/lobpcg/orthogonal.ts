/** How 'ortho' keeps its basis orthonormal: J. A. Duersch's thesis, 2015, algorithms 3, 4 and 6. */
import { AssertionError, ValueError } from '../../values/errors.js';
import { vector_norm } from '../../generated/linalg.js';
import { abs, eye, matmul } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { norm, product, quadraticForm, reciprocal, symmetricEigen } from '../matrices.js';
import { nonzero } from '../../tensor/reductions.js';
import type { LOBPCG } from './worker.js';

/**
 * Columns that span what those of U do beside V's: UᵀBU = I and VᵀBU = 0. Fewer than U has where directions are
 * dropped, none where all lie in the span of V.
 */
export function orthonormal(worker: LOBPCG, U: Tensor, V: Tensor): Tensor {
  const { B, ivars, fvars, iparams, fparams } = worker;
  const { ortho_tol, ortho_tol_drop, ortho_tol_replace } = fparams;
  ivars.ortho_i = 0;
  ivars.ortho_j = 0;
  const BV_norm = vector_norm(product(B, V));
  let BU = product(B, U);
  let VBU = matmul(V.mT, BU);
  for (let i = 0; i < iparams.ortho_i_max; i++) {
    ivars.ortho_i = i;
    U = U.sub(matmul(V, VBU));
    for (let j = 0; j < iparams.ortho_j_max; j++) {
      ivars.ortho_j = j;
      // Nothing is dropped before what is small has been lifted once.
      U = worker.bparams.ortho_use_drop
        ? svqb(B, U, j > 0, j > 0 ? ortho_tol_replace : ortho_tol_drop)
        : svqb(B, U, false, ortho_tol_replace);
      if (U.numel() === 0) return U;
      BU = product(B, U);
      const rerr = distanceFromOne(U, BU);
      fvars[`ortho_UBUmI_rerr[${i}, ${j}]`] = rerr;
      if (rerr < ortho_tol) break;
    }
    VBU = matmul(V.mT, BU);
    const rerr = norm(VBU) * reciprocal(BV_norm.mul(vector_norm(U)).item() as number);
    fvars[`ortho_VBU_rerr[${i}]`] = rerr;
    if (rerr < ortho_tol) break;
    if (iparams.m < U.shape.at(-1)! + V.shape.at(-1)!) throw overdetermined(B, U, V);
  }
  return U;
}

function overdetermined(B: Tensor | null, U: Tensor, V: Tensor): Error {
  if (B === null) return new AssertionError('B must not be None');
  const [b, u, v] = [B, U, V].map((tensor) => tensor.shape.at(-1));
  return new ValueError(`Overdetermined shape of U: #B-cols(=${b}) >= #U-cols(=${u}) + #V-cols(=${v}) must hold`);
}

/** How far UᵀBU is from the identity, for its size. */
function distanceFromOne(U: Tensor, BU: Tensor): number {
  const UBU = matmul(U.mT, BU);
  const U_norm = vector_norm(U);
  const BU_norm = vector_norm(BU);
  const R = UBU.sub(eye(UBU.shape.at(-1)!, { device: UBU.device, dtype: UBU.dtype }));
  return norm(R) * reciprocal(BU_norm.mul(U_norm).item() as number);
}

/**
 * Orthonormal columns from the eigenpairs of UᵀBU (the method SVQB): those of eigenvalues below tau times the largest
 * are dropped, or lifted to that bound.
 */
function svqb(B: Tensor | null, U: Tensor, drop: boolean, tau: number): Tensor {
  if (U.numel() === 0) return U;
  let UBU = quadraticForm(B, U);
  let d = UBU.diagonal(0, -2, -1);
  // Columns of zeros are nothing to divide by.
  const columns = whereTrue(abs(d).ne(0));
  if (columns.shape[0]! < d.shape[0]!) {
    U = U.index(':', columns);
    if (U.numel() === 0) return U;
    UBU = quadraticForm(B, U);
    d = UBU.diagonal(0, -2, -1);
    const left = whereTrue(abs(d).ne(0)).shape[0]!;
    if (left !== d.shape[0]) throw new AssertionError(`expected nz[0] length ${d.shape[0]}, got ${left}`);
  }
  let column = d.pow(-0.5).reshape([d.shape[0]!, 1]);
  let [E, Z] = symmetricEigen(UBU.mul(column).mul(column.mT));
  const least = abs(E).max().mul(tau);
  if (drop) {
    const keep = whereTrue(E.gt(least));
    E = E.index(keep);
    Z = Z.index(':', keep);
    column = column.index(keep);
  } else {
    E.index_put_([whereTrue(E.lt(least))], least);
  }
  return matmul(U.mul(column.mT), Z.mul(E.pow(-0.5)));
}

function whereTrue(mask: Tensor): Tensor {
  return nonzero(mask, { as_tuple: true })[0]!;
}
