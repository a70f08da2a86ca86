import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import { Module } from '../module.js';
import { inputs, oneInput } from '../module/inputs.js';
import { sizesText, type Sizes } from './sizes.js';
import { signature } from '../../arguments/signature.js';

export type UpsampleMode = 'nearest' | 'nearest-exact' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear' | 'area';

const upsample_ = signature(`Upsample(size: Sizes | None = None, scale_factor: Sizes | None = None,
  mode: UpsampleMode = "nearest", align_corners: bool | None = None, recompute_scale_factor: bool | None = None)`);

/**
 * Makes signals, images or volumes larger, to `size` or by `scale_factor` (`torch.nn.Upsample`): (N, C, L),
 * (N, C, H, W) or (N, C, D, H, W). Throws as `functional.interpolate` does.
 */
export class Upsample extends Module {
  readonly size: Sizes | null;
  readonly scale_factor: Sizes | null;
  readonly mode: UpsampleMode;
  readonly align_corners: boolean | null;
  readonly recompute_scale_factor: boolean | null;

  constructor(...args: typeof upsample_.args) {
    super();
    const { size, scale_factor, mode, align_corners, recompute_scale_factor } = upsample_.read(args);
    this.size = size;
    this.scale_factor = scale_factor === 0 ? null : scale_factor;
    this.mode = mode;
    this.align_corners = align_corners;
    this.recompute_scale_factor = recompute_scale_factor;
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    const { size, scale_factor, mode, align_corners, recompute_scale_factor } = this;
    return F.interpolate(input, size, scale_factor, mode, align_corners, recompute_scale_factor);
  }

  override extra_repr(): string {
    const { size, scale_factor, mode } = this;
    const what = scale_factor === null ? `size=${sizesText(size)}` : `scale_factor=${factorText(scale_factor)}`;
    return `${what}, mode=${py_repr(mode)}`;
  }
}

function factorText(factor: Sizes): string {
  if (typeof factor === 'number') return py_float_repr(factor);
  const items = factor.map(py_float_repr);
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

const fixed_ = signature('UpsamplingNearest2d(size: Sizes | None = None, scale_factor: Sizes | None = None)');

/** Upsampling of images that repeats the nearest pixel (`torch.nn.UpsamplingNearest2d`): (N, C, H, W). */
export class UpsamplingNearest2d extends Upsample {
  constructor(...args: typeof fixed_.args) {
    super(...fixed_.list(args, 'UpsamplingNearest2d.__init__'), 'nearest');
  }
}

/** Bilinear upsampling of images that keeps the corners (`torch.nn.UpsamplingBilinear2d`): (N, C, H, W). */
export class UpsamplingBilinear2d extends Upsample {
  constructor(...args: typeof fixed_.args) {
    super(...fixed_.list(args, 'UpsamplingBilinear2d.__init__'), 'bilinear', true);
  }
}
