import { float32, float64, type dtype } from '../../values/dtype.js';
import { AssertionError, IndexError, KeyError, ValueError } from '../../values/errors.js';
import { empty, randn } from '../../generated/torch.js';
import { slice } from '../../tensor/slice.js';
import type { Tensor } from '../../tensor/tensor.js';
import { floatingType } from '../matrices.js';
import { LOBPCG, type Flags, type Floats, type Integers, type Method, type Tracker } from './worker.js';

export type Eigenpairs = [E: Tensor, X: Tensor];

/** The arguments of `lobpcg` that are no tensors. */
export interface Settings {
  readonly k: number | null;
  readonly n: number | null;
  readonly niter: number;
  readonly tol: number | null;
  readonly largest: boolean;
  readonly method: Method;
  readonly tracker: Tracker | null;
  readonly ortho_iparams: Readonly<Record<string, number>>;
  readonly ortho_fparams: Readonly<Record<string, number>>;
  readonly ortho_bparams: Readonly<Record<string, boolean>>;
}

/** The precision of a dtype, as PyTorch rounds it here. */
const precision = new Map<dtype, number>([[float32, 1.2e-7], [float64, 2.23e-16]]);

/** Eigenpairs of one matrix or of each in a batch. */
export function solve(
  A: Tensor, B: Tensor | null, X: Tensor | null, iK: Tensor | null, settings: Settings,
): Eigenpairs {
  const m = sizeAt(A, -1);
  if (sizeAt(A, -2) !== m) throw new AssertionError(`A must be square, got shape ${A.shape}`);
  if (B !== null && String(A.shape) !== String(B.shape)) {
    throw new AssertionError(`A and B must have same shape, got ${A.shape} vs ${B.shape}`);
  }
  const dtype = floatingType(A);
  const { device } = A;
  const tol = settings.tol ?? Math.sqrt(precisionOf(dtype));
  const k = settings.k ?? (X === null ? 1 : sizeAt(X, -1));
  const n = X === null ? (settings.n ?? k) : sizeAt(X, -1);
  if (m < 3 * n) {
    throw new ValueError(
      `LOBPCG algorithm is not applicable when the number of A rows (=${m}) is smaller than 3 x the number of ` +
        `requested eigenpairs (=${n})`);
  }
  const [iparams, fparams, bparams] = parameters({ m, n, k }, tol, settings);

  const pairs = (A: Tensor, B: Tensor | null, X: Tensor | null, name: string): Eigenpairs => {
    const start = X ?? randn([m, n], { dtype, device });
    if (start.dim() !== 2 || start.shape[0] !== m || start.shape[1] !== n) {
      throw new AssertionError(`${name} shape mismatch: got ${start.shape}, expected (${m}, ${n})`);
    }
    const worker = new LOBPCG(A, B, start, iK, iparams, fparams, bparams, settings.method, settings.tracker);
    worker.run();
    return [worker.E.index(slice(k)), worker.X.index(':', slice(k))];
  };

  const batch = A.shape.slice(0, -2);
  if (batch.length === 0) return pairs(A, B, X, 'X');
  const N = batch.reduce((product, size) => product * size, 1);
  const [As, Bs] = [A.reshape([N, m, m]), B?.reshape([N, m, m])];
  const Xs = X?.reshape([N, ...X.shape.slice(-2)]);
  const values = empty([N, k], { dtype, device });
  const vectors = empty([N, m, k], { dtype, device });
  for (let i = 0; i < N; i++) {
    iparams.batch_index = i;
    const [E, V] = pairs(As.index(i), Bs?.index(i) ?? null, Xs?.index(i) ?? null, 'X_');
    values.index_put_([i], E);
    vectors.index_put_([i], V);
  }
  return [values.reshape([...batch, k]), vectors.reshape([...batch, m, k])];
}

/** What a worker goes by. The dictionaries of the caller may name anything, which the tracker then sees. */
function parameters(
  sizes: { m: number; n: number; k: number }, tol: number, settings: Settings,
): [Integers, Floats, Flags] {
  const iparams = { ...sizes, niter: settings.niter };
  const fparams = { tol };
  const bparams = { largest: settings.largest };
  if (settings.method !== 'ortho') return [iparams, fparams, bparams];
  const { ortho_iparams, ortho_fparams, ortho_bparams } = settings;
  return [
    { ...iparams, ortho_i_max: 3, ortho_j_max: 3, ...ortho_iparams },
    { ...fparams, ortho_tol: tol, ortho_tol_drop: tol, ortho_tol_replace: tol, ...ortho_fparams },
    { ...bparams, ortho_use_drop: false, ...ortho_bparams },
  ];
}

function precisionOf(dtype: dtype): number {
  const value = precision.get(dtype);
  if (value === undefined) throw new KeyError(String(dtype));
  return value;
}

function sizeAt(tensor: Tensor, dim: number): number {
  const size = tensor.shape.at(dim);
  if (size === undefined) throw new IndexError('tuple index out of range');
  return size;
}
