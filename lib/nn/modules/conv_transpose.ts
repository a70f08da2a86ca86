import { ValueError } from '../../values/errors.js';
import { conv_transpose1d, conv_transpose2d, conv_transpose3d } from '../../generated/torch.js';
import { py_repr } from '../../python/repr.js';
import { sizeOf } from '../../values/size.js';
import type { Tensor } from '../../tensor/tensor.js';
import { ConvNd } from './conv.js';
import { signature } from '../../arguments/signature.js';
import { inputs } from '../module/inputs.js';

const transpose_ = {
  init: signature(`ConvTranspose1d(in_channels: int, out_channels: int, kernel_size: Sizes, stride: Sizes = 1,
    padding: Sizes = 0, output_padding: Sizes = 0, groups: int = 1, bias: bool = True, dilation: Sizes = 1,
    padding_mode: ConvPaddingMode = "zeros", device: DeviceLike = None, dtype: dtype = None)`),
  forward: signature('forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor'),
};
type Convolution = typeof conv_transpose2d;

const convolutions: readonly Convolution[] = [conv_transpose1d, conv_transpose2d, conv_transpose3d];

abstract class ConvTransposeNd extends ConvNd {
  constructor(name: string, dims: number, args: typeof transpose_.init.args) {
    const given = transpose_.init.read(args, `${name}.__init__`);
    if (given.padding_mode !== 'zeros') throw new ValueError(`Only "zeros" padding mode is supported for ${name}`);
    super(dims, given, given.output_padding);
  }

  get [inputs]() { return transpose_.forward; }

  /** `output_size`, with or without batch and channels, chooses among the sizes that the stride leaves open. */
  forward(input: Tensor, output_size: readonly number[] | null = null): Tensor {
    const { weight, bias, stride, padding, groups, dilation } = this;
    const output_padding = output_size === null ? this.output_padding : this._output_padding(input, output_size);
    return convolutions[stride.length - 1]!(
      input, weight, bias, stride, padding as readonly number[], output_padding, groups, dilation);
  }

  _output_padding(input: Tensor, output_size: readonly number[]): number[] {
    const { stride, padding, dilation, kernel_size } = this;
    const dims = kernel_size.length;
    const others = input.dim() === dims + 2 ? 2 : 1;
    const wanted = output_size.length === others + dims ? output_size.slice(others) : output_size;
    if (wanted.length !== dims) {
      throw new ValueError(
        `ConvTranspose${dims}D: for ${input.dim()}D input, output_size must have ${dims} or ${others + dims} elements ` +
          `(got ${wanted.length})`);
    }
    const least = kernel_size.map((kernel, d) =>
      (input.size(d + others) - 1) * stride[d]! - 2 * (padding[d] as number) + dilation[d]! * (kernel - 1) + 1);
    const most = least.map((size, d) => size + stride[d]! - 1);
    if (wanted.some((size, d) => size < least[d]! || size > most[d]!)) {
      throw new ValueError(
        `requested an output size of ${py_repr([...wanted])}, but valid sizes range from ${py_repr(least)} to ` +
          `${py_repr(most)} (for an input of ${sizeOf(input.shape.slice(2)).toString()})`);
    }
    return wanted.map((size, d) => size - least[d]!);
  }
}

/**
 * The gradient of a Conv1d as a layer (`torch.nn.ConvTranspose1d`): (N, C_in, L) to (N, C_out, L_out). Throws a
 * ValueError for an output size that no input of that length can have.
 */
export class ConvTranspose1d extends ConvTransposeNd {
  constructor(...args: typeof transpose_.init.args) {
    super('ConvTranspose1d', 1, args);
  }
}

/**
 * The gradient of a Conv2d as a layer (`torch.nn.ConvTranspose2d`): (N, C_in, H, W) to (N, C_out, H_out, W_out). Throws
 * a ValueError for an output size that no input of that size can have.
 */
export class ConvTranspose2d extends ConvTransposeNd {
  constructor(...args: typeof transpose_.init.args) {
    super('ConvTranspose2d', 2, args);
  }
}

/**
 * The gradient of a Conv3d as a layer (`torch.nn.ConvTranspose3d`): (N, C_in, D, H, W) to (N, C_out, D_out, H_out,
 * W_out). Throws a ValueError for an output size that no input of that size can have.
 */
export class ConvTranspose3d extends ConvTransposeNd {
  constructor(...args: typeof transpose_.init.args) {
    super('ConvTranspose3d', 3, args);
  }
}
