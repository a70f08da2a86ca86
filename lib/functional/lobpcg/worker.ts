import { notAsync } from '../../arguments/asynchronous.js';
import { AssertionError } from '../../values/errors.js';
import { cholesky, qr, solve_triangular, vector_norm } from '../../generated/linalg.js';
import { abs, matmul, zeros } from '../../generated/torch.js';
import { slice } from '../../tensor/slice.js';
import type { Tensor } from '../../tensor/tensor.js';
import { norm, product, quadraticForm, reciprocal, symmetricEigen } from '../matrices.js';
import { orthonormal } from './orthogonal.js';

/** Any other word than 'ortho' means 'basic', as in PyTorch. */
export type Method = 'basic' | 'ortho';
export type Tracker = (worker: LOBPCG) => void;
export type Integers = Record<string, number>;
export type Floats = Record<string, number>;
export type Flags = Record<string, boolean>;

/**
 * The state of the iteration for one matrix, which a tracker sees (`torch._lobpcg.LOBPCG`): S holds the approximate
 * eigenvectors X, the directions P of the last step and the new ones W, side by side. In a step the eigenvectors are
 * chosen anew among the combinations of these columns (the procedure of Rayleigh and Ritz).
 *
 * Knyazev, 2001; with an orthonormal basis: Stathopoulos and Wu, 2002, in the words of Duersch and others, 2018.
 */
export class LOBPCG {
  /** Eigenvalues, n of them. */
  E: Tensor;
  /** Residuals, (m, n). */
  R: Tensor;
  /** The space that is searched: X, P and W side by side, (m, 3 n). */
  S: Tensor;
  /** Norms that the tolerance is measured by. */
  readonly tvars: Record<string, Tensor> = {};
  /** Counters: the step, the sizes of the problem, how many have converged. */
  readonly ivars: Integers = { istep: 0 };
  /** Floats of the iteration: the tolerance. */
  readonly fvars: Floats = {};
  /** Flags of the iteration: whether the largest eigenvalues are wanted. */
  readonly bvars: Flags = {};

  constructor(
    readonly A: Tensor,
    readonly B: Tensor | null,
    /** Eigenvectors, (m, n). */
    public X: Tensor,
    readonly iK: Tensor | null,
    readonly iparams: Integers,
    readonly fparams: Floats,
    readonly bparams: Flags,
    readonly method: Method,
    readonly tracker: Tracker | null,
  ) {
    const { m, n } = iparams;
    const options = { dtype: X.dtype, device: X.device };
    this.E = zeros([n], options);
    this.R = zeros([m, n], options);
    this.S = zeros([m, 3 * n], options);
  }

  /** Iterates to the end. */
  run(): void {
    do {
      this.update();
      this.call_tracker();
    } while (!this.stop_iteration());
  }

  /** One step; the first looks only at X. */
  update(): void {
    const { ivars, fvars } = this;
    if (ivars.istep === 0) {
      const X_norm = norm(this.X);
      const inverse = reciprocal(X_norm);
      fvars.X_norm = X_norm;
      fvars.A_norm = norm(product(this.A, this.X)) * inverse;
      fvars.B_norm = norm(product(this.B, this.X)) * inverse;
      ivars.iterations_left = this.iparams.niter;
      ivars.converged_count = 0;
      ivars.converged_end = 0;
    }
    if (this.method === 'ortho') this.#updateOrtho();
    else this.#updateBasic();
    ivars.iterations_left--;
    ivars.istep++;
  }

  /** R = A X - B X E, for the present X and E. */
  update_residual(): void {
    this.R = product(this.A, this.X).sub(product(this.B, this.X).mul(this.E));
  }

  /**
   * How many eigenpairs have converged: those before the first one that has not, so that their order is strict. The
   * measure is backward stable (Duersch and others, 4.3). A tracker may put another in its place.
   */
  update_converged_count(): number {
    const { E, X, R, fvars } = this;
    const scale = abs(E.index(slice(X.shape.at(-1)!))).mul(fvars.B_norm).add(fvars.A_norm);
    const rerr = vector_norm(R, 2, [0]).div(vector_norm(X, 2, [0]).mul(scale));
    const converged = rerr.lt(this.fparams.tol).tolist() as boolean[];
    const first = converged.indexOf(false);
    const count = first === -1 ? converged.length : first;
    const before = this.ivars.converged_count;
    if (count < before) {
      throw new AssertionError(
        `the number of converged eigenpairs (was ${before}, got ${count}) cannot decrease`);
    }
    this.ivars.converged_count = count;
    this.tvars.rerr = rerr;
    return count;
  }

  /** Whether all pairs have converged, or the steps are used up. */
  stop_iteration(): boolean {
    const { iterations_left, converged_count } = this.ivars;
    return (this.bvars.force_stop ?? false) || iterations_left === 0 || converged_count >= this.iparams.k;
  }

  /** Calls the tracker with this object. */
  call_tracker(): void {
    if (this.tracker === null) return;
    notAsync(this.tracker(this), () =>
      'lobpcg(): the tracker is async, and what it does after its first await would come too late. Make it synchronous');
  }

  #updateBasic(): void {
    const { ivars, bparams } = this;
    const { n } = this.iparams;
    if (ivars.istep === 0) {
      const Ri = this.#rayleighRitz(this.X);
      const [E, Z] = symmetricEigen(quadraticForm(quadraticForm(this.A, this.X), Ri), bparams.largest);
      this.X.index_put_([':'], matmul(this.X, matmul(Ri, Z)));
      this.E.index_put_([':'], E);
      this.update_residual();
      this.update_converged_count();
      this.S.index_put_(['...', slice(n)], this.X);
      this.#append(n, product(this.iK, this.R));
      return;
    }
    const done = ivars.converged_count;
    const S = this.S.index(':', slice(done, ivars.converged_end));
    const Ri = this.#rayleighRitz(S);
    const [E, Z] = symmetricEigen(quadraticForm(quadraticForm(this.A, S), Ri), bparams.largest);
    this.X.index_put_([':', slice(done, null)], matmul(S, matmul(Ri, Z.index(':', slice(n - done)))));
    this.E.index_put_([slice(done, null)], E.index(slice(n - done)));
    const P = matmul(S, matmul(Ri, Z.index(':', slice(n, 2 * n - done))));
    const end = this.#keep(P);
    this.#append(end, product(this.iK, this.R.index(':', slice(ivars.converged_count, null))));
  }

  #updateOrtho(): void {
    const { ivars, bparams } = this;
    const { n } = this.iparams;
    if (ivars.istep === 0) {
      const Ri = this.#rayleighRitz(this.X);
      const [, Z] = symmetricEigen(quadraticForm(quadraticForm(this.A, this.X), Ri), bparams.largest);
      this.X = matmul(this.X, matmul(Ri, Z));
      this.update_residual();
      this.update_converged_count();
      this.S.index_put_([':', slice(n)], this.X);
      this.#append(n, orthonormal(this, this.R, this.X));
      return;
    }
    const done = ivars.converged_count;
    const S = this.S.index(':', slice(done, ivars.converged_end));
    const [E, Z] = symmetricEigen(quadraticForm(this.A, S), bparams.largest);
    const kept = slice(n - done);
    const others = slice(n - done, null);
    this.X.index_put_([':', slice(done, null)], matmul(S, Z.index(':', kept)));
    this.E.index_put_([slice(done, null)], E.index(kept));
    const basis = qr(Z.index(kept, others).mT)[0];
    const P = matmul(S, matmul(Z.index(':', others), basis));
    const end = this.#keep(P);
    const R = this.R.index(':', slice(ivars.converged_count, null));
    this.#append(end, orthonormal(this, R, this.S.index(':', slice(end))));
  }

  /** Looks at the new X, and puts it and P into S; gives the column behind them. */
  #keep(P: Tensor): number {
    const { n } = this.iparams;
    this.update_residual();
    this.update_converged_count();
    const end = n + P.shape.at(-1)!;
    this.S.index_put_([':', slice(n)], this.X);
    this.S.index_put_([':', slice(n, end)], P);
    return end;
  }

  /** Puts W into S, from that column on. */
  #append(column: number, W: Tensor): void {
    const end = column + W.shape.at(-1)!;
    this.ivars.converged_end = end;
    this.S.index_put_([':', slice(column, end)], W);
  }

  /**
   * The upper triangle Ri that makes (SᵀAS) C = (SᵀBS) C E the standard problem (Riᵀ SᵀAS Ri) Z = Z E, C = Ri Z: with
   * d = diag(SᵀBS)^(-1/2) and UᵀU = (d dᵀ) ∘ SᵀBS it is diag(d) U⁻¹, whose products with diagonal matrices are products
   * of elements here.
   */
  #rayleighRitz(S: Tensor): Tensor {
    const SBS = quadraticForm(this.B, S);
    const row = SBS.diagonal(0, -2, -1).pow(-0.5);
    const column = row.reshape([row.shape[0]!, 1]);
    const R = cholesky(SBS.mul(row).mul(column), { upper: true });
    return solve_triangular(R, row.diag_embed(), { upper: true, left: false });
  }
}
