import * as _nn from '../../generated/nn.js';
import * as torch from '../../generated/torch.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { boolean_dispatch } from './boolean_dispatch.js';
import type { Sizes } from './sizes.js';

type Operator<Result> = (
  input: Tensor, kernel_size: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: boolean,
) => Result;

/** libtorch takes the kernel's size as the stride where there is none. */
const none: readonly number[] = [];

const pool = <Result>(operator: Operator<Result>) => (
  input: Tensor, kernel_size: Sizes, stride: Sizes | null, padding: Sizes, dilation: Sizes, ceil_mode: boolean,
): Result => operator(input, kernel_size, stride ?? none, padding, dilation, ceil_mode);

/** {@link max_pool1d} with the indices (`torch.nn.functional.max_pool1d_with_indices`). */
export const max_pool1d_with_indices = signature(`max_pool1d_with_indices(input: Tensor, kernel_size: Sizes,
  stride: Sizes = None, padding: Sizes = 0, dilation: Sizes = 1, ceil_mode: bool = False,
  return_indices: bool = False) -> WithIndices`).define(pool(torch.max_pool1d_with_indices));
/** {@link max_pool2d} with the indices (`torch.nn.functional.max_pool2d_with_indices`). */
export const max_pool2d_with_indices = signature(`max_pool2d_with_indices(input: Tensor, kernel_size: Sizes,
  stride: Sizes = None, padding: Sizes = 0, dilation: Sizes = 1, ceil_mode: bool = False,
  return_indices: bool = False) -> WithIndices`).define(pool(_nn.max_pool2d_with_indices));
/** {@link max_pool3d} with the indices (`torch.nn.functional.max_pool3d_with_indices`). */
export const max_pool3d_with_indices = signature(`max_pool3d_with_indices(input: Tensor, kernel_size: Sizes,
  stride: Sizes = None, padding: Sizes = 0, dilation: Sizes = 1, ceil_mode: bool = False,
  return_indices: bool = False) -> WithIndices`).define(pool(_nn.max_pool3d_with_indices));

/**
 * The maximum of each window of (N, C, L) or (C, L), with `return_indices` also where it was
 * (`torch.nn.functional.max_pool1d`). The stride is the kernel's size unless given.
 */
export const max_pool1d = boolean_dispatch('max_pool1d', 'return_indices', 6, max_pool1d_with_indices, signature(
  `_max_pool1d(input: Tensor, kernel_size: Sizes, stride: Sizes = None,
    padding: Sizes = 0, dilation: Sizes = 1, ceil_mode: bool = False,
    return_indices: bool = False) -> WithIndices if return_indices else Tensor`,
).define(pool(torch.max_pool1d), { asks: false }));
/** As {@link max_pool1d}, of (N, C, H, W) or (C, H, W) (`torch.nn.functional.max_pool2d`). */
export const max_pool2d = boolean_dispatch('max_pool2d', 'return_indices', 6, max_pool2d_with_indices, signature(
  `_max_pool2d(input: Tensor, kernel_size: Sizes, stride: Sizes = None,
    padding: Sizes = 0, dilation: Sizes = 1, ceil_mode: bool = False,
    return_indices: bool = False) -> WithIndices if return_indices else Tensor`,
).define(pool(torch.max_pool2d), { asks: false }));
/** As {@link max_pool1d}, of (N, C, D, H, W) or (C, D, H, W) (`torch.nn.functional.max_pool3d`). */
export const max_pool3d = boolean_dispatch('max_pool3d', 'return_indices', 6, max_pool3d_with_indices, signature(
  `_max_pool3d(input: Tensor, kernel_size: Sizes, stride: Sizes = None,
    padding: Sizes = 0, dilation: Sizes = 1, ceil_mode: bool = False,
    return_indices: bool = False) -> WithIndices if return_indices else Tensor`,
).define(pool(torch.max_pool3d), { asks: false }));
