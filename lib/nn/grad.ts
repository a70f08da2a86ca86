/** `torch.nn.grad`: the gradients of convolutions, by themselves. */
import { op } from '../addon/call/op.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { expanded, type Sizes } from './functional/sizes.js';

type Size = readonly number[];

function backward(
  count: number, wanted: readonly [boolean, boolean, boolean], grad: Tensor, input: Tensor, weight: Tensor,
  stride: Sizes, padding: Sizes, dilation: Sizes, groups: number,
): readonly [Tensor, Tensor, Tensor] {
  const [s, p, d] = [stride, padding, dilation].map((each) => expanded(each, count));
  return op<readonly [Tensor, Tensor, Tensor]>('aten::convolution_backward')(
    grad, input, weight, null, s, p, d, false, [0], groups, wanted);
}

function inputGradient(count: number) {
  return (
    input_size: Size, weight: Tensor, grad_output: Tensor, stride: Sizes, padding: Sizes, dilation: Sizes,
    groups: number,
  ): Tensor => {
    // Only its size and its dtype matter.
    const input = grad_output.new_empty([1]).expand(input_size);
    return backward(count, [true, false, false], grad_output, input, weight, stride, padding, dilation, groups)[0];
  };
}

function weightGradient(count: number) {
  return (
    input: Tensor, weight_size: Size, grad_output: Tensor, stride: Sizes, padding: Sizes, dilation: Sizes,
    groups: number,
  ): Tensor => {
    const weight = grad_output.new_empty([1]).expand(weight_size);
    return backward(count, [false, true, false], grad_output, input, weight, stride, padding, dilation, groups)[1];
  };
}

/** The gradient of conv1d's input out of that of its output (`torch.nn.grad.conv1d_input`). */
export const conv1d_input = signature(`conv1d_input(input_size: Sequence[int], weight: Tensor, grad_output: Tensor,
  stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1, groups: int = 1) -> Tensor`).define(inputGradient(1));
/** The gradient of conv1d's weight out of that of its output (`torch.nn.grad.conv1d_weight`). */
export const conv1d_weight = signature(`conv1d_weight(input: Tensor, weight_size: Sequence[int], grad_output: Tensor,
  stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1, groups: int = 1) -> Tensor`).define(weightGradient(1));
/** The gradient of conv2d's input out of that of its output (`torch.nn.grad.conv2d_input`). */
export const conv2d_input = signature(`conv2d_input(input_size: Sequence[int], weight: Tensor, grad_output: Tensor,
  stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1, groups: int = 1) -> Tensor`).define(inputGradient(2));
/** The gradient of conv2d's weight out of that of its output (`torch.nn.grad.conv2d_weight`). */
export const conv2d_weight = signature(`conv2d_weight(input: Tensor, weight_size: Sequence[int], grad_output: Tensor,
  stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1, groups: int = 1) -> Tensor`).define(weightGradient(2));
/** The gradient of conv3d's input out of that of its output (`torch.nn.grad.conv3d_input`). */
export const conv3d_input = signature(`conv3d_input(input_size: Sequence[int], weight: Tensor, grad_output: Tensor,
  stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1, groups: int = 1) -> Tensor`).define(inputGradient(3));
/** The gradient of conv3d's weight out of that of its output (`torch.nn.grad.conv3d_weight`). */
export const conv3d_weight = signature(`conv3d_weight(input: Tensor, weight_size: Sequence[int], grad_output: Tensor,
  stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1, groups: int = 1) -> Tensor`).define(weightGradient(3));
