import { float32, int64, type dtype } from '../values/dtype.js';
import { AssertionError, ValueError } from '../values/errors.js';
import { sparse_csr, strided } from '../values/layout.js';
import { op } from '../addon/call/op.js';
import { signature } from '../arguments/signature.js';
import { divide, maximum, ones, sqrt, subtract } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { canonicalDims, type Dims } from './dims.js';
import { inputMask, masked } from './mask.js';
import { dense, sum } from './reductions.js';
import { reduceCsr } from './sparse_reductions.js';

const isContinuous = (type: dtype): boolean => type.is_floating_point || type.is_complex;

/** How many elements count, their sum, and the mask as it was used. */
function countAndSum(
  input: Tensor, dim: Dims, keepdim: boolean, dtype: dtype, mask: Tensor | null,
): [count: Tensor, total: Tensor, mask: Tensor | null] {
  if (mask === null) {
    const all = ones(input.shape, { dtype: int64, device: input.device });
    return [sum(all, dim, { keepdim }), sum(input, dim, { keepdim, dtype }), null];
  }
  const whole = inputMask(input, mask);
  const dims = typeof dim === 'number' ? [dim] : dim;
  const count = op('aten::sum.dim_IntList')(whole, dims, keepdim);
  return [count, sum(input, dim, { keepdim, dtype, mask: whole }), whole];
}

/** The mean of the elements along `dim` where `mask` is true (`torch.masked.mean`); NaN where it is false for all. */
export const mean = signature(`mean(input: Tensor, dim: int | Sequence[int] = None, *, keepdim: bool | None = False,
  dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((input, dim, keepdim, dtype, mask) => {
  const type = dtype ?? input.dtype;
  if (!isContinuous(type)) {
    throw new ValueError(
      `mean(): Could not infer output dtype. ${dtype === null ? 'Input' : 'Optional'} dtype must be either ` +
        `a floating point or complex dtype. Got: ${type}`);
  }
  if (input.layout === strided) {
    const [count, total] = countAndSum(input, dim, keepdim ?? false, type, mask);
    return total.div(count);
  }
  if (input.layout !== sparse_csr) {
    throw new ValueError(`masked mean expects strided or sparse_csr tensor (got ${input.layout} tensor)`);
  }
  if (mask === null) throw new ValueError('masked mean expects explicit mask for sparse_csr tensor input');
  // A mean has no identity: what is masked out is not there.
  const filled = masked({ name: 'mean' }, input, mask);
  return reduceCsr('mean', filled, canonicalDims(dim, filled.ndim), keepdim ?? false, type);
}, { asks: false });

/**
 * The median of the elements along `dim` where `mask` is true (`torch.masked.median`), the lower of two; NaN where the
 * mask is false for all, which for integers is a ValueError.
 */
export const median = signature(`median(input: Tensor, dim: int = -1, *, keepdim: bool = False, dtype: dtype = None,
  mask: Tensor = None) -> Tensor`).define((input, dim, keepdim, dtype, mask) => {
  const [along] = canonicalDims(dim, input.ndim);
  const isFloat = input.is_floating_point();
  const filled = dense('median', masked({ name: 'median' }, isFloat ? input : input.to(float32), mask));
  const [output] = op<[Tensor, Tensor]>('aten::nanmedian.dim')(filled, along, keepdim);
  if (isFloat) return output;
  if (!output.isnan().any().item()) return output.to(dtype ?? input.dtype);
  throw new ValueError('masked median expects no fully masked out rows if dtype is not floating point');
}, { asks: false });

/** The norm of order `ord` of the elements along `dim` where `mask` is true (`torch.masked.norm`). */
export const norm = signature(`norm(input: Tensor, ord: float | None = 2.0, dim: int | Sequence[int] = None, *,
  keepdim: bool | None = False, dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((
  input, ord, dim, keepdim, dtype, mask,
) => {
  const filled = dense('norm', masked({ name: 'norm', ord }, input, mask));
  return op('aten::linalg_vector_norm')(
    filled, ord ?? undefined, canonicalDims(dim, input.ndim), keepdim ?? false, dtype ?? input.dtype);
}, { asks: false });

interface Deviation {
  readonly unbiased: boolean | null;
  readonly correction: number | null;
  readonly keepdim: boolean | null;
  readonly dtype: dtype | null;
  readonly mask: Tensor | null;
}

function variance(input: Tensor, dim: Dims, { unbiased, correction, keepdim, dtype, mask }: Deviation): Tensor {
  if (unbiased !== null && correction !== null) {
    throw new AssertionError('Only one of unbiased and correction may be given');
  }
  const less = correction ?? (unbiased === false ? 0 : 1);
  const type = dtype ?? (isContinuous(input.dtype) ? input.dtype : float32);
  const computed = isContinuous(type) ? type : float32;
  if (input.layout !== strided) {
    throw new ValueError(`masked std/var expects strided tensor (got ${input.layout} tensor)`);
  }
  const [counts, sample, whole] = countAndSum(input, dim, true, type, mask);
  const x = subtract(input, divide(sample, counts));
  const keep = keepdim ?? false;
  const named = { keepdim: keep, dtype: computed, ...(whole === null ? {} : { mask: whole }) };
  const total = sum(x.mul(x.conj()), dim, named);
  let count = keep ? counts : counts.reshape(total.shape);
  if (less !== 0) {
    count = subtract(count.to(computed.to_real()), less);
    count = maximum(count, count.new_zeros([]));
  }
  return divide(total, count).to(type);
}

/** The variance of the elements along `dim` where `mask` is true (`torch.masked.var`), by n - 1 unless told. */
export const var_ = signature(`var(input: Tensor, dim: int | Sequence[int] = None, unbiased: bool = None, *,
  correction: float = None, keepdim: bool | None = False, dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((
  input, dim, unbiased, correction, keepdim, dtype, mask,
) => variance(input, dim, { unbiased, correction, keepdim, dtype, mask }), { asks: false });

/** The standard deviation of the elements along `dim` where `mask` is true (`torch.masked.std`). */
export const std = signature(`std(input: Tensor, dim: int | Sequence[int] = None, unbiased: bool = None, *,
  correction: int = None, keepdim: bool | None = False, dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((
  input, dim, unbiased, correction, keepdim, dtype, mask,
) => sqrt(variance(input, dim, { unbiased, correction, keepdim, dtype, mask })), { asks: false });
