import { is_tensor } from '../../values/is_tensor.js';
import { checkedFlag } from '../../arguments/named.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { typeName } from '../../values/type_name.js';
import { LOBPCGAutogradFunction } from './gradient.js';
import { solve, type Settings } from './solve.js';

export type { LOBPCG } from './worker.js';

const names = ['A', 'k', 'B', 'X', 'n', 'iK', 'niter', 'tol', 'largest'] as const;
const tensors = ['A', 'B', 'X', 'iK'] as const;

/**
 * The k largest or smallest eigenvalues of symmetric positive definite matrices, dense, in batches or sparse, and their
 * eigenvectors (`torch.lobpcg`): (*, m, m) gives (*, k) and (*, m, k), by the locally optimal block preconditioned
 * conjugate gradient method. Without X they begin with random numbers: set a seed to have the same again. The three
 * dictionaries go by name.
 *
 * `k` is the columns of X, or 1; `B` (*, m, m) makes the problem A x = λ B x; `X` (*, m, n), k ≤ n ≤ m, is where the
 * eigenvectors are looked for first; `iK` a preconditioner, which the method 'basic' uses; `niter` the most iterations,
 * 1000, or -1 for no limit; `tol` the relative residual that is small enough. 'ortho' keeps the basis orthonormal and
 * is robust. `tracker` sees the state behind each iteration, whose tensors change, and may set
 * `worker.bvars.force_stop = true`. `ortho_iparams` has `ortho_i_max` and `ortho_j_max`, `ortho_fparams` `ortho_tol`,
 * `ortho_tol_drop` and `ortho_tol_replace`, `ortho_bparams` `ortho_use_drop`.
 *
 * Gradients flow to a dense, real A without B; a matrix that needs one is made symmetric first, by (A + Aᵀ) / 2. Throws
 * a ValueError for m < 3n, an AssertionError for shapes that do not fit, a LinAlgError where 'basic' breaks down.
 */
export const lobpcg = signature(`lobpcg(A: Tensor, k: int = None, B: Tensor = None, X: Tensor = None, n: int = None,
  iK: Tensor = None, niter: int = None, tol: float = None, largest: bool = None, method: Method = None,
  tracker: Tracker = None, ortho_iparams: dict[str, int] = None, ortho_fparams: dict[str, float] = None,
  ortho_bparams: dict[str, bool] = None) -> Eigenpairs`).define((
  A, k, B, X, n, iK, niter, tol, largest, method, tracker, ortho_iparams, ortho_fparams, ortho_bparams,
) => {
  const given = { A, B, X, iK };
  for (const name of tensors) checkTensor(name, given[name]);
  if (largest !== null) checkedFlag('lobpcg', 'largest', names.indexOf('largest') + 1, largest);
  const settings: Settings = {
    k, n, tol, tracker, niter: niter ?? 1000, largest: largest ?? true, method: method ?? 'ortho',
    ortho_iparams: ortho_iparams ?? {}, ortho_fparams: ortho_fparams ?? {}, ortho_bparams: ortho_bparams ?? {},
  };
  if (A.requires_grad || B?.requires_grad) {
    // So that a step along the gradient leaves a symmetric matrix symmetric.
    return LOBPCGAutogradFunction.apply(symmetric(A), B && symmetric(B), X, iK, settings);
  }
  return solve(A, B, X, iK, settings);
});

function symmetric(A: Tensor): Tensor {
  return A.add(A.mT).div(2);
}

function checkTensor(name: typeof tensors[number], value: unknown): void {
  if (is_tensor(value) || (name !== 'A' && value === null)) return;
  const position = names.indexOf(name) + 1;
  throw new TypeError(`lobpcg(): argument '${name}' (position ${position}) must be Tensor, not ${typeName(value)}`);
}
