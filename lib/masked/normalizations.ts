import { ValueError } from '../values/errors.js';
import { strided } from '../values/layout.js';
import { op } from '../addon/call/op.js';
import { signature } from '../arguments/signature.js';
import { divide, logaddexp as logaddexp_, maximum } from '../generated/torch.js';
import { log_softmax as log_softmax_, softmax as softmax_, softmin as softmin_ } from '../nn/functional.js';
import { canonicalDims } from './dims.js';
import { masked } from './mask.js';
import { dense } from './reductions.js';
import { norm } from './statistics.js';

/** The sums of the elements up to each along `dim` where `mask` is true (`torch.masked.cumsum`). */
export const cumsum = signature(
  'cumsum(input: Tensor, dim: int, *, dtype: dtype = None, mask: Tensor = None) -> Tensor',
).define((input, dim, dtype, mask) => {
  const type = dtype ?? input.dtype;
  const [along] = canonicalDims(dim, input.ndim);
  return op('aten::cumsum')(dense('cumsum', masked({ name: 'sum' }, input, mask)), along, type).to(type);
}, { asks: false });

/** The products of the elements up to each along `dim` where `mask` is true (`torch.masked.cumprod`). */
export const cumprod = signature(
  'cumprod(input: Tensor, dim: int, *, dtype: dtype = None, mask: Tensor = None) -> Tensor',
).define((input, dim, dtype, mask) => {
  const type = dtype ?? input.dtype;
  const [along] = canonicalDims(dim, input.ndim);
  return op('aten::cumprod')(dense('cumprod', masked({ name: 'prod' }, input, mask)), along, type).to(type);
}, { asks: false });

/** exp(x) divided by its sum along `dim`, of the elements where `mask` is true (`torch.masked.softmax`). */
export const softmax = signature(
  'softmax(input: Tensor, dim: int, *, dtype: dtype = None, mask: Tensor = None) -> Tensor',
).define((input, dim, dtype, mask) => {
  const [along] = canonicalDims(dim, input.ndim);
  const filled = dense('softmax', masked({ name: 'amax' }, input, mask));
  return softmax_(filled, along!, { dtype: dtype ?? input.dtype });
}, { asks: false });

/** The logarithm of {@link softmax} (`torch.masked.log_softmax`). */
export const log_softmax = signature(
  'log_softmax(input: Tensor, dim: int, *, dtype: dtype = None, mask: Tensor = None) -> Tensor',
).define((input, dim, dtype, mask) => {
  const [along] = canonicalDims(dim, input.ndim);
  const filled = dense('log_softmax', masked({ name: 'amax' }, input, mask));
  return log_softmax_(filled, along!, { dtype: dtype ?? input.dtype });
}, { asks: false });

/** The softmax of -x along `dim`, of the elements where `mask` is true (`torch.masked.softmin`). */
export const softmin = signature(
  'softmin(input: Tensor, dim: int, *, dtype: dtype = None, mask: Tensor = None) -> Tensor',
).define((input, dim, dtype, mask) => {
  const [along] = canonicalDims(dim, input.ndim);
  const filled = dense('softmin', masked({ name: 'amin' }, input, mask));
  return softmin_(filled, along!, { dtype: dtype ?? input.dtype });
}, { asks: false });

/**
 * The elements divided by their norm along `dim` where `mask` is true, or by `eps` if that is larger
 * (`torch.masked.normalize`).
 */
export const normalize = signature(`normalize(input: Tensor, ord: float, dim: int, *, eps: float = 1e-12,
  dtype: dtype = None, mask: Tensor = None) -> Tensor`).define((input, ord, dim, eps, dtype, mask) => {
  const filled = dense('normalize', masked({ name: 'sum' }, input, mask));
  const by = norm(input, ord, dim, { keepdim: true, dtype: dtype ?? input.dtype, ...(mask === null ? {} : { mask }) });
  return divide(filled, maximum(by, by.new_full([], eps)));
}, { asks: false });

/** log(exp(x) + exp(y)), where what a mask says is not there counts as exp(x) = 0 (`torch.masked.logaddexp`). */
export const logaddexp = signature(`logaddexp(input: Tensor, other: Tensor, *, dtype: dtype = None,
  input_mask: Tensor = None, other_mask: Tensor = None) -> Tensor`).define((
  input, other, dtype, input_mask, other_mask,
) => {
  if (input.layout !== strided || other.layout !== strided) {
    throw new ValueError(
      `masked logaddexp expects strided tensors (got ${input.layout} tensor for input, ${other.layout} for other)`);
  }
  const name = 'logaddexp';
  return logaddexp_(masked({ name }, input, input_mask), masked({ name }, other, other_mask)).to(dtype ?? input.dtype);
}, { asks: false });
