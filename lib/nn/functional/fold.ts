import { AssertionError } from '../../values/errors.js';
import { col2im, im2col } from '../../generated/nn.js';
import { signature } from '../../arguments/signature.js';
import { expanded } from './sizes.js';

/**
 * All blocks that a kernel slides over, as columns: (N, C, H, W) to (N, C · kernel, blocks)
 * (`torch.nn.functional.unfold`).
 */
export const unfold = signature(
  'unfold(input: Tensor, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1) -> Tensor',
).define((input, kernel_size, dilation, padding, stride) =>
  im2col(input, expanded(kernel_size, 2), expanded(dilation, 2), expanded(padding, 2), expanded(stride, 2)));

/** The sum of blocks, each put back where {@link unfold} took it from (`torch.nn.functional.fold`). */
export const fold = signature(`fold(input: Tensor, output_size: Sizes, kernel_size: Sizes, dilation: Sizes = 1,
  padding: Sizes = 0, stride: Sizes = 1) -> Tensor`).define(
  (input, output_size, kernel_size, dilation, padding, stride) =>
    col2im(input, expanded(output_size, 2), expanded(kernel_size, 2), expanded(dilation, 2), expanded(padding, 2),
      expanded(stride, 2)));

/** Throws an AssertionError with the name in the message's braces for what is no number and no pair. */
export const assert_int_or_pair = signature(
  'assert_int_or_pair(arg: Sizes, arg_name: str, message: str) -> None',
).define((arg, arg_name, message) => {
  if (typeof arg !== 'number' && arg.length !== 2) throw new AssertionError(message.replace('{}', arg_name));
});
