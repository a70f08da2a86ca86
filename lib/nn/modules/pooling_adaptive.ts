import { ValueError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import { Module } from '../module.js';
import { inputs, oneInput } from '../module/inputs.js';
import { expanded } from '../functional/sizes.js';
import type { Pooled } from './pooling.js';
import { sizesText, type Sizes } from './sizes.js';
import { signature } from '../../arguments/signature.js';
import type {
  _AdaptiveMaxPoolNdArguments, FractionalMaxPool2dArguments,
} from '../../generated/signatures/nn.js';

/** The size of the output; null in a list keeps that of the input. */
export type OutputSizes = number | readonly (number | null)[];

const adaptiveMax_ = signature(
  '_AdaptiveMaxPoolNd[Indices](output_size: OutputSizes, return_indices: Indices = False)');

abstract class AdaptiveMaxPoolNd<Indices extends boolean> extends Module {
  readonly output_size: OutputSizes;
  readonly return_indices: Indices;

  constructor(...args: _AdaptiveMaxPoolNdArguments<Indices>) {
    super();
    const [output_size, return_indices] = adaptiveMax_.list(args);
    this.output_size = output_size;
    this.return_indices = return_indices as Indices;
  }

  get [inputs]() { return oneInput; }

  override extra_repr(): string {
    return `output_size=${sizesText(this.output_size)}`;
  }
}

/**
 * The maximum of windows that give an output of the size asked for (`torch.nn.AdaptiveMaxPool1d`): (N, C, L) or (C, L).
 * With `return_indices` a pair: the maxima, and where each was.
 */
export class AdaptiveMaxPool1d<Indices extends boolean = false> extends AdaptiveMaxPoolNd<Indices> {
  forward(input: Tensor): Pooled<Indices> {
    return F.adaptive_max_pool1d(input, this.output_size as Sizes, this.return_indices) as Pooled<Indices>;
  }
}

/** {@link AdaptiveMaxPool1d} for images, (N, C, H, W) or (C, H, W) (`torch.nn.AdaptiveMaxPool2d`). */
export class AdaptiveMaxPool2d<Indices extends boolean = false> extends AdaptiveMaxPoolNd<Indices> {
  forward(input: Tensor): Pooled<Indices> {
    return F.adaptive_max_pool2d(input, this.output_size, this.return_indices) as Pooled<Indices>;
  }
}

/** {@link AdaptiveMaxPool1d} for volumes, (N, C, D, H, W) or without N (`torch.nn.AdaptiveMaxPool3d`). */
export class AdaptiveMaxPool3d<Indices extends boolean = false> extends AdaptiveMaxPoolNd<Indices> {
  forward(input: Tensor): Pooled<Indices> {
    return F.adaptive_max_pool3d(input, this.output_size, this.return_indices) as Pooled<Indices>;
  }
}

const adaptiveAvg_ = signature('_AdaptiveAvgPoolNd(output_size: OutputSizes)');

abstract class AdaptiveAvgPoolNd extends Module {
  readonly output_size: OutputSizes;

  constructor(...args: typeof adaptiveAvg_.args) {
    super();
    [this.output_size] = adaptiveAvg_.list(args);
  }

  get [inputs]() { return oneInput; }

  override extra_repr(): string {
    return `output_size=${sizesText(this.output_size)}`;
  }
}

/** The mean of windows that give an output of the size asked for (`torch.nn.AdaptiveAvgPool1d`): (N, C, L), (C, L). */
export class AdaptiveAvgPool1d extends AdaptiveAvgPoolNd {
  forward(input: Tensor): Tensor {
    return F.adaptive_avg_pool1d(input, this.output_size as Sizes);
  }
}

/** {@link AdaptiveAvgPool1d} for images, (N, C, H, W) or (C, H, W) (`torch.nn.AdaptiveAvgPool2d`). */
export class AdaptiveAvgPool2d extends AdaptiveAvgPoolNd {
  forward(input: Tensor): Tensor {
    return F.adaptive_avg_pool2d(input, this.output_size);
  }
}

/** {@link AdaptiveAvgPool1d} for volumes, (N, C, D, H, W) or without N (`torch.nn.AdaptiveAvgPool3d`). */
export class AdaptiveAvgPool3d extends AdaptiveAvgPoolNd {
  forward(input: Tensor): Tensor {
    return F.adaptive_avg_pool3d(input, this.output_size);
  }
}

const fractional_ = signature(`FractionalMaxPool2d[Indices](kernel_size: Sizes, output_size: Sizes | None = None,
  output_ratio: Sizes | None = None, return_indices: Indices = False, _random_samples: Tensor | None = None)`);

abstract class FractionalMaxPoolNd<Indices extends boolean> extends Module {
  readonly kernel_size: readonly number[];
  readonly output_size: readonly number[] | null;
  readonly output_ratio: readonly number[] | null;
  readonly return_indices: Indices;
  declare _random_samples: Tensor | null;

  constructor(name: string, dims: number, args: FractionalMaxPool2dArguments<Indices>) {
    super();
    const [kernel_size, output_size, output_ratio, return_indices, _random_samples] =
      fractional_.list(args, `${name}.__init__`);
    const isPositive = expanded(kernel_size, dims).every((size) => size > 0);
    if (dims === 3 && !isPositive) {
      throw new ValueError(`kernel_size must be greater than 0, but got ${sizesText(kernel_size)}`);
    }
    this.kernel_size = expanded(kernel_size, dims);
    this.return_indices = return_indices as Indices;
    this.register_buffer('_random_samples', _random_samples);
    this.output_size = output_size === null ? null : expanded(output_size, dims);
    this.output_ratio = output_ratio === null ? null : expanded(output_ratio, dims);
    if (output_size === null && output_ratio === null) {
      throw new ValueError(`${name} requires specifying either an output size, or a pooling ratio`);
    }
    if (output_size !== null && output_ratio !== null) {
      throw new ValueError('only one of output_size and output_ratio may be specified');
    }
    if (this.output_ratio?.some((ratio) => !(ratio > 0 && ratio < 1))) {
      throw new ValueError(`output_ratio must be between 0 and 1 (got ${sizesText(output_ratio)})`);
    }
  }

  get [inputs]() { return oneInput; }
}

/**
 * The maximum of windows of random size (`torch.nn.FractionalMaxPool2d`): (N, C, H, W) or (C, H, W) to the size or the
 * part of it asked for. Throws a ValueError unless exactly one of `output_size` and `output_ratio` is given.
 */
export class FractionalMaxPool2d<Indices extends boolean = false> extends FractionalMaxPoolNd<Indices> {
  constructor(...args: FractionalMaxPool2dArguments<Indices>) {
    super('FractionalMaxPool2d', 2, args);
  }
  forward(input: Tensor): Pooled<Indices> {
    const { kernel_size, output_size, output_ratio, return_indices, _random_samples } = this;
    const pooled = F.fractional_max_pool2d(
      input, kernel_size, output_size, output_ratio, return_indices, _random_samples);
    return pooled as Pooled<Indices>;
  }
}

/** {@link FractionalMaxPool2d} for volumes, (N, C, D, H, W) or without N (`torch.nn.FractionalMaxPool3d`). */
export class FractionalMaxPool3d<Indices extends boolean = false> extends FractionalMaxPoolNd<Indices> {
  constructor(...args: FractionalMaxPool2dArguments<Indices>) {
    super('FractionalMaxPool3d', 3, args);
  }
  forward(input: Tensor): Pooled<Indices> {
    const { kernel_size, output_size, output_ratio, return_indices, _random_samples } = this;
    const pooled = F.fractional_max_pool3d(
      input, kernel_size, output_size, output_ratio, return_indices, _random_samples);
    return pooled as Pooled<Indices>;
  }
}
