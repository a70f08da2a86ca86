import { int64 } from '../../values/dtype.js';
import { ValueError } from '../../values/errors.js';
import { tensor } from '../../tensor/factories.js';
import { empty, ones, zeros } from '../../generated/torch.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import * as init from '../init.js';
import { Module } from '../module.js';
import { inputs } from '../module/inputs.js';
import { Parameter } from '../parameter.js';
import { signature } from '../../arguments/signature.js';

const batchNorm_ = {
  init: signature(`_BatchNorm(num_features: int, eps: float = 1e-05, momentum: float | None = 0.1,
    affine: bool = True, track_running_stats: bool = True, device: DeviceLike = None, dtype: dtype = None, *,
    bias: bool = True)`),
  forward: signature('_BatchNorm.forward(self, input: Tensor) -> Tensor'),
};
/** What a layer that normalises is told. */
export type NormSettings = ReturnType<typeof batchNorm_.init.read>;

/** What the normalisations that keep running statistics share. */
export abstract class NormBase extends Module {
  num_features: number;
  eps: number;
  momentum: number | null;
  affine: boolean;
  track_running_stats: boolean;

  constructor({ num_features, eps, momentum, affine, track_running_stats, bias, device, dtype }: NormSettings) {
    super();
    const factory = { device, dtype };
    this.num_features = num_features;
    this.eps = eps;
    this.momentum = momentum;
    this.affine = affine;
    this.track_running_stats = track_running_stats;
    const parameter = (): Parameter => Parameter(empty([num_features], factory));
    this.register_parameter('weight', affine ? parameter() : null);
    this.register_parameter('bias', affine && bias ? parameter() : null);
    const tracked = track_running_stats;
    this.register_buffer('running_mean', tracked ? zeros([num_features], factory) : null);
    this.register_buffer('running_var', tracked ? ones([num_features], factory) : null);
    const count = tracked ? tensor(0, { dtype: int64, device: device ?? undefined }) : null;
    this.register_buffer('num_batches_tracked', count);
    this.reset_parameters();
  }

  override get _version(): number {
    return 2;
  }

  /** Forgets all batches: mean 0, variance 1. */
  reset_running_stats(): void {
    if (!this.track_running_stats) return;
    this.running_mean!.zero_();
    this.running_var!.fill_(1);
    this.num_batches_tracked!.zero_();
  }

  /** Weight 1, bias 0, and no running statistics. */
  reset_parameters(): void {
    this.reset_running_stats();
    if (this.weight !== null) init.ones_(this.weight);
    if (this.bias !== null) init.zeros_(this.bias);
  }

  /** State dicts before version 2 do not count the batches. */
  override _load_from_state_dict(...args: Parameters<Module['_load_from_state_dict']>): void {
    const [state, prefix, { version }] = args;
    const key = `${prefix}num_batches_tracked`;
    if ((version === undefined || version < 2) && this.track_running_stats && !state.has(key)) {
      const count = this.num_batches_tracked;
      state.set(key, count === null || count.is_meta ? tensor(0, { dtype: int64 }) : count);
    }
    super._load_from_state_dict(...args);
  }

  override extra_repr(): string {
    const { num_features, eps, momentum, affine, bias, track_running_stats } = this;
    const momentumText = momentum === null ? 'None' : py_float_repr(momentum);
    return `${num_features}, eps=${py_float_repr(eps)}, momentum=${momentumText}, ` +
      `affine=${py_repr(affine)}, bias=${py_repr(bias !== null)}, track_running_stats=${py_repr(track_running_stats)}`;
  }
}
// Without it null, which PyTorch's types leave out too: programs know what they made.
export interface NormBase {
  get weight(): Parameter;
  set weight(value: Parameter | null);
  get bias(): Parameter;
  set bias(value: Parameter | null);
  get running_mean(): Tensor;
  set running_mean(value: Tensor | null);
  get running_var(): Tensor;
  set running_var(value: Tensor | null);
  get num_batches_tracked(): Tensor;
  set num_batches_tracked(value: Tensor | null);
}

/** Throws a ValueError unless the input has one of these numbers of dimensions. */
export function checkDimensions(input: Tensor, allowed: readonly number[]): void {
  const dim = input.dim();
  if (allowed.includes(dim)) return;
  throw new ValueError(`expected ${allowed.map((dims) => `${dims}D`).join(' or ')} input (got ${dim}D input)`);
}

export abstract class BatchNorm extends NormBase {
  constructor(...args: typeof batchNorm_.init.args) {
    super(batchNorm_.init.read(args));
  }

  get [inputs]() { return batchNorm_.forward; }

  abstract _check_input_dim(input: Tensor): void;

  forward(input: Tensor): Tensor {
    this._check_input_dim(input);
    const { training, running_mean, running_var, momentum, num_batches_tracked } = this;
    let factor = momentum ?? 0;
    if (training && this.track_running_stats && num_batches_tracked !== null) {
      num_batches_tracked.add_(1);
      if (momentum === null) factor = 1 / Number(num_batches_tracked.item());
    }
    const usesBatch = training || (running_mean === null && running_var === null);
    const keeps = !training || this.track_running_stats;
    const [mean, variance] = keeps ? [running_mean, running_var] : [null, null];
    return F.batch_norm(input, mean, variance, this.weight, this.bias, usesBatch, factor, this.eps);
  }
}

/**
 * Normalises each channel over the batch (`torch.nn.BatchNorm1d`): (N, C) or (N, C, L). In training by the batch's own
 * mean and variance, in evaluation by the running ones. Throws a ValueError for an input of other dimensions.
 */
export class BatchNorm1d extends BatchNorm {
  _check_input_dim(input: Tensor): void {
    checkDimensions(input, [2, 3]);
  }
}

/** {@link BatchNorm1d} for images, (N, C, H, W) (`torch.nn.BatchNorm2d`). */
export class BatchNorm2d extends BatchNorm {
  _check_input_dim(input: Tensor): void {
    checkDimensions(input, [4]);
  }
}

/** {@link BatchNorm1d} for volumes, (N, C, D, H, W) (`torch.nn.BatchNorm3d`). */
export class BatchNorm3d extends BatchNorm {
  _check_input_dim(input: Tensor): void {
    checkDimensions(input, [5]);
  }
}

const sync_ = signature(`SyncBatchNorm(num_features: int, eps: float = 1e-05, momentum: float | None = 0.1,
  affine: bool = True, track_running_stats: bool = True, process_group: Any = None, device: DeviceLike = None,
  dtype: dtype = None, *, bias: bool = True)`);

/**
 * Batch normalisation over all processes of a group (`torch.nn.SyncBatchNorm`). Without a process group, which is all
 * that this library has, it is what PyTorch's is then: {@link BatchNorm1d} for (N, C, ...). Throws a ValueError for
 * fewer than two dimensions, for no channels, and for a `process_group`.
 */
export class SyncBatchNorm extends BatchNorm {
  readonly process_group: null;

  constructor(...args: typeof sync_.args) {
    const { process_group, ...given } = sync_.read(args);
    if (process_group !== null) {
      throw new ValueError('SyncBatchNorm: process groups need torch.distributed, which is not part of this library');
    }
    super(given);
    this.process_group = null;
  }

  _check_input_dim(input: Tensor): void {
    if (input.dim() < 2) throw new ValueError(`expected at least 2D input (got ${input.dim()}D input)`);
    if (input.size(1) === 0) throw new ValueError('SyncBatchNorm number of input channels should be non-zero');
  }

  /**
   * Puts a SyncBatchNorm with the same parameters in the place of each batch normalisation of a module
   * (`SyncBatchNorm.convert_sync_batchnorm`), and gives back the module, or what took its place.
   */
  static convert_sync_batchnorm<M extends Module>(module: M): M | SyncBatchNorm {
    const converted = module instanceof BatchNorm ? synchronised(module) : module;
    for (const [name, child] of module.named_children()) {
      converted.add_module(name, SyncBatchNorm.convert_sync_batchnorm(child));
    }
    return converted;
  }
}

function synchronised(module: BatchNorm): SyncBatchNorm {
  const { num_features, eps, momentum, affine, track_running_stats } = module;
  const made = new SyncBatchNorm(num_features, {
    eps, momentum, affine, track_running_stats, bias: module.bias !== null,
  });
  if (affine) {
    made.weight = module.weight;
    made.bias = module.bias;
  }
  made.running_mean = module.running_mean;
  made.running_var = module.running_var;
  made.num_batches_tracked = module.num_batches_tracked;
  made.training = module.training;
  return made;
}
