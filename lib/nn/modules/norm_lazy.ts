import { int64 } from '../../values/dtype.js';
import { tensor } from '../../tensor/factories.js';
import type { Tensor } from '../../tensor/tensor.js';
import { UninitializedBuffer, UninitializedParameter } from '../parameter.js';
import { constructorArguments, type Arguments } from './arguments.js';
import { BatchNorm1d, BatchNorm2d, BatchNorm3d, normOrder, type NormBase, type NormOptions } from './batchnorm.js';
import { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from './instancenorm.js';
import { installLazy, type LazyMembers } from './lazy.js';

type WithoutFeatures<Order extends readonly string[]> =
  Order extends readonly ['num_features', ...infer Rest] ? Rest : never;

const order = normOrder.slice(1) as unknown as WithoutFeatures<typeof normOrder>;
type LazyOptions = Omit<NormOptions, 'num_features'>;
type LazyArguments = Arguments<LazyOptions, typeof order>;

function optionsOf(name: string, args: readonly unknown[]): LazyOptions {
  return constructorArguments<LazyOptions>(name, [...order, 'bias'], 0, args);
}

/** A layer of no channels and without anything to learn. */
function empty(name: string, args: readonly unknown[]): NormOptions {
  const options = { ...optionsOf(name, args), num_features: 0, affine: false, track_running_stats: false };
  return { ...options, bias: false };
}

function makeLazy(module: NormBase & LazyMembers, name: string, args: readonly unknown[]): void {
  const { affine = true, track_running_stats = true, bias = true, device, dtype } = optionsOf(name, args);
  module.affine = affine;
  module.track_running_stats = track_running_stats;
  if (affine) module.weight = UninitializedParameter({ device, dtype });
  if (affine && bias) module.bias = UninitializedParameter({ device, dtype });
  if (track_running_stats) {
    module.running_mean = UninitializedBuffer({ device, dtype });
    module.running_var = UninitializedBuffer({ device, dtype });
    module.num_batches_tracked = tensor(0, { dtype: int64, device: device ?? undefined });
  }
}

function infer(module: NormBase, input: Tensor): void {
  const channels = input.size(1);
  module.num_features = channels;
  for (const name of ['weight', 'bias', 'running_mean', 'running_var'] as const) {
    (module[name] as UninitializedParameter | UninitializedBuffer | null)?.materialize([channels]);
  }
}

/** A {@link BatchNorm1d} that learns `num_features` from the first input (`torch.nn.LazyBatchNorm1d`). */
export class LazyBatchNorm1d extends BatchNorm1d {
  constructor(...args: LazyArguments) {
    super(empty('_LazyNormBase', args));
    makeLazy(this, '_LazyNormBase', args);
  }
}
export interface LazyBatchNorm1d extends LazyMembers {}

/** A {@link BatchNorm2d} that learns `num_features` from the first input (`torch.nn.LazyBatchNorm2d`). */
export class LazyBatchNorm2d extends BatchNorm2d {
  constructor(...args: LazyArguments) {
    super(empty('_LazyNormBase', args));
    makeLazy(this, '_LazyNormBase', args);
  }
}
export interface LazyBatchNorm2d extends LazyMembers {}

/** A {@link BatchNorm3d} that learns `num_features` from the first input (`torch.nn.LazyBatchNorm3d`). */
export class LazyBatchNorm3d extends BatchNorm3d {
  constructor(...args: LazyArguments) {
    super(empty('_LazyNormBase', args));
    makeLazy(this, '_LazyNormBase', args);
  }
}
export interface LazyBatchNorm3d extends LazyMembers {}

/** An {@link InstanceNorm1d} that learns `num_features` from the first input (`torch.nn.LazyInstanceNorm1d`). */
export class LazyInstanceNorm1d extends InstanceNorm1d {
  constructor(...args: LazyArguments) {
    super(empty('_LazyNormBase', args));
    makeLazy(this, '_LazyNormBase', args);
  }
}
export interface LazyInstanceNorm1d extends LazyMembers {}

/** An {@link InstanceNorm2d} that learns `num_features` from the first input (`torch.nn.LazyInstanceNorm2d`). */
export class LazyInstanceNorm2d extends InstanceNorm2d {
  constructor(...args: LazyArguments) {
    super(empty('_LazyNormBase', args));
    makeLazy(this, '_LazyNormBase', args);
  }
}
export interface LazyInstanceNorm2d extends LazyMembers {}

/** An {@link InstanceNorm3d} that learns `num_features` from the first input (`torch.nn.LazyInstanceNorm3d`). */
export class LazyInstanceNorm3d extends InstanceNorm3d {
  constructor(...args: LazyArguments) {
    super(empty('_LazyNormBase', args));
    makeLazy(this, '_LazyNormBase', args);
  }
}
export interface LazyInstanceNorm3d extends LazyMembers {}

for (const Class of [
  LazyBatchNorm1d, LazyBatchNorm2d, LazyBatchNorm3d, LazyInstanceNorm1d, LazyInstanceNorm2d, LazyInstanceNorm3d,
]) {
  installLazy<NormBase>(Class, infer);
}
