import * as _nn from '../../generated/nn.js';
import * as torch from '../../generated/torch.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { boolean_dispatch } from './boolean_dispatch.js';
import { withDefaults, type Sizes, type WithIndices } from './sizes.js';

export { adaptive_avg_pool1d } from '../../generated/torch.js';

/** The size of the result: a number for all dimensions or one for each; null is the input's own length. */
export type AdaptiveSize = number | readonly (number | null)[];

/**
 * The means of as many windows as `output_size` says, spread over (N, C, H, W) or (C, H, W)
 * (`torch.nn.functional.adaptive_avg_pool2d`).
 */
export const adaptive_avg_pool2d = signature(
  'adaptive_avg_pool2d(input: Tensor, output_size: AdaptiveSize) -> Tensor',
).define((input, output_size) => _nn.adaptive_avg_pool2d(input, withDefaults(output_size, input)));

/** As {@link adaptive_avg_pool2d}, in three dimensions (`torch.nn.functional.adaptive_avg_pool3d`). */
export const adaptive_avg_pool3d = signature(
  'adaptive_avg_pool3d(input: Tensor, output_size: AdaptiveSize) -> Tensor',
).define((input, output_size) => _nn.adaptive_avg_pool3d(input, withDefaults(output_size, input)));

type Operator = (input: Tensor, output_size: Sizes) => WithIndices;

const both = (operator: Operator) => (input: Tensor, output_size: AdaptiveSize): WithIndices =>
  operator(input, output_size as Sizes);
const values = (operator: Operator) => (input: Tensor, output_size: AdaptiveSize): Tensor =>
  operator(input, output_size as Sizes)[0];
const max1d: Operator = torch.adaptive_max_pool1d;
const max2d: Operator = (input, size) => _nn.adaptive_max_pool2d(input, withDefaults(size, input));
const max3d: Operator = (input, size) => _nn.adaptive_max_pool3d(input, withDefaults(size, input));

/** {@link adaptive_max_pool1d} with the indices (`torch.nn.functional.adaptive_max_pool1d_with_indices`). */
export const adaptive_max_pool1d_with_indices = signature(`adaptive_max_pool1d_with_indices(input: Tensor,
  output_size: AdaptiveSize, return_indices: bool = False) -> WithIndices`).define(both(max1d));
/** {@link adaptive_max_pool2d} with the indices (`torch.nn.functional.adaptive_max_pool2d_with_indices`). */
export const adaptive_max_pool2d_with_indices = signature(`adaptive_max_pool2d_with_indices(input: Tensor,
  output_size: AdaptiveSize, return_indices: bool = False) -> WithIndices`).define(both(max2d));
/** {@link adaptive_max_pool3d} with the indices (`torch.nn.functional.adaptive_max_pool3d_with_indices`). */
export const adaptive_max_pool3d_with_indices = signature(`adaptive_max_pool3d_with_indices(input: Tensor,
  output_size: AdaptiveSize, return_indices: bool = False) -> WithIndices`).define(both(max3d));

/** The maxima of as many windows as `output_size` says (`torch.nn.functional.adaptive_max_pool1d`). */
export const adaptive_max_pool1d = boolean_dispatch(
  'adaptive_max_pool1d', 'return_indices', 2, adaptive_max_pool1d_with_indices, signature(
    `_adaptive_max_pool1d(input: Tensor, output_size: AdaptiveSize,
      return_indices: bool = False) -> WithIndices if return_indices else Tensor`,
  ).define(values(max1d), { asks: false }));
/** As {@link adaptive_max_pool1d}, in two dimensions (`torch.nn.functional.adaptive_max_pool2d`). */
export const adaptive_max_pool2d = boolean_dispatch(
  'adaptive_max_pool2d', 'return_indices', 2, adaptive_max_pool2d_with_indices, signature(
    `_adaptive_max_pool2d(input: Tensor, output_size: AdaptiveSize,
      return_indices: bool = False) -> WithIndices if return_indices else Tensor`,
  ).define(values(max2d), { asks: false }));
/** As {@link adaptive_max_pool1d}, in three dimensions (`torch.nn.functional.adaptive_max_pool3d`). */
export const adaptive_max_pool3d = boolean_dispatch(
  'adaptive_max_pool3d', 'return_indices', 2, adaptive_max_pool3d_with_indices, signature(
    `_adaptive_max_pool3d(input: Tensor, output_size: AdaptiveSize,
      return_indices: bool = False) -> WithIndices if return_indices else Tensor`,
  ).define(values(max3d), { asks: false }));
