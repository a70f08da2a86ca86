import { ValueError } from '../../values/errors.js';
import * as _nn from '../../generated/nn.js';
import * as torch from '../../generated/torch.js';
import { py_repr } from '../../python/repr.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { max_pool1d, max_pool2d, max_pool3d } from './max_pool.js';
import { expanded, type Sizes } from './sizes.js';

export { avg_pool1d } from '../../generated/torch.js';
export { avg_pool2d, avg_pool3d } from '../../generated/nn.js';

type Average = (input: Tensor, kernel: Sizes, stride: Sizes | undefined, padding: number, ceil: boolean) => Tensor;
type Maximum = (input: Tensor, kernel: Sizes, stride: Sizes | null, pad: 0, dilation: 1, ceil: boolean) => Tensor;

function lpPool(count: number, average: Average, maximum: Maximum) {
  return (input: Tensor, norm_type: number, kernel_size: Sizes, stride: Sizes | null, ceil_mode: boolean): Tensor => {
    if (norm_type === 0) {
      throw new ValueError(`norm_type must be a non-zero value, but got ${py_repr(norm_type)}`);
    }
    if (norm_type === Infinity) return maximum(input.abs(), kernel_size, stride, 0, 1, ceil_mode);
    if (norm_type === -Infinity) return maximum(input.abs().neg(), kernel_size, stride, 0, 1, ceil_mode).neg();
    const mean = average(input.pow(norm_type), kernel_size, stride ?? undefined, 0, ceil_mode);
    const elements = expanded(kernel_size, count).reduce((product, length) => product * length, 1);
    return mean.sign().mul(mean.abs().relu()).mul(elements).pow(1 / norm_type);
  };
}

/** The p-norm, p = `norm_type`, of each window of (N, C, L) or (C, L) (`torch.nn.functional.lp_pool1d`). */
export const lp_pool1d = signature(`lp_pool1d(input: Tensor, norm_type: float, kernel_size: Sizes, stride: Sizes = None,
  ceil_mode: bool = False) -> Tensor`).define(lpPool(1, torch.avg_pool1d, max_pool1d));
/** As {@link lp_pool1d}, in two dimensions (`torch.nn.functional.lp_pool2d`). */
export const lp_pool2d = signature(`lp_pool2d(input: Tensor, norm_type: float, kernel_size: Sizes, stride: Sizes = None,
  ceil_mode: bool = False) -> Tensor`).define(lpPool(2, _nn.avg_pool2d, max_pool2d));
/** As {@link lp_pool1d}, in three dimensions (`torch.nn.functional.lp_pool3d`). */
export const lp_pool3d = signature(`lp_pool3d(input: Tensor, norm_type: float, kernel_size: Sizes, stride: Sizes = None,
  ceil_mode: bool = False) -> Tensor`).define(lpPool(3, _nn.avg_pool3d, max_pool3d));

/** The size of what was pooled, checked to be a possible one if it is given. */
function unpooledSize(
  input: Tensor, kernel: readonly number[], stride: readonly number[], padding: readonly number[],
  given: readonly number[] | null,
): readonly number[] {
  const { shape } = input;
  const count = kernel.length;
  const usual = kernel.map((length, d) =>
    (shape[shape.length - count + d]! - 1) * stride[d]! + length - 2 * padding[d]!);
  const size = given === null ? usual : spatialPart(given, count);
  if (given !== null) {
    usual.forEach((length, d) => {
      const [least, most] = [length - stride[d]!, length + stride[d]!];
      if (least < size[d]! && size[d]! < most) return;
      throw new ValueError(`invalid output_size "${py_repr(size)}" (dim ${d} must be between ${least} and ${most})`);
    });
  }
  size.forEach((length, d) => {
    if (length >= 0) return;
    throw new ValueError(
      `max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size[${d}]=${length}`);
  });
  return size;
}

function spatialPart(size: readonly number[], count: number): readonly number[] {
  const spatial = size.length === count + 2 ? size.slice(2) : size;
  if (spatial.length === count) return spatial;
  throw new ValueError(
    'output_size should be a sequence containing ' +
      `${count} or ${count + 2} elements, but it has a length of '${spatial.length}'`);
}

type Unpooling = (
  input: Tensor, indices: Tensor, size: readonly number[], stride: readonly number[], padding: readonly number[],
) => Tensor;

function unpool(count: number, unpooling: Unpooling) {
  return (
    input: Tensor, indices: Tensor, kernel_size: Sizes, stride: Sizes | null, padding: Sizes,
    output_size: readonly number[] | null,
  ): Tensor => {
    const kernel = expanded(kernel_size, count);
    const steps = stride === null ? kernel : expanded(stride, count);
    const around = expanded(padding, count);
    return unpooling(input, indices, unpooledSize(input, kernel, steps, around, output_size), steps, around);
  };
}

/**
 * Puts the maxima of {@link max_pool1d} back where they were, among zeros (`torch.nn.functional.max_unpool1d`);
 * `output_size` tells sizes apart that pool to the same. Throws a ValueError for an impossible one.
 */
export const max_unpool1d = signature(`max_unpool1d(input: Tensor, indices: Tensor, kernel_size: Sizes,
  stride: Sizes = None, padding: Sizes = 0, output_size: Sequence[int] = None) -> Tensor`).define(
  unpool(1, (input, indices, size) =>
    _nn.max_unpool2d(input.unsqueeze(-1), indices.unsqueeze(-1), [...size, 1]).squeeze(-1)));
/** As {@link max_unpool1d}, in two dimensions (`torch.nn.functional.max_unpool2d`). */
export const max_unpool2d = signature(`max_unpool2d(input: Tensor, indices: Tensor, kernel_size: Sizes,
  stride: Sizes = None, padding: Sizes = 0, output_size: Sequence[int] = None) -> Tensor`).define(
  unpool(2, (input, indices, size) => _nn.max_unpool2d(input, indices, size)));
/** As {@link max_unpool1d}, in three dimensions (`torch.nn.functional.max_unpool3d`). */
export const max_unpool3d = signature(`max_unpool3d(input: Tensor, indices: Tensor, kernel_size: Sizes,
  stride: Sizes = None, padding: Sizes = 0, output_size: Sequence[int] = None) -> Tensor`).define(
  unpool(3, _nn.max_unpool3d));
