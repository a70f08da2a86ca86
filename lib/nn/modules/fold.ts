import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import { Module } from '../module.js';
import { constructorArguments, type Arguments } from './arguments.js';
import { sizesText, type Sizes } from './sizes.js';

interface UnfoldOptions {
  readonly kernel_size: Sizes;
  readonly dilation?: Sizes;
  readonly padding?: Sizes;
  readonly stride?: Sizes;
}
const unfoldOrder = ['kernel_size', 'dilation', 'padding', 'stride'] as const;

interface FoldOptions extends UnfoldOptions {
  readonly output_size: Sizes;
}
const foldOrder = ['output_size', ...unfoldOrder] as const;

/** Adds windows up to an image (`torch.nn.Fold`): (N, C * kernel, windows) or without N, to (N, C, *output_size). */
export class Fold extends Module {
  readonly output_size: Sizes;
  readonly kernel_size: Sizes;
  readonly dilation: Sizes;
  readonly padding: Sizes;
  readonly stride: Sizes;

  constructor(...args: Arguments<FoldOptions, typeof foldOrder>) {
    super();
    const given = constructorArguments<FoldOptions>('Fold', foldOrder, 2, args);
    this.output_size = given.output_size;
    this.kernel_size = given.kernel_size;
    this.dilation = given.dilation ?? 1;
    this.padding = given.padding ?? 0;
    this.stride = given.stride ?? 1;
  }

  forward(input: Tensor): Tensor {
    return F.fold(input, this.output_size, this.kernel_size, this.dilation, this.padding, this.stride);
  }

  override extra_repr(): string {
    return `output_size=${sizesText(this.output_size)}, ${windowText(this)}`;
  }
}

/** The windows of an image as columns (`torch.nn.Unfold`): (N, C, H, W) or (C, H, W), to (N, C * kernel, windows). */
export class Unfold extends Module {
  readonly kernel_size: Sizes;
  readonly dilation: Sizes;
  readonly padding: Sizes;
  readonly stride: Sizes;

  constructor(...args: Arguments<UnfoldOptions, typeof unfoldOrder>) {
    super();
    const given = constructorArguments<UnfoldOptions>('Unfold', unfoldOrder, 1, args);
    this.kernel_size = given.kernel_size;
    this.dilation = given.dilation ?? 1;
    this.padding = given.padding ?? 0;
    this.stride = given.stride ?? 1;
  }

  forward(input: Tensor): Tensor {
    return F.unfold(input, this.kernel_size, this.dilation, this.padding, this.stride);
  }

  override extra_repr(): string {
    return windowText(this);
  }
}

function windowText({ kernel_size, dilation, padding, stride }: Required<UnfoldOptions>): string {
  return `kernel_size=${sizesText(kernel_size)}, dilation=${sizesText(dilation)}, padding=${sizesText(padding)}, ` +
    `stride=${sizesText(stride)}`;
}
