import type { Tensor } from '../tensor/tensor.js';
import { signature } from '../arguments/signature.js';
import { Algorithm, decayed, type AlgorithmOptions, type AlgorithmState } from './algorithm.js';
import {
  checkOneElement, checkRange, isTensor, minus, negative, numberOf, over, plus, power, times,
} from './hyperparameter.js';
import { foreachLists } from './foreach_lists.js';
import { scaleOf, type Batch, type Lists } from './lists.js';
import { pick } from './batches.js';
import type { ParamGroup } from './param_groups.js';

export interface ASGDOptions extends AlgorithmOptions {
  lambd: number;
  alpha: number;
  t0: number;
  weight_decay: number;
  capturable: boolean;
}

const takes = signature(`ASGD(
  params: ParamsT[ASGDOptions], lr: Hyper = 0.01, lambd: float = 0.0001, alpha: float = 0.75, t0: float = 1e6,
  weight_decay: float = 0, foreach: bool = None, maximize: bool = False, differentiable: bool = False,
  capturable: bool = False)`);

/**
 * Averaged stochastic gradient descent (`torch.optim.ASGD`): p = (1 - lambd * eta) * p - eta * g with a rate eta that
 * falls as lr / (1 + lambd * lr * step) ** alpha; the state `ax` is the mean of p from step `t0` on. Throws a
 * ValueError for options below zero.
 */
export class ASGD extends Algorithm<ASGDOptions> {
  protected override readonly sparseError = 'ASGD does not support sparse gradients';

  constructor(...args: typeof takes.args) {
    const {
      params, lr, lambd, alpha, t0, weight_decay, foreach, maximize, differentiable, capturable,
    } = takes.read(args);
    checkOneElement('lr', lr);
    checkRange('learning rate', lr);
    checkRange('lambd value', lambd);
    checkRange('alpha value', alpha);
    checkRange('weight_decay value', weight_decay);
    super(params, { lr, lambd, alpha, t0, weight_decay, foreach, maximize, differentiable, capturable });
  }

  override __setstate__(state: AlgorithmState<ASGDOptions>): void {
    super.__setstate__(state);
    this.complete(
      { foreach: null, maximize: false, differentiable: false, capturable: false }, ['step', 'eta', 'mu']);
  }

  protected override stateNames(): readonly string[] {
    return ['step', 'eta', 'mu', 'ax'];
  }
  protected override newState(name: string, parameter: Tensor, group: ParamGroup<ASGDOptions>): Tensor | undefined {
    if (name === 'eta') return this.counter(numberOf(group.lr), parameter, group);
    return name === 'mu' ? this.counter(1, parameter, group) : super.newState(name, parameter, group);
  }
  /** All of its numbers lie on the device of their parameter. */
  protected override counter(start: number, parameter: Tensor, group: ParamGroup<ASGDOptions>): Tensor {
    return super.counter(start, parameter, { ...group, capturable: true });
  }
  protected override capturing(): string {
    return 'params, mus, etas, and state_steps';
  }

  protected override update(lists: Lists, batch: Batch, group: ParamGroup<ASGDOptions>): void {
    if (lists === foreachLists) {
      this.#foreach(batch, group);
      return;
    }
    const { params, state } = batch;
    const lr = lists.hyper(group.lr);
    const { lambd, alpha, t0 } = group;
    const grads = decayed(lists, batch, group);
    const etas = lists.values(state['eta']!);
    lists.scale_(params, scaleOf(etas.map((eta) => minus(1, times(lambd, eta)))));
    lists.add_(params, grads, scaleOf(etas.map(negative)));
    this.#average(lists, batch);
    const { steps } = batch;
    lists.fill_(state['eta']!,
      steps.map((step) => over(lr, power(plus(1, times(times(lambd, lr), step)), alpha))));
    lists.fill_(state['mu']!, steps.map((step) => {
      const since = minus(step, t0);
      return over(1, isTensor(since) ? since.clamp_min(1) : Math.max(1, since));
    }));
    if (grads !== batch.grads) lists.free(grads);
  }

  /** PyTorch's foreach implementation, which rounds otherwise: its rates are computed in the dtype of the counters. */
  #foreach({ params, grads: given, state }: Batch, group: ParamGroup<ASGDOptions>): void {
    const { lambd, alpha, t0, weight_decay } = group;
    const lr = numberOf(group.lr);
    const grads = group.maximize ? foreachLists.neg(given) : given;
    const moves = foreachLists.add(grads, params, weight_decay === 0 ? lambd : weight_decay);
    if (weight_decay !== 0) foreachLists.add_(moves, params, lambd);
    foreachLists.addcmul_(params, moves, state['eta']!, -1);
    const ways = foreachLists.sub(params, state['ax']!);
    foreachLists.addcmul_(state['ax']!, ways, state['mu']!, 1);
    const steps = state['step']!;
    foreachLists.fill_(state['eta']!, steps.map((step) => over(lr, step.mul(lambd * lr).add_(1).pow_(alpha))));
    foreachLists.fill_(state['mu']!, steps.map((step) => 1 / Math.max(1, numberOf(step) - t0)));
    foreachLists.free(moves, ways);
    if (grads !== given) foreachLists.free(grads);
  }

  /** Moves the averages, which are the parameters themselves as long as there is nothing to average. */
  #average(lists: Lists, batch: Batch): void {
    const weights = lists.values(batch.state['mu']!);
    const indices = [...weights.keys()];
    const copied = pick(batch, indices.filter((i) => weights[i] === 1));
    if (copied.params.length > 0) lists.copy_(copied.state['ax']!, copied.params);
    const moving = indices.filter((i) => weights[i] !== 1);
    if (moving.length === 0) return;
    const { params, state } = pick(batch, moving);
    const moves = lists.scaling(lists.sub(params, state['ax']!), scaleOf(moving.map((i) => weights[i]!)));
    lists.add_(state['ax']!, moves, 1);
    lists.free(moves);
  }
}
