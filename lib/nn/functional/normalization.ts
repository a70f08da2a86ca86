import { RuntimeError, ValueError } from '../../values/errors.js';
import * as _nn from '../../generated/nn.js';
import * as torch from '../../generated/torch.js';
import { py_repr } from '../../python/repr.js';
import { py_float_repr } from '../../python/format.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';

/** PyTorch's switch for cuDNN, which is on unless somebody turns it off. */
const cudnn = true;

/** `size` is what the message shows: a Size, or a plain list. */
function checkBatchSize(size: readonly number[]): void {
  let product = size[0]!;
  for (let i = 2; i < size.length; i++) product *= size[i]!;
  if (product === 1) {
    throw new ValueError(`Expected more than 1 value per channel when training, got input size ${py_repr(size)}`);
  }
}

/**
 * Each channel, less its mean, divided by its standard deviation, times `weight` plus `bias`
 * (`torch.nn.functional.batch_norm`). In training the statistics are the batch's, and the running ones follow them.
 * Throws a ValueError for a batch of one value a channel, and for a negative `eps`.
 */
export const batch_norm = signature(`batch_norm(input: Tensor, running_mean: Tensor | None, running_var: Tensor | None,
  weight: Tensor = None, bias: Tensor = None, training: bool = False, momentum: float = 0.1,
  eps: float = 1e-5) -> Tensor`).define((input, running_mean, running_var, weight, bias, training, momentum, eps) => {
  if (training) checkBatchSize(input.shape);
  if (training && eps <= 0) {
    throw new ValueError(`batch_norm eps must be positive during training, but got ${py_float_repr(eps)}`);
  }
  if (eps < 0) throw new ValueError(`batch_norm eps must be non-negative, but got ${py_float_repr(eps)}`);
  return torch.batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn);
});

/** As {@link batch_norm}, of each channel of each sample by itself (`torch.nn.functional.instance_norm`). */
export const instance_norm = signature(`instance_norm(input: Tensor, running_mean: Tensor = None,
  running_var: Tensor = None, weight: Tensor = None, bias: Tensor = None, use_input_stats: bool = True,
  momentum: float = 0.1, eps: float = 1e-5) -> Tensor`).define((
  input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps,
) => {
  if (use_input_stats) checkSpatialSize(input.shape);
  return torch.instance_norm(
    input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn);
});

function checkSpatialSize(size: readonly number[]): void {
  let product = 1;
  for (let i = 2; i < size.length; i++) product *= size[i]!;
  if (product === 1) {
    throw new ValueError(`Expected more than 1 spatial element when training, got input size ${py_repr(size)}`);
  }
}

/** Normalises over the last dimensions, whose lengths are `normalized_shape` (`torch.nn.functional.layer_norm`). */
export const layer_norm = signature(`layer_norm(input: Tensor, normalized_shape: Sequence[int], weight: Tensor = None,
  bias: Tensor = None, eps: float = 1e-5) -> Tensor`).define(
  (input, normalized_shape, weight, bias, eps) => torch.layer_norm(input, normalized_shape, weight, bias, eps, cudnn));

/** Divides by the root of the mean square over the last dimensions (`torch.nn.functional.rms_norm`). */
export const rms_norm = signature(
  'rms_norm(input: Tensor, normalized_shape: Sequence[int], weight: Tensor = None, eps: float = None) -> Tensor',
).define((input, normalized_shape, weight, eps) => torch.rms_norm(input, normalized_shape, weight, eps));

/** Normalises groups of channels of each sample (`torch.nn.functional.group_norm`). */
export const group_norm = signature(
  'group_norm(input: Tensor, num_groups: int, weight: Tensor = None, bias: Tensor = None, eps: float = 1e-5) -> Tensor',
).define((input, num_groups, weight, bias, eps) => {
  const { shape } = input;
  if (shape.length < 2) {
    throw new RuntimeError(`Expected at least 2 dimensions for input tensor but received ${shape.length}`);
  }
  checkBatchSize([Math.floor(shape[0]! * shape[1]! / num_groups), num_groups, ...shape.slice(2)]);
  return torch.group_norm(input, num_groups, weight, bias, eps, cudnn);
});

/**
 * Divides each element by (k + alpha · mean square of `size` neighbouring channels)^beta
 * (`torch.nn.functional.local_response_norm`). Throws a ValueError for less than three dimensions.
 */
export const local_response_norm = signature(
  'local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor',
).define((input, size, alpha, beta, k) => {
  const { shape } = input;
  if (shape.length < 3) {
    throw new ValueError(
      `Expected 3D or higher dimensionality                          input (got ${shape.length} dimensions)`);
  }
  if (input.numel() === 0) return input;
  const around = [Math.floor(size / 2), Math.floor((size - 1) / 2)];
  const squares = input.mul(input);
  let mean: Tensor;
  if (shape.length === 3) {
    const padded = _nn.pad(squares.unsqueeze(1), [0, 0, ...around]);
    mean = _nn.avg_pool2d(padded, [size, 1], { stride: 1 }).squeeze(1);
  } else {
    const padded = _nn.pad(squares.view([shape[0]!, 1, shape[1]!, shape[2]!, -1]), [0, 0, 0, 0, ...around]);
    mean = _nn.avg_pool3d(padded, [size, 1, 1], { stride: 1 }).squeeze(1).view(shape);
  }
  return input.div(mean.mul(alpha).add(k).pow(beta));
});
