import { RuntimeError, ValueError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { UninitializedParameter } from '../parameter.js';
import { Conv1d, Conv2d, Conv3d, type ConvNd } from './conv.js';
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from './conv_transpose.js';
import type { AnyModule } from '../module/base.js';
import { installLazy, type LazyMembers } from './lazy.js';
import { signature } from '../../arguments/signature.js';

const conv_ = signature(`LazyConv1d(out_channels: int, kernel_size: Sizes, stride: Sizes = 1, padding: ConvPadding = 0,
  dilation: Sizes = 1, groups: int = 1, bias: bool = True, padding_mode: ConvPaddingMode = "zeros",
  device: DeviceLike = None, dtype: dtype = None)`);
const transpose_ = signature(`LazyConvTranspose1d(out_channels: int, kernel_size: Sizes, stride: Sizes = 1,
  padding: Sizes = 0, output_padding: Sizes = 0, groups: int = 1, bias: bool = True, dilation: Sizes = 1,
  padding_mode: ConvPaddingMode = "zeros", device: DeviceLike = None, dtype: dtype = None)`);

/** What the six have in common, whatever else their forward takes. */
type AnyConv = AnyModule & Pick<ConvNd,
  'in_channels' | 'out_channels' | 'kernel_size' | 'groups' | 'transposed' | 'weight' | 'bias'>;

/** What makes a layer without channels, whose parameters lazy ones then replace. */
const empty = { in_channels: 0, out_channels: 0, bias: false } as const;

function makeLazy(module: AnyConv & LazyMembers, given: Omit<ReturnType<typeof conv_.read>, 'padding'>): void {
  const { device, dtype, out_channels, bias } = given;
  module.out_channels = out_channels;
  module.weight = UninitializedParameter({ device, dtype });
  if (bias) module.bias = UninitializedParameter({ device, dtype });
}

function infer(module: AnyConv, input: Tensor): void {
  const { kernel_size, groups, transposed, out_channels } = module;
  const unbatched = kernel_size.length + 1;
  const { shape } = input;
  if (shape.length !== unbatched && shape.length !== unbatched + 1) {
    throw new RuntimeError(
      `Expected ${unbatched}D (unbatched) or ${unbatched + 1}D (batched) input to ${module._get_name()}, but got input ` +
        `of size: ${shape.toString()}`);
  }
  const in_channels = shape[shape.length - unbatched]!;
  module.in_channels = in_channels;
  if (in_channels % groups !== 0) throw new ValueError('in_channels must be divisible by groups');
  const channels = transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
  (module.weight as UninitializedParameter).materialize([...channels, ...kernel_size]);
  if (module.bias !== null) (module.bias as UninitializedParameter).materialize([out_channels]);
}

/** A {@link Conv1d} that learns `in_channels` from the first input (`torch.nn.LazyConv1d`). */
export class LazyConv1d extends Conv1d {
  constructor(...args: typeof conv_.args) {
    const given = conv_.read(args, 'LazyConv1d.__init__');
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyConv1d extends LazyMembers {}

/** A {@link Conv2d} that learns `in_channels` from the first input (`torch.nn.LazyConv2d`). */
export class LazyConv2d extends Conv2d {
  constructor(...args: typeof conv_.args) {
    const given = conv_.read(args, 'LazyConv2d.__init__');
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyConv2d extends LazyMembers {}

/** A {@link Conv3d} that learns `in_channels` from the first input (`torch.nn.LazyConv3d`). */
export class LazyConv3d extends Conv3d {
  constructor(...args: typeof conv_.args) {
    const given = conv_.read(args, 'LazyConv3d.__init__');
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyConv3d extends LazyMembers {}

/** A {@link ConvTranspose1d} that learns `in_channels` from the first input (`torch.nn.LazyConvTranspose1d`). */
export class LazyConvTranspose1d extends ConvTranspose1d {
  constructor(...args: typeof transpose_.args) {
    const given = transpose_.read(args, 'LazyConvTranspose1d.__init__');
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyConvTranspose1d extends LazyMembers {}

/** A {@link ConvTranspose2d} that learns `in_channels` from the first input (`torch.nn.LazyConvTranspose2d`). */
export class LazyConvTranspose2d extends ConvTranspose2d {
  constructor(...args: typeof transpose_.args) {
    const given = transpose_.read(args, 'LazyConvTranspose2d.__init__');
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyConvTranspose2d extends LazyMembers {}

/** A {@link ConvTranspose3d} that learns `in_channels` from the first input (`torch.nn.LazyConvTranspose3d`). */
export class LazyConvTranspose3d extends ConvTranspose3d {
  constructor(...args: typeof transpose_.args) {
    const given = transpose_.read(args, 'LazyConvTranspose3d.__init__');
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyConvTranspose3d extends LazyMembers {}

for (const Class of [
  LazyConv1d, LazyConv2d, LazyConv3d, LazyConvTranspose1d, LazyConvTranspose2d, LazyConvTranspose3d,
]) {
  installLazy<AnyConv>(Class, infer);
}
