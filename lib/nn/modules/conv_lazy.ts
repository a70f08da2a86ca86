import { RuntimeError, ValueError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { UninitializedParameter } from '../parameter.js';
import { constructorArguments, type Arguments } from './arguments.js';
import { Conv1d, Conv2d, Conv3d, convOrder, type ConvNd, type ConvOptions, type ConvPadding } from './conv.js';
import {
  ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, transposeOrder, type TransposeOptions,
} from './conv_transpose.js';
import type { AnyModule } from '../module/base.js';
import { installLazy, type LazyMembers } from './lazy.js';

type WithoutInput<Order extends readonly string[]> = Order extends readonly ['in_channels', ...infer Rest] ? Rest : never;

const order = convOrder.slice(1) as unknown as WithoutInput<typeof convOrder>;
type LazyConvOptions = Omit<ConvOptions<ConvPadding>, 'in_channels'>;
type LazyConvArguments = Arguments<LazyConvOptions, typeof order>;

const orderTransposed = transposeOrder.slice(1) as unknown as WithoutInput<typeof transposeOrder>;
type LazyTransposeOptions = Omit<TransposeOptions, 'in_channels'>;
type LazyTransposeArguments = Arguments<LazyTransposeOptions, typeof orderTransposed>;

/** What the six have in common, whatever else their forward takes. */
type AnyConv = AnyModule & Pick<ConvNd,
  'in_channels' | 'out_channels' | 'kernel_size' | 'groups' | 'transposed' | 'weight' | 'bias'>;

/** What makes a layer without channels, whose parameters lazy ones then replace. */
const empty = { in_channels: 0, out_channels: 0, bias: false } as const;

function conv(name: string, args: readonly unknown[]): ConvOptions<ConvPadding> {
  return { ...constructorArguments<LazyConvOptions>(name, order, 2, args), ...empty };
}

function transposed(name: string, args: readonly unknown[]): TransposeOptions {
  return { ...constructorArguments<LazyTransposeOptions>(name, orderTransposed, 2, args), ...empty };
}

function makeLazy(
  module: AnyConv & LazyMembers, name: string, names: readonly string[], args: readonly unknown[],
): void {
  const given = constructorArguments<LazyConvOptions>(name, names as typeof order, 2, args);
  const { device, dtype, out_channels, bias = true } = given;
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
  constructor(...args: LazyConvArguments) {
    super(conv('LazyConv1d', args));
    makeLazy(this, 'LazyConv1d', order, args);
  }
}
export interface LazyConv1d extends LazyMembers {}

/** A {@link Conv2d} that learns `in_channels` from the first input (`torch.nn.LazyConv2d`). */
export class LazyConv2d extends Conv2d {
  constructor(...args: LazyConvArguments) {
    super(conv('LazyConv2d', args));
    makeLazy(this, 'LazyConv2d', order, args);
  }
}
export interface LazyConv2d extends LazyMembers {}

/** A {@link Conv3d} that learns `in_channels` from the first input (`torch.nn.LazyConv3d`). */
export class LazyConv3d extends Conv3d {
  constructor(...args: LazyConvArguments) {
    super(conv('LazyConv3d', args));
    makeLazy(this, 'LazyConv3d', order, args);
  }
}
export interface LazyConv3d extends LazyMembers {}

/** A {@link ConvTranspose1d} that learns `in_channels` from the first input (`torch.nn.LazyConvTranspose1d`). */
export class LazyConvTranspose1d extends ConvTranspose1d {
  constructor(...args: LazyTransposeArguments) {
    super(transposed('LazyConvTranspose1d', args));
    makeLazy(this, 'LazyConvTranspose1d', orderTransposed, args);
  }
}
export interface LazyConvTranspose1d extends LazyMembers {}

/** A {@link ConvTranspose2d} that learns `in_channels` from the first input (`torch.nn.LazyConvTranspose2d`). */
export class LazyConvTranspose2d extends ConvTranspose2d {
  constructor(...args: LazyTransposeArguments) {
    super(transposed('LazyConvTranspose2d', args));
    makeLazy(this, 'LazyConvTranspose2d', orderTransposed, args);
  }
}
export interface LazyConvTranspose2d extends LazyMembers {}

/** A {@link ConvTranspose3d} that learns `in_channels` from the first input (`torch.nn.LazyConvTranspose3d`). */
export class LazyConvTranspose3d extends ConvTranspose3d {
  constructor(...args: LazyTransposeArguments) {
    super(transposed('LazyConvTranspose3d', args));
    makeLazy(this, 'LazyConvTranspose3d', orderTransposed, args);
  }
}
export interface LazyConvTranspose3d extends LazyMembers {}

for (const Class of [
  LazyConv1d, LazyConv2d, LazyConv3d, LazyConvTranspose1d, LazyConvTranspose2d, LazyConvTranspose3d,
]) {
  installLazy<AnyConv>(Class, infer);
}
