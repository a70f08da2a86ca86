import { RuntimeError, ValueError } from '../../values/errors.js';
import * as torch from '../../generated/torch.js';
import { is_tensor } from '../../values/is_tensor.js';
import { py_repr } from '../../python/repr.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';

function checkProbability(p: number): void {
  if (p < 0 || p > 1) {
    throw new ValueError(`dropout probability has to be between 0 and 1, but got ${py_repr(p)}`);
  }
}

/** Whether there is nothing to drop: PyTorch then gives the input itself back. */
function isIdle(input: Tensor, p: number, training: boolean): boolean {
  return (!training || p === 0) && is_tensor(input);
}

/**
 * In training zeroes elements with probability `p` and divides the others by 1 - p (`torch.nn.functional.dropout`).
 * Throws a ValueError for a `p` that is no probability.
 */
export const dropout = signature(
  'dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor',
).define((input, p, training, inplace) => {
  checkProbability(p);
  if (isIdle(input, p, training)) return input;
  return inplace ? torch.dropout_(input, p, training) : torch.dropout(input, p, training);
});

/** Dropout that keeps mean and variance of SELU's outputs (`torch.nn.functional.alpha_dropout`). */
export const alpha_dropout = signature(
  'alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor',
).define((input, p, training, inplace) => {
  checkProbability(p);
  if (isIdle(input, p, training)) return input;
  return inplace ? torch.alpha_dropout_(input, p, training) : torch.alpha_dropout(input, p, training);
});

/** Alpha dropout of whole channels (`torch.nn.functional.feature_alpha_dropout`). */
export const feature_alpha_dropout = signature(
  'feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor',
).define((input, p, training, inplace) => {
  checkProbability(p);
  if (isIdle(input, p, training)) return input;
  return inplace ? torch.feature_alpha_dropout_(input, p, training) : torch.feature_alpha_dropout(input, p, training);
});

/**
 * In training zeroes whole channels of (C, L) or (N, C, L) (`torch.nn.functional.dropout1d`). Throws a RuntimeError
 * for other numbers of dimensions.
 */
export const dropout1d = signature(
  'dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor',
).define((input, p, training, inplace) => {
  checkProbability(p);
  const dim = input.dim();
  if (dim !== 2 && dim !== 3) {
    throw new RuntimeError(
      `dropout1d: Expected 2D or 3D input, but received a ${dim}D input. ` +
        'Note that dropout1d exists to provide channel-wise dropout on inputs with 1 ' +
        'spatial dimension, a channel dimension, and an optional batch dimension ' +
        '(i.e. 2D or 3D inputs).');
  }
  return batched(input, dim === 3, p, training, inplace);
});

/** In training zeroes whole channels of (N, C, H, W) (`torch.nn.functional.dropout2d`); warns of other dimensions. */
export const dropout2d = signature(
  'dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor',
).define((input, p, training, inplace) => {
  checkProbability(p);
  const dim = input.dim();
  if (dim !== 3 && dim !== 4) warnDimensions('dropout2d', dim, '2 spatial dimensions', '3D or 4D');
  if (dim === 3) {
    warn('UserWarning',
      'dropout2d: Received a 3D input to dropout2d and assuming that channel-wise ' +
        '1D dropout behavior is desired - input is interpreted as shape (N, C, L), where C ' +
        'is the channel dim. This behavior will change in a future release to interpret the ' +
        'input as one without a batch dimension, i.e. shape (C, H, W). To maintain the 1D ' +
        'channel-wise dropout behavior, please switch to using dropout1d instead.');
  }
  return features(input, p, training, inplace);
});

/** In training zeroes whole channels of (C, D, H, W) or (N, C, D, H, W) (`torch.nn.functional.dropout3d`). */
export const dropout3d = signature(
  'dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor',
).define((input, p, training, inplace) => {
  checkProbability(p);
  const dim = input.dim();
  if (dim !== 4 && dim !== 5) warnDimensions('dropout3d', dim, '3 spatial dimensions', '4D or 5D');
  return batched(input, dim === 5, p, training, inplace);
});

function features(input: Tensor, p: number, training: boolean, inplace: boolean): Tensor {
  return inplace ? torch.feature_dropout_(input, p, training) : torch.feature_dropout(input, p, training);
}

/** Feature dropout of a batch, or of one sample as a batch of one. */
function batched(input: Tensor, isBatch: boolean, p: number, training: boolean, inplace: boolean): Tensor {
  if (isBatch) return features(input, p, training, inplace);
  const result = features(inplace ? input.unsqueeze_(0) : input.unsqueeze(0), p, training, inplace);
  return inplace ? result.squeeze_(0) : result.squeeze(0);
}

function warnDimensions(fn: string, dim: number, spatial: string, good: string): void {
  warn('UserWarning',
    `${fn}: Received a ${dim}-D input to ${fn}, which is deprecated ` +
      'and will result in an error in a future release. To retain the behavior ' +
      `and silence this warning, please use dropout instead. Note that ${fn} ` +
      `exists to provide channel-wise dropout on inputs with ${spatial}, ` +
      `a channel dimension, and an optional batch dimension (i.e. ${good} inputs).`);
}
