/** What PyTorch removed in favour of `torch.linalg`, on `torch` and on tensors: a call says what to write instead. */
import { signature } from '../arguments/signature.js';
import { RuntimeError } from '../values/errors.js';

const lead = 'This function was deprecated since version 1.9 and is now removed.';

const instead = {
  cholesky: ' `torch.cholesky` is deprecated in favor of `torch.linalg.cholesky`.\n' +
    'L = torch.cholesky(A) should be replaced with:\nL = torch.linalg.cholesky(A)\n' +
    'U = torch.cholesky(A, upper=True) should be replaced with:\nU = torch.linalg.cholesky(A).mH',
  eig: ' `torch.linalg.eig` returns complex tensors of dtype `cfloat` or `cdouble` rather than real ' +
    'tensors mimicking complex tensors.\n\nL, _ = torch.eig(A) should be replaced with:\n' +
    'L_complex = torch.linalg.eigvals(A)\n\nand\n\n' +
    'L, V = torch.eig(A, eigenvectors=True) should be replaced with:\n' +
    'L_complex, V_complex = torch.linalg.eig(A)',
  lstsq: ' `torch.lstsq` is deprecated in favor of `torch.linalg.lstsq`.\n' +
    '`torch.linalg.lstsq` has reversed arguments and does not return the QR decomposition in the ' +
    'returned tuple (although it returns other information about the problem).\n\n' +
    'To get the QR decomposition consider using `torch.linalg.qr`.\n\n' +
    'The returned solution in `torch.lstsq` stored the residuals of the solution in the last m - n ' +
    'columns of the returned value whenever m > n. In torch.linalg.lstsq, the residuals are in the ' +
    'field \'residuals\' of the returned named tuple.\n\nThe unpacking of the solution, as in\n' +
    'X, _ = torch.lstsq(B, A).solution[:A.size(1)]\nshould be replaced with:\n' +
    'X = torch.linalg.lstsq(A, B).solution',
  matrix_rank: '\nPlease use the `torch.linalg.matrix_rank` function instead. The parameter \'symmetric\' was ' +
    "renamed in `torch.linalg.matrix_rank()` to 'hermitian'.",
  qr: ' `torch.qr` is deprecated in favor of `torch.linalg.qr` and the boolean parameter `some` has ' +
    'been replaced with a string parameter `mode`.\n\nQ, R = torch.qr(A) should be replaced with:\n' +
    'Q, R = torch.linalg.qr(A, mode=\'reduced\')\n\nand\n\n' +
    'Q, R = torch.qr(A, some=False) should be replaced with:\n' +
    'Q, R = torch.linalg.qr(A, mode=\'complete\')\n\n' +
    "Since `some` was set to True, use mode='reduced'.",
  solve: ' `torch.solve` is deprecated in favor of `torch.linalg.solve`. `torch.linalg.solve` has its ' +
    'arguments reversed and does not return the LU factorization.\n\n' +
    'To get the LU factorization see `torch.lu`, which can be used with `torch.lu_solve` or ' +
    '`torch.lu_unpack`.\nX = torch.solve(B, A).solution should be replaced with:\n' +
    'X = torch.linalg.solve(A, B)',
  symeig: ' The default behavior has changed from using the upper triangular portion of the matrix by ' +
    'default to using the lower triangular portion.\n\n' +
    'L, _ = torch.symeig(A, upper=upper) should be replaced with:\n' +
    'L = torch.linalg.eigvalsh(A, UPLO=\'U\' if upper else \'L\')\n\nand\n\n' +
    'L, V = torch.symeig(A, eigenvectors=True) should be replaced with:\n' +
    "L, V = torch.linalg.eigh(A, UPLO='U' if upper else 'L')",
} as const;

function gone(name: keyof typeof instead): () => never {
  return () => {
    throw new RuntimeError(lead + instead[name]);
  };
}

/** Removed: throws a RuntimeError that names `linalg.cholesky` (`torch.cholesky`). */
export const cholesky = signature('cholesky(input: Tensor, upper: bool = False, *, out: Tensor = None) -> Tensor').define(
  gone('cholesky'));
/** Removed: throws a RuntimeError that names `linalg.eig` (`torch.eig`). */
export const eig = signature(
  'eig(self: Tensor, eigenvectors: bool = False, *, e: Tensor = None, v: Tensor = None) -> tuple[Tensor, Tensor]',
).define(gone('eig'));
/** Removed: throws a RuntimeError that names `linalg.lstsq` (`torch.lstsq`). */
export const lstsq = signature('lstsq(input: Tensor, A: Tensor, *, out: Tensor = None) -> tuple[Tensor, Tensor]').define(
  gone('lstsq'));
/** Removed: throws a RuntimeError that names `linalg.matrix_rank` (`torch.matrix_rank`). */
export const matrix_rank = signature(
  'matrix_rank(input: Tensor, tol: float = None, symmetric: bool = False, *, out: Tensor = None) -> Tensor',
).define(gone('matrix_rank'));
/** Removed: throws a RuntimeError that names `linalg.qr` (`torch.qr`). */
export const qr = signature('qr(input: Tensor, some: bool = True, *, out: Tensor = None) -> tuple[Tensor, Tensor]').define(
  gone('qr'));
/** Removed: throws a RuntimeError that names `linalg.solve` (`torch.solve`). */
export const solve = signature('solve(input: Tensor, A: Tensor, *, out: Tensor = None) -> tuple[Tensor, Tensor]').define(
  gone('solve'));
/** Removed: throws a RuntimeError that names `linalg.eigh` (`torch.symeig`). */
export const symeig = signature(`symeig(input: Tensor, eigenvectors: bool = False, upper: bool = True, *,
  out: Tensor = None) -> tuple[Tensor, Tensor]`).define(gone('symeig'));

type Any = (this: unknown, ...args: unknown[]) => unknown;

/** The methods of the same names; torch.matrix_rank never was one. */
export const removedMethods: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries({ cholesky, eig, lstsq, qr, solve, symeig }).map(([name, fn]) => [name, function (this, ...args) {
    return (fn as unknown as Any)(this, ...args);
  } satisfies Any]));
