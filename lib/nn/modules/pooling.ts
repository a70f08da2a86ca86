import { ValueError } from '../../values/errors.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import { Module } from '../module.js';
import { inputs, oneInput } from '../module/inputs.js';
import { expanded } from '../functional/sizes.js';
import { sizesText, type Sizes } from './sizes.js';
import { signature } from '../../arguments/signature.js';
import type { _MaxPoolNdArguments } from '../../generated/signatures/nn.js';

/** What a pool gives that may be asked for indices too. */
export type Pooled<Indices extends boolean> = Indices extends true ? [maxima: Tensor, indices: Tensor] : Tensor;

const maxPool_ = signature(`_MaxPoolNd[Indices](kernel_size: Sizes, stride: Sizes | None = None,
  padding: Sizes = 0, dilation: Sizes = 1, return_indices: Indices = False, ceil_mode: bool = False)`);

abstract class MaxPoolNd<Indices extends boolean> extends Module {
  readonly kernel_size: Sizes;
  readonly stride: Sizes;
  readonly padding: Sizes;
  readonly dilation: Sizes;
  readonly return_indices: Indices;
  readonly ceil_mode: boolean;

  constructor(...args: _MaxPoolNdArguments<Indices>) {
    super();
    const given = maxPool_.read(args);
    this.kernel_size = given.kernel_size;
    this.stride = given.stride ?? given.kernel_size;
    this.padding = given.padding;
    this.dilation = given.dilation;
    this.return_indices = given.return_indices as Indices;
    this.ceil_mode = given.ceil_mode;
  }

  get [inputs]() { return oneInput; }

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

const unpool_ = {
  init: signature('MaxUnpool1d(kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0)'),
  forward: signature('forward(self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None) -> Tensor'),
};

abstract class MaxUnpoolNd extends Module {
  readonly kernel_size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];

  constructor(name: string, dims: number, args: typeof unpool_.init.args) {
    super();
    const [kernel_size, stride, padding] = unpool_.init.list(args, `${name}.__init__`);
    this.kernel_size = expanded(kernel_size, dims);
    this.stride = expanded(stride ?? kernel_size, dims);
    this.padding = expanded(padding, dims);
  }

  get [inputs]() { return unpool_.forward; }

  override extra_repr(): string {
    return windowText(this);
  }
}

/**
 * Puts maxima back where {@link MaxPool1d} found them, zeros elsewhere (`torch.nn.MaxUnpool1d`). `output_size` chooses
 * among the sizes that the pooling could have had. Throws a ValueError for a size that it could not.
 */
export class MaxUnpool1d extends MaxUnpoolNd {
  constructor(...args: typeof unpool_.init.args) {
    super('MaxUnpool1d', 1, args);
  }
  forward(input: Tensor, indices: Tensor, output_size: readonly number[] | null = null): Tensor {
    return F.max_unpool1d(input, indices, this.kernel_size, this.stride, this.padding, output_size);
  }
}

/** Puts maxima back where {@link MaxPool2d} found them (`torch.nn.MaxUnpool2d`); as {@link MaxUnpool1d}. */
export class MaxUnpool2d extends MaxUnpoolNd {
  constructor(...args: typeof unpool_.init.args) {
    super('MaxUnpool2d', 2, args);
  }
  forward(input: Tensor, indices: Tensor, output_size: readonly number[] | null = null): Tensor {
    return F.max_unpool2d(input, indices, this.kernel_size, this.stride, this.padding, output_size);
  }
}

/** Puts maxima back where {@link MaxPool3d} found them (`torch.nn.MaxUnpool3d`); as {@link MaxUnpool1d}. */
export class MaxUnpool3d extends MaxUnpoolNd {
  constructor(...args: typeof unpool_.init.args) {
    super('MaxUnpool3d', 3, args);
  }
  forward(input: Tensor, indices: Tensor, output_size: readonly number[] | null = null): Tensor {
    return F.max_unpool3d(input, indices, this.kernel_size, this.stride, this.padding, output_size);
  }
}

const avgPool1d_ = signature(`AvgPool1d(kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
  ceil_mode: bool = False, count_include_pad: bool = True)`);
const avgPool_ = signature(`AvgPool2d(kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
  ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int | None = None)`);

abstract class AvgPoolNd extends Module {
  readonly kernel_size: Sizes;
  readonly stride: Sizes;
  readonly padding: Sizes;
  readonly ceil_mode: boolean;
  readonly count_include_pad: boolean;

  constructor(given: ReturnType<typeof avgPool1d_.read>) {
    super();
    this.kernel_size = given.kernel_size;
    this.stride = given.stride ?? given.kernel_size;
    this.padding = given.padding;
    this.ceil_mode = given.ceil_mode;
    this.count_include_pad = given.count_include_pad;
  }

  get [inputs]() { return oneInput; }

  override extra_repr(): string {
    return windowText(this);
  }
}

/** The mean of each window of a signal (`torch.nn.AvgPool1d`): (N, C, L) or (C, L) to (N, C, L_out). */
export class AvgPool1d extends AvgPoolNd {
  constructor(...args: typeof avgPool1d_.args) {
    const given = avgPool1d_.read(args);
    const { kernel_size, stride, padding } = given;
    const single = (size: Sizes): readonly number[] => expanded(size, 1);
    super({
      ...given, kernel_size: single(kernel_size), stride: single(stride ?? kernel_size), padding: single(padding),
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

  constructor(...args: typeof avgPool_.args) {
    const given = avgPool_.read(args);
    super(given);
    this.divisor_override = given.divisor_override;
  }
  forward(input: Tensor): Tensor {
    const { kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override } = this;
    return F.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
  }
}

/** The mean of each window of a volume (`torch.nn.AvgPool3d`): (N, C, D, H, W) or without N. */
export class AvgPool3d extends AvgPoolNd {
  readonly divisor_override: number | null;

  constructor(...args: typeof avgPool_.args) {
    const given = avgPool_.read(args, 'AvgPool3d.__init__');
    super(given);
    this.divisor_override = given.divisor_override;
  }
  forward(input: Tensor): Tensor {
    const { kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override } = this;
    return F.avg_pool3d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
  }
}

const lpPool_ = signature(`_LPPoolNd(norm_type: float, kernel_size: Sizes, stride: Sizes | None = None,
  ceil_mode: bool = False)`);

abstract class LPPoolNd extends Module {
  readonly norm_type: number;
  readonly kernel_size: Sizes;
  readonly stride: Sizes | null;
  readonly ceil_mode: boolean;

  constructor(...args: typeof lpPool_.args) {
    super();
    const { norm_type, kernel_size, stride, ceil_mode } = lpPool_.read(args);
    if (norm_type === 0) throw new ValueError(`norm_type must be a non-zero value, but got ${norm_type}`);
    this.norm_type = norm_type;
    this.kernel_size = kernel_size;
    this.stride = stride;
    this.ceil_mode = ceil_mode;
  }

  get [inputs]() { return oneInput; }

  override extra_repr(): string {
    return `norm_type=${py_float_repr(this.norm_type)}, kernel_size=${sizesText(this.kernel_size)}, ` +
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

function windowText({ kernel_size, stride, padding }: Pick<AvgPoolNd, 'kernel_size' | 'stride' | 'padding'>): string {
  return `kernel_size=${sizesText(kernel_size)}, stride=${sizesText(stride)}, padding=${sizesText(padding)}`;
}
