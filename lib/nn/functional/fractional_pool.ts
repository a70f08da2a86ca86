import { ValueError } from '../../values/errors.js';
import * as _nn from '../../generated/nn.js';
import { rand } from '../../generated/torch.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { boolean_dispatch } from './boolean_dispatch.js';
import { expanded, type Sizes, type WithIndices } from './sizes.js';

type Operator = (input: Tensor, kernel_size: Sizes, output_size: Sizes, random_samples: Tensor) => WithIndices;

/** `count` is the number of spatial dimensions. */
function both(fn: string, count: number, operator: Operator) {
  return (
    input: Tensor, kernel: Sizes, size: Sizes | null, ratio: Sizes | null, _: boolean, samples: Tensor | null,
  ): WithIndices =>
    operator(input, kernel, size ?? sizeFromRatio(fn, input, count, ratio), samples ?? randomSamples(input, count));
}

function values(fn: string, count: number, operator: Operator) {
  const found = both(fn, count, operator);
  return (...args: Parameters<typeof found>): Tensor => found(...args)[0];
}

function sizeFromRatio(fn: string, input: Tensor, count: number, ratio: Sizes | null): Sizes {
  if (ratio === null) throw new ValueError(`${fn} requires specifying either an output_size or an output_ratio`);
  if (count === 2 && typeof ratio !== 'number' && ratio.length > 2) {
    throw new ValueError(`${fn} requires output_ratio to either be a single Int or tuple of Ints.`);
  }
  return expanded(ratio, count).map((part, i) => Math.trunc(input.size(i - count) * part));
}

/** Where the windows begin: a random number for each sample, channel and dimension. */
function randomSamples(input: Tensor, count: number): Tensor {
  const batch = input.dim() === count + 1 ? 1 : input.size(0);
  const { dtype, device } = input;
  return rand([batch, input.size(-count - 1), count], { dtype, device });
}

/** {@link fractional_max_pool2d} with the indices (`torch.nn.functional.fractional_max_pool2d_with_indices`). */
export const fractional_max_pool2d_with_indices = signature(`fractional_max_pool2d_with_indices(input: Tensor,
  kernel_size: Sizes, output_size: Sizes = None, output_ratio: Sizes = None, return_indices: bool = False,
  _random_samples: Tensor = None) -> WithIndices`).define(
  both('fractional_max_pool2d', 2, _nn.fractional_max_pool2d));
/** {@link fractional_max_pool3d} with the indices (`torch.nn.functional.fractional_max_pool3d_with_indices`). */
export const fractional_max_pool3d_with_indices = signature(`fractional_max_pool3d_with_indices(input: Tensor,
  kernel_size: Sizes, output_size: Sizes = None, output_ratio: Sizes = None, return_indices: bool = False,
  _random_samples: Tensor = None) -> WithIndices`).define(
  both('fractional_max_pool3d', 3, _nn.fractional_max_pool3d));

/**
 * The maxima of windows whose places are drawn at random, for a result of `output_size`, or `output_ratio` times the
 * input's size (`torch.nn.functional.fractional_max_pool2d`). Throws a ValueError if neither is given.
 */
export const fractional_max_pool2d = boolean_dispatch(
  'fractional_max_pool2d', 'return_indices', 4, fractional_max_pool2d_with_indices, signature(
    `_fractional_max_pool2d(input: Tensor, kernel_size: Sizes,
      output_size: Sizes = None, output_ratio: Sizes = None, return_indices: bool = False,
      _random_samples: Tensor = None) -> WithIndices if return_indices else Tensor`,
  ).define(values('fractional_max_pool2d', 2, _nn.fractional_max_pool2d), { asks: false }));
/** As {@link fractional_max_pool2d}, in three dimensions (`torch.nn.functional.fractional_max_pool3d`). */
export const fractional_max_pool3d = boolean_dispatch(
  'fractional_max_pool3d', 'return_indices', 4, fractional_max_pool3d_with_indices, signature(
    `_fractional_max_pool3d(input: Tensor, kernel_size: Sizes,
      output_size: Sizes = None, output_ratio: Sizes = None, return_indices: bool = False,
      _random_samples: Tensor = None) -> WithIndices if return_indices else Tensor`,
  ).define(values('fractional_max_pool3d', 3, _nn.fractional_max_pool3d), { asks: false }));
