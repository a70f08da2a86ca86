import * as _nn from '../../generated/nn.js';
import * as torch from '../../generated/torch.js';
import { flaggedFunction, pythonFunction, type PythonFunction } from '../../arguments/function.js';
import type { Tensor } from '../../tensor/tensor.js';
import { type Sizes } from './sizes.js';

const names = ['input', 'kernel_size', 'stride', 'padding', 'dilation', 'ceil_mode', 'return_indices'] as const;

type Pool<Result> = PythonFunction<typeof names, [
  input: Tensor, kernel_size: Sizes, stride?: Sizes | null, padding?: Sizes, dilation?: Sizes, ceil_mode?: boolean,
  return_indices?: false,
], Result>;
type Operator<Result> = (
  input: Tensor, kernel_size: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: boolean,
) => Result;

/** libtorch takes the kernel's size as the stride where there is none. */
const none: readonly number[] = [];

function pool<Result>(name: string, operator: Operator<Result>): Pool<Result> {
  return pythonFunction(name, names,
    (input: Tensor, kernel_size: Sizes, stride: Sizes | null = null, padding: Sizes = 0, dilation: Sizes = 1,
      ceil_mode = false, _return_indices: false = false): Result =>
      operator(input, kernel_size, stride ?? none, padding, dilation, ceil_mode));
}

type WithIndices = [values: Tensor, indices: Tensor];

/** {@link max_pool1d} with the indices (`torch.nn.functional.max_pool1d_with_indices`). */
export const max_pool1d_with_indices = pool<WithIndices>('max_pool1d_with_indices', torch.max_pool1d_with_indices);
/** {@link max_pool2d} with the indices (`torch.nn.functional.max_pool2d_with_indices`). */
export const max_pool2d_with_indices = pool<WithIndices>('max_pool2d_with_indices', _nn.max_pool2d_with_indices);
/** {@link max_pool3d} with the indices (`torch.nn.functional.max_pool3d_with_indices`). */
export const max_pool3d_with_indices = pool<WithIndices>('max_pool3d_with_indices', _nn.max_pool3d_with_indices);

/**
 * The maximum of each window of (N, C, L) or (C, L), with `return_indices` also where it was
 * (`torch.nn.functional.max_pool1d`). The stride is the kernel's size unless given.
 */
export const max_pool1d = flaggedFunction('max_pool1d', names, 'return_indices',
  pool<Tensor>('_max_pool1d', torch.max_pool1d), max_pool1d_with_indices);
/** As {@link max_pool1d}, of (N, C, H, W) or (C, H, W) (`torch.nn.functional.max_pool2d`). */
export const max_pool2d = flaggedFunction('max_pool2d', names, 'return_indices',
  pool<Tensor>('_max_pool2d', torch.max_pool2d), max_pool2d_with_indices);
/** As {@link max_pool1d}, of (N, C, D, H, W) or (C, D, H, W) (`torch.nn.functional.max_pool3d`). */
export const max_pool3d = flaggedFunction('max_pool3d', names, 'return_indices',
  pool<Tensor>('_max_pool3d', torch.max_pool3d), max_pool3d_with_indices);
