import { RuntimeError, ValueError } from '../../values/errors.js';
import * as _nn from '../../generated/nn.js';
import * as torch from '../../generated/torch.js';
import { contiguous_format } from '../../values/memory_format.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';

export {
  celu_, hardshrink, prelu, relu_, rrelu_, selu_, threshold_,
} from '../../generated/torch.js';
export { elu_, gelu, hardtanh_, leaky_relu_, log_sigmoid as logsigmoid, softplus, softshrink } from '../../generated/nn.js';

/** The element where it exceeds `threshold`, `value` elsewhere (`torch.nn.functional.threshold`). */
export const threshold = signature(
  '_threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor',
).define((input, threshold, value, inplace) =>
  inplace ? torch.threshold_(input, threshold, value) : torch.threshold(input, threshold, value));

/** max(0, x) for each element; `inplace` overwrites the input (`torch.nn.functional.relu`). */
export const relu = signature('relu(input: Tensor, inplace: bool = False) -> Tensor').define(
  (input, inplace) => inplace ? torch.relu_(input) : torch.relu(input));

/**
 * The first half along `dim` times the sigmoid of the second (`torch.nn.functional.glu`). Throws a RuntimeError for a
 * tensor of no dimensions and for an odd length.
 */
export const glu = signature('glu(input: Tensor, dim: int = -1) -> Tensor').define((input, dim) => {
  if (input.dim() === 0) throw new RuntimeError('glu does not support scalars because halving size must be even');
  return _nn.glu(input, dim);
});

/** The element, held between `min_val` and `max_val` (`torch.nn.functional.hardtanh`). */
export const hardtanh = signature(
  'hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor',
).define((input, min_val, max_val, inplace) => {
  if (min_val > max_val) throw new ValueError('min_val cannot be greater than max_val');
  return inplace ? _nn.hardtanh_(input, min_val, max_val) : _nn.hardtanh(input, min_val, max_val);
});

/** min(max(0, x), 6) for each element (`torch.nn.functional.relu6`). */
export const relu6 = signature('relu6(input: Tensor, inplace: bool = False) -> Tensor').define(
  (input, inplace) => inplace ? _nn.relu6_(input) : _nn.relu6(input));

/** x above 0, alpha (exp(x) - 1) below (`torch.nn.functional.elu`). */
export const elu = signature('elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor').define(
  (input, alpha, inplace) => inplace ? _nn.elu_(input, alpha) : _nn.elu(input, alpha));

/** ELU with the scale and alpha that keep mean and variance over layers (`torch.nn.functional.selu`). */
export const selu = signature('selu(input: Tensor, inplace: bool = False) -> Tensor').define(
  (input, inplace) => inplace ? torch.selu_(input) : torch.selu(input));

/** max(0, x) + min(0, alpha (exp(x / alpha) - 1)) for each element (`torch.nn.functional.celu`). */
export const celu = signature('celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor').define(
  (input, alpha, inplace) => inplace ? torch.celu_(input, alpha) : torch.celu(input, alpha));

/** x above 0, negative_slope x below (`torch.nn.functional.leaky_relu`). */
export const leaky_relu = signature(
  'leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor',
).define((input, negative_slope, inplace) =>
  inplace ? _nn.leaky_relu_(input, negative_slope) : _nn.leaky_relu(input, negative_slope));

/**
 * Leaky ReLU with slopes drawn between `lower` and `upper` in training, their mean otherwise
 * (`torch.nn.functional.rrelu`).
 */
export const rrelu = signature(`rrelu(input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False,
  inplace: bool = False) -> Tensor`).define(
  (input, lower, upper, training, inplace) =>
    inplace ? torch.rrelu_(input, lower, upper, training) : torch.rrelu(input, lower, upper, training));

/** x - tanh(x) for each element (`torch.nn.functional.tanhshrink`). */
export const tanhshrink = signature('tanhshrink(input: Tensor) -> Tensor').define((input) => input.sub(input.tanh()));

/** x / (1 + |x|) for each element (`torch.nn.functional.softsign`). */
export const softsign = signature('softsign(input: Tensor) -> Tensor').define((input) => input.div(input.abs().add(1)));

/** The hyperbolic tangent of each element (`torch.nn.functional.tanh`). */
export const tanh = signature('tanh(input: Tensor) -> Tensor').define((input) => torch.tanh(input));

/** 1 / (1 + exp(-x)) for each element (`torch.nn.functional.sigmoid`). */
export const sigmoid = signature('sigmoid(input: Tensor) -> Tensor').define((input) => torch.sigmoid(input));

/** The sigmoid's shape out of three lines: 0 below -3, 1 above 3 (`torch.nn.functional.hardsigmoid`). */
export const hardsigmoid = signature('hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor').define(
  (input, inplace) => inplace ? _nn.hardsigmoid_(input) : _nn.hardsigmoid(input));

/** x sigmoid(x) for each element (`torch.nn.functional.silu`). */
export const silu = signature('silu(input: Tensor, inplace: bool = False) -> Tensor').define(
  (input, inplace) => inplace ? _nn.silu_(input) : _nn.silu(input));

/** x tanh(softplus(x)) for each element (`torch.nn.functional.mish`). */
export const mish = signature('mish(input: Tensor, inplace: bool = False) -> Tensor').define(
  (input, inplace) => inplace ? _nn.mish_(input) : _nn.mish(input));

/** x hardsigmoid(x) for each element (`torch.nn.functional.hardswish`). */
export const hardswish = signature('hardswish(input: Tensor, inplace: bool = False) -> Tensor').define(
  (input, inplace) => inplace ? _nn.hardswish_(input) : _nn.hardswish(input));

/** exp(x) / sum(exp(x)) along `dim`, computed in `dtype` where one is named (`torch.nn.functional.softmax`). */
export const softmax = signature(
  'softmax(input: Tensor, dim: int = None, _stacklevel: int = 3, dtype: dtype = None) -> Tensor',
).define((input, dim, _stacklevel, dtype) => {
  const along = dim ?? implicitDimension('softmax', input);
  return dtype === null ? torch.softmax(input, along) : torch.softmax(input, along, { dtype });
});

/** The softmax of -x (`torch.nn.functional.softmin`). */
export const softmin = signature(
  'softmin(input: Tensor, dim: int = None, _stacklevel: int = 3, dtype: dtype = None) -> Tensor',
).define((input, dim, _stacklevel, dtype) => {
  const along = dim ?? implicitDimension('softmin', input);
  return dtype === null ? torch.softmax(input.neg(), along) : torch.softmax(input.neg(), along, { dtype });
});

/** log(softmax(x)) along `dim`, without overflow (`torch.nn.functional.log_softmax`). */
export const log_softmax = signature(
  'log_softmax(input: Tensor, dim: int = None, _stacklevel: int = 3, dtype: dtype = None) -> Tensor',
).define((input, dim, _stacklevel, dtype) => {
  const along = dim ?? implicitDimension('log_softmax', input);
  return dtype === null ? torch.log_softmax(input, along) : torch.log_softmax(input, along, { dtype });
});

function implicitDimension(fn: string, input: Tensor): number {
  warn('UserWarning',
    `Implicit dimension choice for ${fn} has been deprecated. Change the call to include dim=X as an argument.`);
  return [0, 1, 3].includes(input.dim()) ? 0 : 1;
}

/**
 * A sample of the Gumbel-softmax distribution of unnormalised log-probabilities at temperature `tau`; `hard` makes it
 * one-hot with the gradient of the soft sample (`torch.nn.functional.gumbel_softmax`).
 */
export const gumbel_softmax = signature(
  'gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor',
).define((logits, tau, hard, eps, dim) => {
  if (eps !== 1e-10) warn('UserWarning', '`eps` parameter is deprecated and has no effect.');
  const memory_format = contiguous_format;
  const noise = torch.empty_like(logits, { memory_format }).exponential_().log().neg();
  const soft = logits.add(noise).div(tau).softmax(dim);
  if (!hard) return soft;
  const index = soft.max(dim, { keepdim: true }).indices;
  const oneHot = torch.zeros_like(logits, { memory_format }).scatter_(dim, index, 1);
  return oneHot.sub(soft.detach()).add(soft);
});
