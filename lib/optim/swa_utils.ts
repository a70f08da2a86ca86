/** `torch.optim.swa_utils`: averages of a model's weights over its training. */
import { notAsync } from '../arguments/asynchronous.js';
import { no_grad } from '../autograd/index.js';
import { deepcopy } from '../nn/copy.js';
import { int64 } from '../values/dtype.js';
import { AssertionError, ValueError } from '../values/errors.js';
import { tensor as makeTensor } from '../tensor/factories.js';
import { BatchNorm } from '../nn/modules/batchnorm.js';
import { Module, type InputsOf, type OutputOf } from '../nn/module.js';
import { py_float_repr } from '../python/format.js';
import { py_repr } from '../python/repr.js';
import type { Tensor } from '../tensor/tensor.js';
import { signature } from '../arguments/signature.js';
import { isTensor, minus, over, plus, times, type Hyper } from './hyperparameter.js';
import { forGroups, groupsOf, LRScheduler } from './lr_scheduler/scheduler.js';

/** A new average, from the average, the current value and how many have been averaged. */
export type AverageFunction = (averaged: Tensor, current: Tensor, num_averaged: Tensor | number) => Tensor;
/** The same for whole lists, which it changes. */
export type MultiAverageFunction =
  (averaged: readonly Tensor[], current: readonly Tensor[], num_averaged: Tensor | number) => void;

function checkDecay(decay: number): void {
  if (decay >= 0 && decay <= 1) return;
  throw new ValueError(`Invalid decay value ${py_float_repr(decay)} provided. Please provide a value in [0,1] range.`);
}

function isReal(tensor: Tensor | undefined): boolean {
  return tensor !== undefined && (tensor.is_floating_point() || tensor.is_complex());
}

/** Lists moved towards the current values, a share `1 - decay` of the way (`get_ema_multi_avg_fn`). */
export const get_ema_multi_avg_fn = signature('get_ema_multi_avg_fn(decay: float = 0.999) -> MultiAverageFunction').define(
  (decay) => {
    checkDecay(decay);
    return (averaged, current) => no_grad(() => {
      for (const [i, average] of averaged.entries()) {
        if (isReal(averaged[0])) average.lerp_(current[i]!, 1 - decay);
        else average.copy_(average.mul(decay).add(current[i]!.mul(1 - decay)));
      }
    });
  });

/** Lists of means of all values so far (`get_swa_multi_avg_fn`). */
export const get_swa_multi_avg_fn = signature('get_swa_multi_avg_fn() -> MultiAverageFunction').define(() =>
  (averaged, current, num_averaged) => no_grad(() => {
    const count = Number(isTensor(num_averaged) ? num_averaged.item() : num_averaged) + 1;
    for (const [i, average] of averaged.entries()) {
      if (isReal(averaged[0])) average.lerp_(current[i]!, 1 / count);
      else average.add_(current[i]!.sub(average).div(count).to(average.dtype));
    }
  }));

/** A mean in which a value of the past counts `decay` as much as the next one (`get_ema_avg_fn`). */
export const get_ema_avg_fn = signature('get_ema_avg_fn(decay: float = 0.999) -> AverageFunction').define((decay) => {
  checkDecay(decay);
  return (averaged, current) => no_grad(() => averaged.mul(decay).add(current.mul(1 - decay)));
});

/** The mean of all values so far (`get_swa_avg_fn`). */
export const get_swa_avg_fn = signature('get_swa_avg_fn() -> AverageFunction').define(() =>
  (averaged, current, num_averaged) =>
    no_grad(() => averaged.add(current.sub(averaged).div(plus(num_averaged, 1)))));

/** The same arguments for a model of the class `M`. */
type WithModel<Args, M> = Args extends [infer First, ...infer Rest]
  ? First extends Module ? [model: M, ...Rest] : [options: Omit<First, 'model'> & { model: M }]
  : never;

const takes = {
  AveragedModel: signature(`AveragedModel(
    model: Module, device: DeviceLike = None, avg_fn: AverageFunction = None,
    multi_avg_fn: MultiAverageFunction = None, use_buffers: bool = False)`),
  SWALR: signature(`SWALR(
    optimizer: Optimizer, swa_lr: float | Sequence[float], anneal_epochs: int = 10,
    anneal_strategy: Literal["cos", "linear"] = "cos", last_epoch: int = -1)`),
  update_parameters: signature('AveragedModel.update_parameters(self, model: Module)'),
};

/**
 * A copy of a model whose parameters are averages of the model's, taken at each call of `update_parameters`
 * (`torch.optim.swa_utils.AveragedModel`): their mean, unless a function says otherwise. Buffers are averaged with
 * `use_buffers`, and else those of the model. Called, it is the averaged model.
 */
export class AveragedModel<M extends Module = Module> extends Module {
  /** The averaged copy of the model. */
  module: M;
  /** How many states have gone into the average. */
  declare n_averaged: Tensor;
  /** How one parameter is averaged; null for the default. */
  avg_fn: AverageFunction | null;
  /** How all parameters are averaged at once; null for one at a time. */
  multi_avg_fn: MultiAverageFunction | null;
  use_buffers: boolean;

  constructor(...args: WithModel<typeof takes.AveragedModel.args, M>) {
    super();
    const read = takes.AveragedModel.read(args as typeof takes.AveragedModel.args);
    const { model, device, avg_fn, multi_avg_fn, use_buffers } = read;
    if (avg_fn !== null && multi_avg_fn !== null) {
      throw new AssertionError('Only one of avg_fn and multi_avg_fn should be provided');
    }
    this.module = deepcopy(model as M);
    if (device !== null) this.module = this.module.to(device);
    this.register_buffer('n_averaged', makeTensor(0, { dtype: int64, device: device ?? undefined }));
    this.avg_fn = avg_fn;
    this.multi_avg_fn = multi_avg_fn;
    this.use_buffers = use_buffers;
  }

  forward(...args: InputsOf<M>): OutputOf<M> {
    return this.module(...args) as OutputOf<M>;
  }

  /** Takes the model's parameters as they are now into the average. */
  update_parameters(...args: typeof takes.update_parameters.args): void {
    const [model] = takes.update_parameters.list(args);
    const tensorsOf = (of: Module): Tensor[] =>
      this.use_buffers ? [...of.parameters(), ...of.buffers()] : [...of.parameters()];
    const averaged = tensorsOf(this.module).map((tensor) => tensor.detach());
    const current = tensorsOf(model).map((tensor, i) => tensor.detach().to(averaged[i]!.device));
    if (this.n_averaged.item() === 0) {
      for (const [i, tensor] of averaged.entries()) tensor.copy_(current[i]!);
    } else {
      this.#average(averaged, current);
    }
    if (!this.use_buffers) {
      const buffers = [...model.buffers()];
      for (const [i, buffer] of [...this.module.buffers()].entries()) buffer.detach().copy_(buffers[i]!.detach());
    }
    this.n_averaged.add_(1);
  }

  #average(averaged: readonly Tensor[], current: readonly Tensor[]): void {
    if (this.multi_avg_fn !== null) {
      for (const indices of byDeviceAndDtype(averaged)) {
        const of = (list: readonly Tensor[]): Tensor[] => indices.map((i) => list[i]!);
        const count = this.n_averaged.to(averaged[indices[0]!]!.device);
        notAsync(this.multi_avg_fn(of(averaged), of(current), count) as unknown, () =>
          'multi_avg_fn: the function is async, and nobody waits for it');
      }
      return;
    }
    const average = this.avg_fn ?? get_swa_avg_fn();
    for (const [i, tensor] of averaged.entries()) {
      tensor.copy_(average(tensor, current[i]!, this.n_averaged.to(tensor.device)));
    }
  }
}

/** The places of tensors that lists may be made of. */
function byDeviceAndDtype(tensors: readonly Tensor[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [i, tensor] of tensors.entries()) {
    const key = `${tensor.device} ${tensor.dtype}`;
    groups.set(key, [...(groups.get(key) ?? []), i]);
  }
  return [...groups.values()];
}

/**
 * Computes the running statistics of all batch norms of a model anew, as means over a loader's batches
 * (`torch.optim.swa_utils.update_bn`): averaged weights have other activations. Of a batch that is a list, the first
 * item is the input.
 */
export const update_bn = signature(
  'update_bn(loader: Iterable[Any], model: Module, device: DeviceLike = None)').define((loader, model, device) => {
  const norms = [...model.modules()].filter((module): module is BatchNorm => module instanceof BatchNorm);
  if (norms.length === 0) return;
  no_grad(() => {
    const momenta = norms.map((norm) => norm.momentum);
    const was = model.training;
    model.train();
    for (const norm of norms) {
      norm.reset_running_stats();
      // All batches count alike.
      norm.momentum = null;
    }
    for (const batch of loader) {
      const input = (Array.isArray(batch) ? (batch[0] as unknown) : batch) as Tensor;
      model(device === null ? input : input.to(device));
    }
    for (const [i, norm] of norms.entries()) norm.momentum = momenta[i]!;
    model.train(was);
  });
});

/**
 * From the rate as it is to `swa_lr` in `anneal_epochs`, and no further: the rate at which weights are averaged
 * (`torch.optim.swa_utils.SWALR`).
 */
export class SWALR extends LRScheduler {
  declare anneal_epochs: number;
  declare _anneal_strategy: 'cos' | 'linear';

  constructor(...args: typeof takes.SWALR.args) {
    const { optimizer, swa_lr, anneal_epochs, anneal_strategy, last_epoch } = takes.SWALR.read(args);
    const rates = forGroups('swa_lr', optimizer, swa_lr);
    for (const [i, group] of groupsOf(optimizer).entries()) group['swa_lr'] = rates[i];
    if (anneal_strategy !== 'cos' && anneal_strategy !== 'linear') {
      throw new ValueError(`anneal_strategy must be one of 'cos' or 'linear', instead got ${String(anneal_strategy)}`);
    }
    if (!Number.isInteger(anneal_epochs) || anneal_epochs < 0) {
      throw new ValueError(`anneal_epochs must be equal or greater than 0, got ${py_repr(anneal_epochs)}`);
    }
    super(optimizer, last_epoch, { _anneal_strategy: anneal_strategy, anneal_epochs });
  }

  /** How much of the way lies behind after a share of the epochs. */
  anneal_func(share: number): number {
    return this._anneal_strategy === 'linear' ? share : (1 - Math.cos(Math.PI * share)) / 2;
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    const step = this.anneal_epochs === 0 ? Math.max(1, this._step_count - 1) : this._step_count - 1;
    const share = (at: number): number =>
      this.anneal_func(Math.max(0, Math.min(1, at / Math.max(1, this.anneal_epochs))));
    const [before, now] = [share(step - 1), share(step)];
    return groupsOf(this.optimizer).map((group) => {
      const [lr, swa] = [group['lr'] as Hyper, group['swa_lr'] as Hyper];
      const start = before === 1 ? swa : over(minus(lr, times(before, swa)), 1 - before);
      return plus(times(swa, now), times(start, 1 - now));
    });
  }
}
