import { is_tensor } from '../../values/is_tensor.js';
import { checkedFlag, namedArguments } from '../../arguments/named.js';
import type { Tensor } from '../../tensor/tensor.js';
import { typeName } from '../../values/type_name.js';
import { LOBPCGAutogradFunction } from './gradient.js';
import { solve, type Eigenpairs, type Settings } from './solve.js';
import type { Method, Tracker } from './worker.js';

export type { LOBPCG } from './worker.js';

interface LobpcgOptions {
  /** How many eigenpairs: the columns of X, or 1. */
  readonly k?: number | null;
  /** (*, m, m): the problem is A x = λ B x; the identity. */
  readonly B?: Tensor | null;
  /** (*, m, n), dense, k ≤ n ≤ m: where the eigenvectors are looked for first; random numbers. */
  readonly X?: Tensor | null;
  /** How many columns a random X has: k. */
  readonly n?: number | null;
  /** (m, m), a preconditioner, which the method 'basic' uses. */
  readonly iK?: Tensor | null;
  /** The most iterations, 1000; -1 has no limit. */
  readonly niter?: number | null;
  /** The relative residual that is small enough: the square root of the dtype's precision. */
  readonly tol?: number | null;
  /** Whether the largest eigenvalues are wanted, or the smallest; true. */
  readonly largest?: boolean | null;
  /** 'ortho' keeps the basis orthonormal and is robust; 'basic' does less, and fails where a Cholesky factor does. */
  readonly method?: Method | null;
  /**
   * Called with the state behind each iteration, whose tensors change: clone what is kept. It may set
   * `worker.bvars.force_stop = true`.
   */
  readonly tracker?: Tracker | null;
  /** `ortho_i_max` and `ortho_j_max`: how often the outer and the inner loop of 'ortho' run at most; 3. */
  readonly ortho_iparams?: Readonly<Record<string, number>> | null;
  /** `ortho_tol`, `ortho_tol_drop` and `ortho_tol_replace`; tol. */
  readonly ortho_fparams?: Readonly<Record<string, number>> | null;
  /** `ortho_use_drop`: whether directions that add little are dropped; false. */
  readonly ortho_bparams?: Readonly<Record<string, boolean>> | null;
}

type Arguments = { A: Tensor } & { -readonly [Name in keyof LobpcgOptions]: LobpcgOptions[Name] };

const names = [
  'A', 'k', 'B', 'X', 'n', 'iK', 'niter', 'tol', 'largest', 'method', 'tracker', 'ortho_iparams', 'ortho_fparams',
  'ortho_bparams',
] as const;
const tensors = ['A', 'B', 'X', 'iK'] as const;

/**
 * The k largest or smallest eigenvalues of symmetric positive definite matrices, dense, in batches or sparse, and their
 * eigenvectors (`torch.lobpcg`): (*, m, m) gives (*, k) and (*, m, k), by the locally optimal block preconditioned
 * conjugate gradient method. Without X they begin with random numbers: set a seed to have the same again. The three
 * dictionaries go by name.
 *
 * Gradients flow to a dense, real A without B; a matrix that needs one is made symmetric first, by (A + Aᵀ) / 2. Throws
 * a ValueError for m < 3n, an AssertionError for shapes that do not fit, a LinAlgError where 'basic' breaks down.
 */
export function lobpcg(
  A: Tensor, k?: number | null, B?: Tensor | null, X?: Tensor | null, n?: number | null, iK?: Tensor | null,
  niter?: number | null, tol?: number | null, largest?: boolean | null, method?: Method | null,
  tracker?: Tracker | null): Eigenpairs;
export function lobpcg(A: Tensor, options: LobpcgOptions): Eigenpairs;
export function lobpcg(A: Tensor, k: number | null, options: Omit<LobpcgOptions, 'k'>): Eigenpairs;
export function lobpcg(A: Tensor, k: number | null, B: Tensor | null, options: Omit<LobpcgOptions, 'k' | 'B'>): Eigenpairs;
export function lobpcg(options: LobpcgOptions & { readonly A: Tensor }): Eigenpairs;
export function lobpcg(...args: unknown[]): Eigenpairs {
  const given = namedArguments<Arguments>('lobpcg', names, 1, args);
  for (const name of tensors) checkTensor(name, given[name]);
  const { A, B = null, X = null, iK = null, largest } = given as Arguments;
  if (largest !== undefined && largest !== null) checkedFlag('lobpcg', 'largest', names.indexOf('largest') + 1, largest);
  const settings: Settings = {
    k: given.k ?? null,
    n: given.n ?? null,
    niter: given.niter ?? 1000,
    tol: given.tol ?? null,
    largest: largest ?? true,
    method: given.method ?? 'ortho',
    tracker: given.tracker ?? null,
    ortho_iparams: given.ortho_iparams ?? {},
    ortho_fparams: given.ortho_fparams ?? {},
    ortho_bparams: given.ortho_bparams ?? {},
  };
  if (A.requires_grad || B?.requires_grad) {
    // So that a step along the gradient leaves a symmetric matrix symmetric.
    return LOBPCGAutogradFunction.apply(symmetric(A), B && symmetric(B), X, iK, settings);
  }
  return solve(A, B, X, iK, settings);
}

function symmetric(A: Tensor): Tensor {
  return A.add(A.mT).div(2);
}

function checkTensor(name: typeof tensors[number], value: unknown): void {
  if (is_tensor(value) || (name !== 'A' && (value === null || value === undefined))) return;
  const position = names.indexOf(name) + 1;
  throw new TypeError(`lobpcg(): argument '${name}' (position ${position}) must be Tensor, not ${typeName(value)}`);
}
