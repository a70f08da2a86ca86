import { int64 } from '../../values/dtype.js';
import { tensor } from '../../tensor/factories.js';
import type { Tensor } from '../../tensor/tensor.js';
import { UninitializedBuffer, UninitializedParameter } from '../parameter.js';
import { BatchNorm1d, BatchNorm2d, BatchNorm3d, type NormBase } from './batchnorm.js';
import { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from './instancenorm.js';
import { installLazy, type LazyMembers } from './lazy.js';
import { signature } from '../../arguments/signature.js';

const lazy_ = signature(`_LazyNormBase(eps: float = 1e-05, momentum: float | None = 0.1,
  affine: bool = True, track_running_stats: bool = True, device: DeviceLike = None, dtype: dtype = None, *,
  bias: bool = True)`);

/** What makes a layer of no channels and without anything to learn. */
const empty = { num_features: 0, affine: false, track_running_stats: false, bias: false } as const;

function makeLazy(module: NormBase & LazyMembers, given: ReturnType<typeof lazy_.read>): void {
  const { affine, track_running_stats, bias, device, dtype } = given;
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
  constructor(...args: typeof lazy_.args) {
    const given = lazy_.read(args);
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyBatchNorm1d extends LazyMembers {}

/** A {@link BatchNorm2d} that learns `num_features` from the first input (`torch.nn.LazyBatchNorm2d`). */
export class LazyBatchNorm2d extends BatchNorm2d {
  constructor(...args: typeof lazy_.args) {
    const given = lazy_.read(args);
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyBatchNorm2d extends LazyMembers {}

/** A {@link BatchNorm3d} that learns `num_features` from the first input (`torch.nn.LazyBatchNorm3d`). */
export class LazyBatchNorm3d extends BatchNorm3d {
  constructor(...args: typeof lazy_.args) {
    const given = lazy_.read(args);
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyBatchNorm3d extends LazyMembers {}

/** An {@link InstanceNorm1d} that learns `num_features` from the first input (`torch.nn.LazyInstanceNorm1d`). */
export class LazyInstanceNorm1d extends InstanceNorm1d {
  constructor(...args: typeof lazy_.args) {
    const given = lazy_.read(args);
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyInstanceNorm1d extends LazyMembers {}

/** An {@link InstanceNorm2d} that learns `num_features` from the first input (`torch.nn.LazyInstanceNorm2d`). */
export class LazyInstanceNorm2d extends InstanceNorm2d {
  constructor(...args: typeof lazy_.args) {
    const given = lazy_.read(args);
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyInstanceNorm2d extends LazyMembers {}

/** An {@link InstanceNorm3d} that learns `num_features` from the first input (`torch.nn.LazyInstanceNorm3d`). */
export class LazyInstanceNorm3d extends InstanceNorm3d {
  constructor(...args: typeof lazy_.args) {
    const given = lazy_.read(args);
    super({ ...given, ...empty });
    makeLazy(this, given);
  }
}
export interface LazyInstanceNorm3d extends LazyMembers {}

for (const Class of [
  LazyBatchNorm1d, LazyBatchNorm2d, LazyBatchNorm3d, LazyInstanceNorm1d, LazyInstanceNorm2d, LazyInstanceNorm3d,
]) {
  installLazy<NormBase>(Class, infer);
}
