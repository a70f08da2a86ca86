/** `torch.nn.grad`: the gradients of convolutions, by themselves. */
import { op } from '../addon/call/op.js';
import { pythonFunction } from '../arguments/function.js';
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

const inputNames = ['input_size', 'weight', 'grad_output', 'stride', 'padding', 'dilation', 'groups'] as const;

function inputGradient(name: string, count: number) {
  return pythonFunction(name, inputNames,
    (input_size: Size, weight: Tensor, grad_output: Tensor, stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1,
      groups = 1): Tensor => {
      // Only its size and its dtype matter.
      const input = grad_output.new_empty([1]).expand(input_size);
      return backward(
        count, [true, false, false], grad_output, input, weight, stride, padding, dilation, groups)[0];
    });
}

const weightNames = ['input', 'weight_size', 'grad_output', 'stride', 'padding', 'dilation', 'groups'] as const;

function weightGradient(name: string, count: number) {
  return pythonFunction(name, weightNames,
    (input: Tensor, weight_size: Size, grad_output: Tensor, stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1,
      groups = 1): Tensor => {
      const weight = grad_output.new_empty([1]).expand(weight_size);
      return backward(
        count, [false, true, false], grad_output, input, weight, stride, padding, dilation, groups)[1];
    });
}

/** The gradient of conv1d's input out of that of its output (`torch.nn.grad.conv1d_input`). */
export const conv1d_input = inputGradient('conv1d_input', 1);
/** The gradient of conv1d's weight out of that of its output (`torch.nn.grad.conv1d_weight`). */
export const conv1d_weight = weightGradient('conv1d_weight', 1);
/** The gradient of conv2d's input out of that of its output (`torch.nn.grad.conv2d_input`). */
export const conv2d_input = inputGradient('conv2d_input', 2);
/** The gradient of conv2d's weight out of that of its output (`torch.nn.grad.conv2d_weight`). */
export const conv2d_weight = weightGradient('conv2d_weight', 2);
/** The gradient of conv3d's input out of that of its output (`torch.nn.grad.conv3d_input`). */
export const conv3d_input = inputGradient('conv3d_input', 3);
/** The gradient of conv3d's weight out of that of its output (`torch.nn.grad.conv3d_weight`). */
export const conv3d_weight = weightGradient('conv3d_weight', 3);
