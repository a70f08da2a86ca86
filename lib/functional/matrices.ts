/** What functions over dense and sparse matrices share (torch/_linalg_utils.py). */
import { float16, float32, float64, type dtype } from '../values/dtype.js';
import { ZeroDivisionError } from '../values/errors.js';
import { eigh, vector_norm } from '../generated/linalg.js';
import { mm } from '../generated/sparse.js';
import { matmul } from '../generated/torch.js';
import { sparse_coo } from '../values/layout.js';
import type { Tensor } from '../tensor/tensor.js';

/** The dtype of the numbers that are computed: float32 for those that have none of their own. */
export function floatingType({ dtype }: Tensor): dtype {
  return dtype === float16 || dtype === float32 || dtype === float64 ? dtype : float32;
}

/** a b, where a may be sparse; null is the identity. */
export function product(a: Tensor | null, b: Tensor): Tensor {
  if (a === null) return b;
  return a.layout === sparse_coo ? mm(a, b) : matmul(a, b);
}

/** Sᵀ A S. */
export function quadraticForm(A: Tensor | null, S: Tensor): Tensor {
  return product(S.mT, product(A, S));
}

/** The eigenvalues of a symmetric matrix, rising or falling, and its eigenvectors. */
export function symmetricEigen(A: Tensor, falling = false): [E: Tensor, Z: Tensor] {
  const [E, Z] = eigh(A, 'U');
  return falling ? [E.flip(-1), Z.flip(-1)] : [E, Z];
}

/** The Euclidean norm of all elements. */
export function norm(tensor: Tensor): number {
  return vector_norm(tensor).item() as number;
}

/** Python's x ** -1. */
export function reciprocal(x: number): number {
  if (x === 0) throw new ZeroDivisionError('0.0 cannot be raised to a negative power');
  return 1 / x;
}
