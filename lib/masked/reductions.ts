import { bool, int16, int32, int64, int8, uint8, type dtype } from '../values/dtype.js';
import { ValueError } from '../values/errors.js';
import { sparse_coo, sparse_csr, strided } from '../values/layout.js';
import { op } from '../addon/call/op.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { canonicalDims, type Dims } from './dims.js';
import { masked } from './mask.js';
import { reduceCoo, reduceCsr } from './sparse_reductions.js';

const small = new Set<dtype>([uint8, bool, int8, int16, int32]);

/** The input and the dtype of its sum: int64 for integers. A CSR matrix cannot be converted, so it goes through COO. */
function summable(input: Tensor, type: dtype | null): [input: Tensor, dtype: dtype | null] {
  if (type !== null) return [input, type];
  if (!small.has(input.dtype)) return [input, input.dtype];
  if (input.layout !== sparse_csr) return [input, int64];
  return [input.to_sparse_coo().to(int64).to_sparse_csr(), null];
}

function explicit(name: string, mask: Tensor | null, { layout }: Tensor, shown = name): void {
  if (mask !== null) return;
  throw new ValueError(`masked ${shown} expects explicit mask for ${String(layout).slice(6)} tensor input`);
}

function wrongLayout(name: string, { layout }: Tensor): ValueError {
  return new ValueError(`masked ${name} expects strided, sparse_coo or sparse_csr tensor (got ${layout} tensor)`);
}

/**
 * The sum of the elements along `dim` where `mask` is true (`torch.masked.sum`); a mask of fewer dimensions is
 * broadcast. What is masked out counts as 0. Throws a ValueError for layouts but strided, COO and CSR.
 */
export const sum = signature(`sum(input: Tensor, dim: int | Sequence[int] = None, *, keepdim: bool | None = False,
  dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((given, dim, keepdim, dtype, mask) => {
  const [input, type] = summable(given, dtype);
  const dims = canonicalDims(dim, input.ndim);
  const filled = masked({ name: 'sum' }, input, mask);
  const keep = keepdim ?? false;
  if (filled.layout === strided) return op('aten::sum.dim_IntList')(filled, dims, keep, type);
  if (filled.layout === sparse_coo) return reduceCoo('sum', filled, dims, keep, type!);
  if (filled.layout === sparse_csr) return op('aten::_sparse_csr_sum.dim_dtype')(filled, dims, keep, type);
  throw wrongLayout('sum', filled);
}, { asks: false });

/**
 * The product of the elements along `dim` where `mask` is true (`torch.masked.prod`). What is masked out counts as 1.
 * Sparse inputs need a mask, else it is a ValueError.
 */
export const prod = signature(`prod(input: Tensor, dim: int | Sequence[int] = None, *, keepdim: bool | None = False,
  dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((given, dim, keepdim, dtype, mask) => {
  const [input, type] = summable(given, dtype);
  const dims = canonicalDims(dim, input.ndim);
  const filled = masked({ name: 'prod' }, input, mask);
  const keep = keepdim ?? false;
  if (filled.layout === strided) {
    return [...dims].reverse().reduce((result, d) => result.prod(d, keep), filled.to(type!));
  }
  if (filled.layout !== sparse_coo && filled.layout !== sparse_csr) throw wrongLayout('prod', filled);
  explicit('prod', mask, filled);
  if (filled.layout === sparse_coo) return reduceCoo('prod', filled, dims, keep, type!);
  return op('aten::_sparse_csr_prod.dim_dtype')(filled, dims, keep, type);
}, { asks: false });

function extreme(
  name: 'amax' | 'amin', input: Tensor, dim: Dims, keepdim: boolean | null, dtype: dtype | null, mask: Tensor | null,
): Tensor {
  const type = dtype ?? input.dtype;
  const filled = masked({ name }, input, mask);
  const dims = canonicalDims(dim, filled.ndim);
  const keep = keepdim ?? false;
  if (filled.layout === strided) return op(`aten::${name}`)(filled, dims, keep).to(type);
  if (filled.layout === sparse_coo) {
    // PyTorch's own words for both.
    explicit(name, mask, filled, 'amax');
    return reduceCoo(name, filled, dims, keep, type);
  }
  if (filled.layout !== sparse_csr) throw wrongLayout(name, filled);
  explicit(name, mask, filled);
  return reduceCsr(name, filled, dims, keep, type);
}

/** The largest of the elements along `dim` where `mask` is true (`torch.masked.amax`); the least there is of none. */
export const amax = signature(`amax(input: Tensor, dim: int | Sequence[int] = None, *, keepdim: bool | None = False,
  dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((input, dim, keepdim, dtype, mask) =>
  extreme('amax', input, dim, keepdim, dtype, mask), { asks: false });

/** The least of the elements along `dim` where `mask` is true (`torch.masked.amin`); the largest there is of none. */
export const amin = signature(`amin(input: Tensor, dim: int | Sequence[int] = None, *, keepdim: bool | None = False,
  dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((input, dim, keepdim, dtype, mask) =>
  extreme('amin', input, dim, keepdim, dtype, mask), { asks: false });

/** A function of dense tensors only. */
export function dense(name: string, filled: Tensor): Tensor {
  if (filled.layout === strided) return filled;
  throw new ValueError(`masked ${name} expects strided tensor (got ${filled.layout} tensor)`);
}

/** The place of the largest element along `dim`, or of all, where `mask` is true (`torch.masked.argmax`). */
export const argmax = signature(`argmax(input: Tensor, dim: int = None, *, keepdim: bool | None = False,
  dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((input, dim, keepdim, dtype, mask) => {
  const filled = dense('argmax', masked({ name: 'argmax' }, input, mask));
  return op('aten::argmax')(filled, dim, keepdim ?? false).to(dtype ?? input.dtype);
}, { asks: false });

/** The place of the least element along `dim`, or of all, where `mask` is true (`torch.masked.argmin`). */
export const argmin = signature(`argmin(input: Tensor, dim: int = None, *, keepdim: bool | None = False,
  dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((input, dim, keepdim, dtype, mask) => {
  const filled = dense('argmin', masked({ name: 'argmin' }, input, mask));
  return op('aten::argmin')(filled, dim, keepdim ?? false).to(dtype ?? input.dtype);
}, { asks: false });

/** The logarithm of the sum of exp(x) along `dim` where `mask` is true (`torch.masked.logsumexp`). */
export const logsumexp = signature(`logsumexp(input: Tensor, dim: int | Sequence[int] = None, *, keepdim: bool = False,
  dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((input, dim, keepdim, dtype, mask) => {
  const dims = canonicalDims(dim, input.ndim);
  const filled = dense('logsumexp', masked({ name: 'logsumexp' }, input, mask));
  return op('aten::logsumexp')(filled, dims, keepdim).to(dtype ?? input.dtype);
}, { asks: false });
