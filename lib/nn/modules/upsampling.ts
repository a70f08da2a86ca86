import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import { Module } from '../module.js';
import { constructorArguments, type Arguments } from './arguments.js';
import { sizesText, type Sizes } from './sizes.js';

export type UpsampleMode = 'nearest' | 'nearest-exact' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear' | 'area';

interface UpsampleOptions {
  readonly size?: Sizes | null;
  readonly scale_factor?: Sizes | null;
  readonly mode?: UpsampleMode;
  readonly align_corners?: boolean | null;
  readonly recompute_scale_factor?: boolean | null;
}
const order = ['size', 'scale_factor', 'mode', 'align_corners', 'recompute_scale_factor'] as const;

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

  constructor(...args: Arguments<UpsampleOptions, typeof order>) {
    super();
    const given = constructorArguments<UpsampleOptions>('Upsample', order, 0, args);
    const { size = null, scale_factor = null, mode = 'nearest' } = given;
    this.size = size;
    this.scale_factor = scale_factor === 0 ? null : scale_factor;
    this.mode = mode;
    this.align_corners = given.align_corners ?? null;
    this.recompute_scale_factor = given.recompute_scale_factor ?? null;
  }

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

type FixedOptions = Pick<UpsampleOptions, 'size' | 'scale_factor'>;
const fixedOrder = ['size', 'scale_factor'] as const;

/** Upsampling of images that repeats the nearest pixel (`torch.nn.UpsamplingNearest2d`): (N, C, H, W). */
export class UpsamplingNearest2d extends Upsample {
  constructor(...args: Arguments<FixedOptions, typeof fixedOrder>) {
    const given = constructorArguments<FixedOptions>('UpsamplingNearest2d', fixedOrder, 0, args);
    super({ ...given, mode: 'nearest' });
  }
}

/** Bilinear upsampling of images that keeps the corners (`torch.nn.UpsamplingBilinear2d`): (N, C, H, W). */
export class UpsamplingBilinear2d extends Upsample {
  constructor(...args: Arguments<FixedOptions, typeof fixedOrder>) {
    const given = constructorArguments<FixedOptions>('UpsamplingBilinear2d', fixedOrder, 0, args);
    super({ ...given, mode: 'bilinear', align_corners: true });
  }
}
