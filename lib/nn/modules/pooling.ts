import { ValueError } from '../../values/errors.js';
import type { Named } from '../../tensor/operator_types.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import { Module } from '../module.js';
import { constructorArguments, type Arguments } from './arguments.js';
import { expanded } from '../functional/sizes.js';
import { sizesText, type Sizes } from './sizes.js';

interface MaxPoolOptions<Indices> {
  readonly kernel_size: Sizes;
  /** The kernel's size unless given. */
  readonly stride?: Sizes | null;
  readonly padding?: Sizes;
  readonly dilation?: Sizes;
  readonly return_indices?: Indices;
  readonly ceil_mode?: boolean;
}
const maxOrder = ['kernel_size', 'stride', 'padding', 'dilation', 'return_indices', 'ceil_mode'] as const;

/** What a pool gives that may be asked for indices too. */
export type Pooled<Indices extends boolean> = Indices extends true ? [maxima: Tensor, indices: Tensor] : Tensor;

/** An object that says whether there are indices, from which the compiler sees what forward gives. */
export type SaysIndices<Options, Given extends keyof Options, Indices> =
  Named<Omit<Options, Given | 'return_indices'> & { readonly return_indices: Indices }>;


abstract class MaxPoolNd<Indices extends boolean> extends Module {
  readonly kernel_size: Sizes;
  readonly stride: Sizes;
  readonly padding: Sizes;
  readonly dilation: Sizes;
  readonly return_indices: Indices;
  readonly ceil_mode: boolean;

  constructor(kernel_size: Sizes, options: SaysIndices<MaxPoolOptions<Indices>, 'kernel_size', Indices>);
  constructor(
    kernel_size: Sizes, stride: Sizes | null,
    options: SaysIndices<MaxPoolOptions<Indices>, 'kernel_size' | 'stride', Indices>,
  );
  constructor(...args: Arguments<MaxPoolOptions<Indices>, typeof maxOrder>);
  constructor(...args: unknown[]) {
    super();
    const given = constructorArguments<MaxPoolOptions<Indices>>('_MaxPoolNd', maxOrder, 1, args);
    this.kernel_size = given.kernel_size;
    this.stride = given.stride ?? given.kernel_size;
    this.padding = given.padding ?? 0;
    this.dilation = given.dilation ?? 1;
    this.return_indices = given.return_indices ?? (false as Indices);
    this.ceil_mode = given.ceil_mode ?? false;
  }

  override extra_repr(): string {
    return `kernel_size=${sizesText(this.kernel_size)}, stride=${sizesText(this.stride)}, ` +
      `padding=${sizesText(this.padding)}, dilation=${sizesText(this.dilation)}, ceil_mode=${py_repr(this.ceil_mode)}`;
  }
}

/**
 * The maximum of each window of a signal (`torch.nn.MaxPool1d`): (N, C, L) or (C, L) to (N, C, L_out). With
 * `return_indices` a pair: the maxima, and where each was.
 */
export class MaxPool1d<Indices extends boolean = false> extends MaxPoolNd<Indices> {
  forward(input: Tensor): Pooled<Indices> {
    const { kernel_size, stride, padding, dilation, ceil_mode, return_indices } = this;
    const pooled = F.max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices);
    return pooled as Pooled<Indices>;
  }
}

/** The maximum of each window of an image (`torch.nn.MaxPool2d`): (N, C, H, W) or (C, H, W); as {@link MaxPool1d}. */
export class MaxPool2d<Indices extends boolean = false> extends MaxPoolNd<Indices> {
  forward(input: Tensor): Pooled<Indices> {
    const { kernel_size, stride, padding, dilation, ceil_mode, return_indices } = this;
    const pooled = F.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices);
    return pooled as Pooled<Indices>;
  }
}

/** The maximum of each window of a volume, (N, C, D, H, W) or without N (`torch.nn.MaxPool3d`). */
export class MaxPool3d<Indices extends boolean = false> extends MaxPoolNd<Indices> {
  forward(input: Tensor): Pooled<Indices> {
    const { kernel_size, stride, padding, dilation, ceil_mode, return_indices } = this;
    const pooled = F.max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices);
    return pooled as Pooled<Indices>;
  }
}

interface UnpoolOptions {
  readonly kernel_size: Sizes;
  readonly stride?: Sizes | null;
  readonly padding?: Sizes;
}
const unpoolOrder = ['kernel_size', 'stride', 'padding'] as const;
type UnpoolArguments = Arguments<UnpoolOptions, typeof unpoolOrder>;

abstract class MaxUnpoolNd extends Module {
  readonly kernel_size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];

  constructor(name: string, dims: number, args: readonly unknown[]) {
    super();
    const given = constructorArguments<UnpoolOptions>(name, unpoolOrder, 1, args);
    this.kernel_size = expanded(given.kernel_size, dims);
    this.stride = expanded(given.stride ?? given.kernel_size, dims);
    this.padding = expanded(given.padding ?? 0, dims);
  }

  override extra_repr(): string {
    return windowText(this);
  }
}

/**
 * Puts maxima back where {@link MaxPool1d} found them, zeros elsewhere (`torch.nn.MaxUnpool1d`). `output_size` chooses
 * among the sizes that the pooling could have had. Throws a ValueError for a size that it could not.
 */
export class MaxUnpool1d extends MaxUnpoolNd {
  constructor(...args: UnpoolArguments) {
    super('MaxUnpool1d', 1, args);
  }
  forward(input: Tensor, indices: Tensor, output_size: readonly number[] | null = null): Tensor {
    return F.max_unpool1d(input, indices, this.kernel_size, this.stride, this.padding, output_size);
  }
}

/** Puts maxima back where {@link MaxPool2d} found them (`torch.nn.MaxUnpool2d`); as {@link MaxUnpool1d}. */
export class MaxUnpool2d extends MaxUnpoolNd {
  constructor(...args: UnpoolArguments) {
    super('MaxUnpool2d', 2, args);
  }
  forward(input: Tensor, indices: Tensor, output_size: readonly number[] | null = null): Tensor {
    return F.max_unpool2d(input, indices, this.kernel_size, this.stride, this.padding, output_size);
  }
}

/** Puts maxima back where {@link MaxPool3d} found them (`torch.nn.MaxUnpool3d`); as {@link MaxUnpool1d}. */
export class MaxUnpool3d extends MaxUnpoolNd {
  constructor(...args: UnpoolArguments) {
    super('MaxUnpool3d', 3, args);
  }
  forward(input: Tensor, indices: Tensor, output_size: readonly number[] | null = null): Tensor {
    return F.max_unpool3d(input, indices, this.kernel_size, this.stride, this.padding, output_size);
  }
}

interface AvgPoolOptions {
  readonly kernel_size: Sizes;
  readonly stride?: Sizes | null;
  readonly padding?: Sizes;
  readonly ceil_mode?: boolean;
  readonly count_include_pad?: boolean;
  /** Divides the sum of each window instead of its size. */
  readonly divisor_override?: number | null;
}
const avgOrder1d = ['kernel_size', 'stride', 'padding', 'ceil_mode', 'count_include_pad'] as const;
const avgOrder = [...avgOrder1d, 'divisor_override'] as const;

abstract class AvgPoolNd extends Module {
  readonly kernel_size: Sizes;
  readonly stride: Sizes;
  readonly padding: Sizes;
  readonly ceil_mode: boolean;
  readonly count_include_pad: boolean;

  constructor({ kernel_size, stride, padding, ceil_mode, count_include_pad }: AvgPoolOptions) {
    super();
    this.kernel_size = kernel_size;
    this.stride = stride ?? kernel_size;
    this.padding = padding ?? 0;
    this.ceil_mode = ceil_mode ?? false;
    this.count_include_pad = count_include_pad ?? true;
  }

  override extra_repr(): string {
    return windowText(this);
  }
}

/** The mean of each window of a signal (`torch.nn.AvgPool1d`): (N, C, L) or (C, L) to (N, C, L_out). */
export class AvgPool1d extends AvgPoolNd {
  constructor(...args: Arguments<Omit<AvgPoolOptions, 'divisor_override'>, typeof avgOrder1d>) {
    const given = constructorArguments<AvgPoolOptions>('AvgPool1d', avgOrder1d, 1, args);
    const { kernel_size, stride, padding } = given;
    const single = (size: Sizes): readonly number[] => expanded(size, 1);
    super({
      ...given, kernel_size: single(kernel_size), stride: single(stride ?? kernel_size), padding: single(padding ?? 0),
    });
  }
  forward(input: Tensor): Tensor {
    const { kernel_size, stride, padding, ceil_mode, count_include_pad } = this;
    return F.avg_pool1d(input, kernel_size, stride, padding, ceil_mode, count_include_pad);
  }
}

/** The mean of each window of an image (`torch.nn.AvgPool2d`): (N, C, H, W) or (C, H, W) to (N, C, H_out, W_out). */
export class AvgPool2d extends AvgPoolNd {
  readonly divisor_override: number | null;

  constructor(...args: Arguments<AvgPoolOptions, typeof avgOrder>) {
    const given = constructorArguments<AvgPoolOptions>('AvgPool2d', avgOrder, 1, args);
    super(given);
    this.divisor_override = given.divisor_override ?? null;
  }
  forward(input: Tensor): Tensor {
    const { kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override } = this;
    return F.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
  }
}

/** The mean of each window of a volume (`torch.nn.AvgPool3d`): (N, C, D, H, W) or without N. */
export class AvgPool3d extends AvgPoolNd {
  readonly divisor_override: number | null;

  constructor(...args: Arguments<AvgPoolOptions, typeof avgOrder>) {
    const given = constructorArguments<AvgPoolOptions>('AvgPool3d', avgOrder, 1, args);
    super(given);
    this.divisor_override = given.divisor_override ?? null;
  }
  forward(input: Tensor): Tensor {
    const { kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override } = this;
    return F.avg_pool3d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
  }
}

interface LPPoolOptions {
  /** The power: 1 sums, infinity takes the maximum. */
  readonly norm_type: number;
  readonly kernel_size: Sizes;
  readonly stride?: Sizes | null;
  readonly ceil_mode?: boolean;
}
const lpOrder = ['norm_type', 'kernel_size', 'stride', 'ceil_mode'] as const;

abstract class LPPoolNd extends Module {
  readonly norm_type: number;
  readonly kernel_size: Sizes;
  readonly stride: Sizes | null;
  readonly ceil_mode: boolean;

  constructor(...args: Arguments<LPPoolOptions, typeof lpOrder>) {
    super();
    const given = constructorArguments<LPPoolOptions>('_LPPoolNd', lpOrder, 2, args);
    const { norm_type, kernel_size, stride = null, ceil_mode = false } = given;
    if (norm_type === 0) throw new ValueError(`norm_type must be a non-zero value, but got ${norm_type}`);
    this.norm_type = norm_type;
    this.kernel_size = kernel_size;
    this.stride = stride;
    this.ceil_mode = ceil_mode;
  }

  override extra_repr(): string {
    return `norm_type=${py_repr(this.norm_type)}, kernel_size=${sizesText(this.kernel_size)}, ` +
      `stride=${sizesText(this.stride)}, ceil_mode=${py_repr(this.ceil_mode)}`;
  }
}

/** The `norm_type`-norm of each window of a signal (`torch.nn.LPPool1d`): (N, C, L) or (C, L). */
export class LPPool1d extends LPPoolNd {
  forward(input: Tensor): Tensor {
    return F.lp_pool1d(input, this.norm_type, this.kernel_size, this.stride, this.ceil_mode);
  }
}

/** The `norm_type`-norm of each window of an image (`torch.nn.LPPool2d`): (N, C, H, W) or (C, H, W). */
export class LPPool2d extends LPPoolNd {
  forward(input: Tensor): Tensor {
    return F.lp_pool2d(input, this.norm_type, this.kernel_size, this.stride, this.ceil_mode);
  }
}

/** The `norm_type`-norm of each window of a volume (`torch.nn.LPPool3d`): (N, C, D, H, W) or without N. */
export class LPPool3d extends LPPoolNd {
  forward(input: Tensor): Tensor {
    return F.lp_pool3d(input, this.norm_type, this.kernel_size, this.stride, this.ceil_mode);
  }
}

function windowText({ kernel_size, stride, padding }: Required<UnpoolOptions>): string {
  return `kernel_size=${sizesText(kernel_size)}, stride=${sizesText(stride)}, padding=${sizesText(padding)}`;
}
