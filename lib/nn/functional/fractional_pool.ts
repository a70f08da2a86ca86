import { ValueError } from '../../values/errors.js';
import * as _nn from '../../generated/nn.js';
import { rand } from '../../generated/torch.js';
import { flaggedFunction, pythonFunction, type PythonFunction } from '../../arguments/function.js';
import type { Tensor } from '../../tensor/tensor.js';
import { expanded, type Sizes } from './sizes.js';

const names = ['input', 'kernel_size', 'output_size', 'output_ratio', 'return_indices', '_random_samples'] as const;

type Pool<Result> = PythonFunction<typeof names, [
  input: Tensor, kernel_size: Sizes, output_size?: Sizes | null, output_ratio?: Sizes | null, return_indices?: false,
  _random_samples?: Tensor | null,
], Result>;
type WithIndices = [values: Tensor, indices: Tensor];
type Operator = (input: Tensor, kernel_size: Sizes, output_size: Sizes, random_samples: Tensor) => WithIndices;

/** `count` is the number of spatial dimensions. */
function pool<Result>(
  name: string, fn: string, count: number, operator: Operator, result: (found: WithIndices) => Result,
): Pool<Result> {
  return pythonFunction(name, names,
    (input: Tensor, kernel_size: Sizes, output_size: Sizes | null = null, output_ratio: Sizes | null = null,
      _return_indices: false = false, _random_samples: Tensor | null = null): Result => {
      const size = output_size ?? sizeFromRatio(fn, input, count, output_ratio);
      return result(operator(input, kernel_size, size, _random_samples ?? randomSamples(input, count)));
    });
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

const both = (found: WithIndices): WithIndices => found;
const values = (found: WithIndices): Tensor => found[0];

/** {@link fractional_max_pool2d} with the indices (`torch.nn.functional.fractional_max_pool2d_with_indices`). */
export const fractional_max_pool2d_with_indices =
  pool('fractional_max_pool2d_with_indices', 'fractional_max_pool2d', 2, _nn.fractional_max_pool2d, both);
/** {@link fractional_max_pool3d} with the indices (`torch.nn.functional.fractional_max_pool3d_with_indices`). */
export const fractional_max_pool3d_with_indices =
  pool('fractional_max_pool3d_with_indices', 'fractional_max_pool3d', 3, _nn.fractional_max_pool3d, both);

/**
 * The maxima of windows whose places are drawn at random, for a result of `output_size`, or `output_ratio` times the
 * input's size (`torch.nn.functional.fractional_max_pool2d`). Throws a ValueError if neither is given.
 */
export const fractional_max_pool2d = flaggedFunction('fractional_max_pool2d', names, 'return_indices',
  pool('_fractional_max_pool2d', 'fractional_max_pool2d', 2, _nn.fractional_max_pool2d, values),
  fractional_max_pool2d_with_indices);
/** As {@link fractional_max_pool2d}, in three dimensions (`torch.nn.functional.fractional_max_pool3d`). */
export const fractional_max_pool3d = flaggedFunction('fractional_max_pool3d', names, 'return_indices',
  pool('_fractional_max_pool3d', 'fractional_max_pool3d', 3, _nn.fractional_max_pool3d, values),
  fractional_max_pool3d_with_indices);
