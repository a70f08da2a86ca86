import { no_grad } from '../../autograd/grad_mode.js';
import { ValueError } from '../../values/errors.js';
import { pad } from '../../generated/nn.js';
import { conv1d, conv2d, conv3d, empty, empty_like } from '../../generated/torch.js';
import { contiguous_format } from '../../values/memory_format.js';
import { tupleText } from '../../printing/tensor_text.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as init from '../init.js';
import { Module } from '../module.js';
import { inputs, oneInput } from '../module/inputs.js';
import { Parameter } from '../parameter.js';
import { expanded } from '../functional/sizes.js';
import { reversedTwice, type Sizes } from './sizes.js';
import { signature } from '../../arguments/signature.js';

export type ConvPaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

/** A number for each dimension, or the words for none and for an output of the input's size. */
export type ConvPadding = Sizes | 'same' | 'valid';

const conv_ = signature(`Conv1d(in_channels: int, out_channels: int, kernel_size: Sizes, stride: Sizes = 1,
  padding: ConvPadding = 0, dilation: Sizes = 1, groups: int = 1, bias: bool = True, padding_mode: ConvPaddingMode = "zeros",
  device: DeviceLike = None, dtype: dtype = None)`);
type ConvSettings = ReturnType<typeof conv_.read>;

const paddingWords = ['same', 'valid'];
const paddingModes = ['zeros', 'reflect', 'replicate', 'circular'];

/** What convolutions of all kinds share. */
export abstract class ConvNd extends Module {
  in_channels: number;
  out_channels: number;
  readonly kernel_size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly dilation: readonly number[];
  readonly transposed: boolean;
  readonly output_padding: readonly number[];
  readonly groups: number;
  readonly padding_mode: ConvPaddingMode;
  readonly _reversed_padding_repeated_twice: number[];
  declare weight: Parameter;

  constructor(dims: number, given: ConvSettings, output_padding?: Sizes) {
    super();
    const { in_channels, out_channels, groups, padding, padding_mode, device, dtype, bias } = given;
    this.in_channels = in_channels;
    this.out_channels = out_channels;
    this.kernel_size = expanded(given.kernel_size, dims);
    this.stride = expanded(given.stride, dims);
    this.padding = typeof padding === 'string' ? padding : expanded(padding, dims);
    this.dilation = expanded(given.dilation, dims);
    this.transposed = output_padding !== undefined;
    this.output_padding = expanded(output_padding ?? 0, dims);
    this.groups = groups;
    this.padding_mode = padding_mode;
    checkConvolution(this);
    this._reversed_padding_repeated_twice =
      typeof this.padding === 'string' ? wordPadding(this) : reversedTwice(this.padding);
    const channels = this.transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
    this.weight = Parameter(empty([...channels, ...this.kernel_size], { device, dtype }));
    if (bias) this.bias = Parameter(empty([out_channels], { device, dtype }));
    else this.register_parameter('bias', null);
    this.reset_parameters();
  }

  /** Draws new values for weight and bias: uniform, within 1 / sqrt(inputs of one output). */
  reset_parameters(): void {
    no_grad(() => {
      const { weight, bias } = this;
      const a = Math.sqrt(5);
      if (weight.is_contiguous()) {
        init.kaiming_uniform_(weight, a);
      } else {
        weight.copy_(init.kaiming_uniform_(empty_like(weight, { memory_format: contiguous_format }), a));
      }
      if (bias === null) return;
      const [fanIn] = init._calculate_fan_in_and_fan_out(weight);
      const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
      init.uniform_(bias, -bound, bound);
    });
  }

  override extra_repr(): string {
    const { padding, dilation, output_padding, groups, padding_mode } = this;
    const differs = (sizes: readonly number[], usual: number): boolean => sizes.some((size) => size !== usual);
    const parts = [
      `${this.in_channels}`, `${this.out_channels}`,
      `kernel_size=${tupleText(this.kernel_size)}`, `stride=${tupleText(this.stride)}`,
    ];
    if (typeof padding === 'string') parts.push(`padding=${padding}`);
    else if (differs(padding, 0)) parts.push(`padding=${tupleText(padding)}`);
    if (differs(dilation, 1)) parts.push(`dilation=${tupleText(dilation)}`);
    if (differs(output_padding, 0)) parts.push(`output_padding=${tupleText(output_padding)}`);
    if (groups !== 1) parts.push(`groups=${groups}`);
    if (this.bias === null) parts.push('bias=False');
    if (padding_mode !== 'zeros') parts.push(`padding_mode=${padding_mode}`);
    return parts.join(', ');
  }
}
// Without it null, which PyTorch's types leave out too: programs know what they made.
export interface ConvNd {
  get bias(): Parameter;
  set bias(value: Parameter | null);
}

function checkConvolution(conv: ConvNd): void {
  const { groups, padding, padding_mode } = conv;
  if (groups <= 0) throw new ValueError('groups must be a positive integer');
  for (const channels of ['in_channels', 'out_channels'] as const) {
    if (conv[channels] % groups !== 0) throw new ValueError(`${channels} must be divisible by groups`);
  }
  const oneOf = (words: readonly string[]): string => `{${words.map((word) => py_repr(word)).join(', ')}}`;
  if (typeof padding === 'string' && !paddingWords.includes(padding)) {
    throw new ValueError(`Invalid padding string ${py_repr(padding)}, should be one of ${oneOf(paddingWords)}`);
  }
  if (padding === 'same' && conv.stride.some((stride) => stride !== 1)) {
    throw new ValueError("padding='same' is not supported for strided convolutions");
  }
  if (!paddingModes.includes(padding_mode)) {
    throw new ValueError(`padding_mode must be one of ${oneOf(paddingModes)}, but got padding_mode='${padding_mode}'`);
  }
}

/** What 'same' or 'valid' adds on each side, for the padding modes that add it beforehand. */
function wordPadding({ padding, dilation, kernel_size }: ConvNd): number[] {
  if (padding === 'valid') return kernel_size.flatMap(() => [0, 0]);
  return kernel_size.flatMap((size, i) => {
    const total = dilation[i]! * (size - 1);
    const left = Math.floor(total / 2);
    return [[left, total - left]];
  }).toReversed().flat();
}

type Convolution = typeof conv2d;

const convolutions: readonly Convolution[] = [conv1d, conv2d, conv3d];

/** A convolution that is not transposed, in `dims` dimensions. */
abstract class ForwardConvNd extends ConvNd {
  constructor(name: string, dims: number, args: typeof conv_.args) {
    super(dims, conv_.read(args, `${name}.__init__`));
  }

  get [inputs]() { return oneInput; }

  _conv_forward(input: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
    const { stride, padding, dilation, groups, padding_mode } = this;
    const convolution = convolutions[stride.length - 1]!;
    if (padding_mode === 'zeros') {
      return convolution(input, weight, bias, stride, padding as readonly number[], dilation, groups);
    }
    const padded = pad(input, this._reversed_padding_repeated_twice, padding_mode);
    return convolution(padded, weight, bias, stride, 0, dilation, groups);
  }

  forward(input: Tensor): Tensor {
    return this._conv_forward(input, this.weight, this.bias);
  }
}

/**
 * A convolution over signals (`torch.nn.Conv1d`): (N, C_in, L) or (C_in, L) to (N, C_out, L_out). `padding` is a
 * number, 'valid' or 'same'. Throws a ValueError for channels that `groups` does not divide.
 */
export class Conv1d extends ForwardConvNd {
  constructor(...args: typeof conv_.args) {
    super('Conv1d', 1, args);
  }
}

/**
 * A convolution over images (`torch.nn.Conv2d`): (N, C_in, H, W) or (C_in, H, W) to (N, C_out, H_out, W_out). Sizes are
 * one number or [height, width]; `padding` may also be 'valid' or 'same'. Throws a ValueError for channels that
 * `groups` does not divide.
 */
export class Conv2d extends ForwardConvNd {
  constructor(...args: typeof conv_.args) {
    super('Conv2d', 2, args);
  }
}

/**
 * A convolution over volumes (`torch.nn.Conv3d`): (N, C_in, D, H, W) or (C_in, D, H, W) to
 * (N, C_out, D_out, H_out, W_out). Otherwise as {@link Conv2d}.
 */
export class Conv3d extends ForwardConvNd {
  constructor(...args: typeof conv_.args) {
    super('Conv3d', 3, args);
  }
}
