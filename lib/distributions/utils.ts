/** `torch.distributions.utils`: what the distributions share. */
import { get_default_dtype } from '../addon/default_dtype.js';
import { overrides } from '../arguments/overrides.js';
import { signature } from '../arguments/signature.js';
import { broadcast_tensors } from '../functional.js';
import { arange, empty, log1p, sigmoid } from '../generated/torch.js';
import { softmax } from '../nn/functional.js';
import { tensor } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import { finfo } from '../tensor/type_info.js';
import type { device } from '../values/device.js';
import type { dtype } from '../values/dtype.js';
import { ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { isNumber, rounded } from './numbers.js';
import { lengthAt } from './shapes.js';

export { lazy_property } from './lazy.js';

/** Euler and Mascheroni's constant (`torch.distributions.utils.euler_constant`). */
export const euler_constant = 0.5772156649015329;

/**
 * Expands tensors to their common shape (`torch.distributions.utils.broadcast_all`). Numbers become tensors of the
 * dtype and device of the first tensor, or of the default dtype. Throws a ValueError for anything else.
 */
export function broadcast_all(...values: readonly (Tensor | number)[]): Tensor[] {
  let first: Tensor | undefined;
  let numbers = false;
  for (const value of values) {
    if (is_tensor(value)) first ??= value;
    else if (isNumber(value)) numbers = true;
    else if (!overrides(value)) {
      throw new ValueError('Input arguments must all be instances of Number, ' +
        'torch.Tensor or objects implementing __torch_function__.');
    }
  }
  if (!numbers) return broadcast_tensors(...values as Tensor[]);
  const options = first === undefined ? { dtype: get_default_dtype() } : { dtype: first.dtype, device: first.device };
  return broadcast_tensors(...values.map((value) => (isNumber(value) ? tensor(value, options) : value)));
}

/** Draws from the standard normal distribution. */
export function _standard_normal(shape: readonly number[], type: dtype | null, on: device | null): Tensor {
  return empty(shape, { dtype: type, device: on }).normal_();
}

/** Sums over the last `dim` dimensions. */
export function _sum_rightmost(value: Tensor, dim: number): Tensor {
  if (dim === 0) return value;
  return value.reshape([...value.shape.slice(0, -dim), -1]).sum(-1);
}

/**
 * Probabilities of logits (`torch.distributions.utils.logits_to_probs`): each by itself where `is_binary`, else softmax
 * over the last dimension. Any shape, to the same.
 */
export const logits_to_probs = signature(
  'logits_to_probs(logits: Tensor, is_binary: bool = False) -> Tensor',
).define((logits, is_binary) => (is_binary ? sigmoid(logits) : softmax(logits, -1)));

/**
 * Keeps probabilities between the dtype's epsilon and 1 minus that (`torch.distributions.utils.clamp_probs`): any
 * shape, to the same.
 */
export const clamp_probs = signature('clamp_probs(probs: Tensor) -> Tensor').define((probs) => {
  const { eps } = finfo(probs.dtype);
  return probs.clamp(eps, 1 - eps);
});

/**
 * Logits of probabilities (`torch.distributions.utils.probs_to_logits`): log odds where `is_binary`, else logarithms.
 * Any shape, to the same.
 */
export const probs_to_logits = signature(
  'probs_to_logits(probs: Tensor, is_binary: bool = False) -> Tensor',
).define((probs, is_binary) => {
  const clamped = clamp_probs(probs);
  return is_binary ? clamped.log().sub(log1p(clamped.neg())) : clamped.log();
});

function trilMask(n: number, diag: number, like: Tensor): Tensor {
  const range = arange(n, { device: like.device });
  return range.lt(range.view(-1, 1).add(diag + 1));
}

/**
 * The elements of a matrix below and on a diagonal, row by row (`torch.distributions.utils.tril_matrix_to_vec`):
 * (*, D, D) to (*, N). Throws a ValueError for a diagonal outside of the matrix.
 */
export const tril_matrix_to_vec = signature(
  'tril_matrix_to_vec(mat: Tensor, diag: int = 0) -> Tensor',
).define((mat, diag) => {
  const n = lengthAt(mat.shape, -1);
  if (diag < -n || diag >= n) throw new ValueError(`diag (${diag}) provided is outside [${-n}, ${n - 1}].`);
  return mat.index('...', trilMask(n, diag, mat));
});

/**
 * The matrix with zeros above a diagonal and these elements elsewhere, row by row
 * (`torch.distributions.utils.vec_to_tril_matrix`): (*, N) to (*, D, D). Throws a ValueError where no matrix has so
 * many.
 */
export const vec_to_tril_matrix = signature(
  'vec_to_tril_matrix(vec: Tensor, diag: int = 0) -> Tensor',
).define((vec, diag) => {
  const length = lengthAt(vec.shape, -1);
  const b = 1 + 2 * diag;
  const side = (-b + Math.sqrt(b ** 2 + 8 * length + 4 * Math.abs(diag) * (diag + 1))) / 2;
  if (rounded(side) - side > finfo(vec.dtype).eps) {
    throw new ValueError(`The size of last dimension is ${length} which cannot be expressed as ` +
      'the lower triangular part of a square D x D matrix.');
  }
  const n = rounded(side);
  const mat = vec.new_zeros([...vec.shape.slice(0, -1), n, n]);
  mat.index_put_(['...', trilMask(n, diag, vec)], vec);
  return mat;
});
