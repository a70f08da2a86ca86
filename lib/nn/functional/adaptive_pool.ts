import * as _nn from '../../generated/nn.js';
import * as torch from '../../generated/torch.js';
import { flaggedFunction, pythonFunction, type PythonFunction } from '../../arguments/function.js';
import type { Tensor } from '../../tensor/tensor.js';
import { withDefaults, type Sizes } from './sizes.js';

export { adaptive_avg_pool1d } from '../../generated/torch.js';

/** The size of the result: a number for all dimensions or one for each; null is the input's own length. */
export type AdaptiveSize = number | readonly (number | null)[];

/**
 * The means of as many windows as `output_size` says, spread over (N, C, H, W) or (C, H, W)
 * (`torch.nn.functional.adaptive_avg_pool2d`).
 */
export const adaptive_avg_pool2d = pythonFunction('adaptive_avg_pool2d', ['input', 'output_size'],
  (input: Tensor, output_size: AdaptiveSize): Tensor =>
    _nn.adaptive_avg_pool2d(input, withDefaults(output_size, input)));

/** As {@link adaptive_avg_pool2d}, in three dimensions (`torch.nn.functional.adaptive_avg_pool3d`). */
export const adaptive_avg_pool3d = pythonFunction('adaptive_avg_pool3d', ['input', 'output_size'],
  (input: Tensor, output_size: AdaptiveSize): Tensor =>
    _nn.adaptive_avg_pool3d(input, withDefaults(output_size, input)));

const names = ['input', 'output_size', 'return_indices'] as const;

type Pool<Result> =
  PythonFunction<typeof names, [input: Tensor, output_size: AdaptiveSize, return_indices?: false], Result>;
type WithIndices = [values: Tensor, indices: Tensor];
type Operator = (input: Tensor, output_size: Sizes) => WithIndices;

function pool<Result>(name: string, operator: Operator, result: (found: WithIndices) => Result): Pool<Result> {
  return pythonFunction(name, names,
    (input: Tensor, output_size: AdaptiveSize, _return_indices: false = false): Result =>
      result(operator(input, output_size as Sizes)));
}

const both = (found: WithIndices): WithIndices => found;
const values = (found: WithIndices): Tensor => found[0];
const max1d: Operator = torch.adaptive_max_pool1d;
const max2d: Operator = (input, size) => _nn.adaptive_max_pool2d(input, withDefaults(size, input));
const max3d: Operator = (input, size) => _nn.adaptive_max_pool3d(input, withDefaults(size, input));

/** {@link adaptive_max_pool1d} with the indices (`torch.nn.functional.adaptive_max_pool1d_with_indices`). */
export const adaptive_max_pool1d_with_indices = pool('adaptive_max_pool1d_with_indices', max1d, both);
/** {@link adaptive_max_pool2d} with the indices (`torch.nn.functional.adaptive_max_pool2d_with_indices`). */
export const adaptive_max_pool2d_with_indices = pool('adaptive_max_pool2d_with_indices', max2d, both);
/** {@link adaptive_max_pool3d} with the indices (`torch.nn.functional.adaptive_max_pool3d_with_indices`). */
export const adaptive_max_pool3d_with_indices = pool('adaptive_max_pool3d_with_indices', max3d, both);

/** The maxima of as many windows as `output_size` says (`torch.nn.functional.adaptive_max_pool1d`). */
export const adaptive_max_pool1d = flaggedFunction('adaptive_max_pool1d', names, 'return_indices',
  pool('_adaptive_max_pool1d', max1d, values), adaptive_max_pool1d_with_indices);
/** As {@link adaptive_max_pool1d}, in two dimensions (`torch.nn.functional.adaptive_max_pool2d`). */
export const adaptive_max_pool2d = flaggedFunction('adaptive_max_pool2d', names, 'return_indices',
  pool('_adaptive_max_pool2d', max2d, values), adaptive_max_pool2d_with_indices);
/** As {@link adaptive_max_pool1d}, in three dimensions (`torch.nn.functional.adaptive_max_pool3d`). */
export const adaptive_max_pool3d = flaggedFunction('adaptive_max_pool3d', names, 'return_indices',
  pool('_adaptive_max_pool3d', max3d, values), adaptive_max_pool3d_with_indices);
