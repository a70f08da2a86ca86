import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import { Module } from '../module.js';
import { inputs, oneInput } from '../module/inputs.js';
import { sizesText, type Sizes } from './sizes.js';
import { signature } from '../../arguments/signature.js';

const fold_ = signature(
  'Fold(output_size: Sizes, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1)');

/** Adds windows up to an image (`torch.nn.Fold`): (N, C * kernel, windows) or without N, to (N, C, *output_size). */
export class Fold extends Module {
  readonly output_size: Sizes;
  readonly kernel_size: Sizes;
  readonly dilation: Sizes;
  readonly padding: Sizes;
  readonly stride: Sizes;

  constructor(...args: typeof fold_.args) {
    super();
    [this.output_size, this.kernel_size, this.dilation, this.padding, this.stride] = fold_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return F.fold(input, this.output_size, this.kernel_size, this.dilation, this.padding, this.stride);
  }

  override extra_repr(): string {
    return `output_size=${sizesText(this.output_size)}, ${windowText(this)}`;
  }
}

const unfold_ = signature(
  'Unfold(kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1)');

/** The windows of an image as columns (`torch.nn.Unfold`): (N, C, H, W) or (C, H, W), to (N, C * kernel, windows). */
export class Unfold extends Module {
  readonly kernel_size: Sizes;
  readonly dilation: Sizes;
  readonly padding: Sizes;
  readonly stride: Sizes;

  constructor(...args: typeof unfold_.args) {
    super();
    [this.kernel_size, this.dilation, this.padding, this.stride] = unfold_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return F.unfold(input, this.kernel_size, this.dilation, this.padding, this.stride);
  }

  override extra_repr(): string {
    return windowText(this);
  }
}

function windowText({ kernel_size, dilation, padding, stride }: Omit<Fold | Unfold, 'output_size'>): string {
  return `kernel_size=${sizesText(kernel_size)}, dilation=${sizesText(dilation)}, padding=${sizesText(padding)}, ` +
    `stride=${sizesText(stride)}`;
}
