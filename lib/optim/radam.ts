import { where } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { signature } from '../arguments/signature.js';
import { Algorithm, decayed, type AlgorithmOptions, type AlgorithmState } from './algorithm.js';
import { pick } from './batches.js';
import {
  checkBeta, checkOneElement, checkRange, isTensor, minus, numberOf, over, power, powerOf, squareRoot, times,
  type Hyper,
} from './hyperparameter.js';
import { foreachLists } from './foreach_lists.js';
import { perStep, type Batch, type Lists, type Scale } from './lists.js';
import type { ParamGroup } from './param_groups.js';

export interface RAdamOptions extends AlgorithmOptions {
  betas: readonly [number, number];
  eps: number;
  weight_decay: number;
  decoupled_weight_decay: boolean;
  capturable: boolean;
}

const takes = signature(`RAdam(
  params: ParamsT[RAdamOptions], lr: Hyper = 0.001, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
  weight_decay: float = 0, decoupled_weight_decay: bool = False, *, foreach: bool = None, maximize: bool = False,
  capturable: bool = False, differentiable: bool = False)`);

/** Up to this length of the moving average the variance of its square is too large to divide by. */
const shortest = 5;

/**
 * RAdam (`torch.optim.RAdam`), Adam that begins as plain momentum, until the mean square is known well enough, and then
 * scales by how well. Throws a ValueError for options out of range.
 */
export class RAdam extends Algorithm<RAdamOptions> {
  protected override readonly sparseError = 'RAdam does not support sparse gradients';

  constructor(...args: typeof takes.args) {
    const {
      params, lr, betas, eps, weight_decay, decoupled_weight_decay, foreach, maximize, capturable, differentiable,
    } = takes.read(args);
    checkOneElement('lr', lr);
    checkRange('learning rate', lr);
    checkRange('epsilon value', eps);
    betas.forEach(checkBeta);
    checkRange('weight_decay value', weight_decay);
    super(params, {
      lr, betas, eps, weight_decay, maximize, foreach, capturable, decoupled_weight_decay, differentiable,
    });
  }

  override __setstate__(state: AlgorithmState<RAdamOptions>): void {
    super.__setstate__(state);
    this.complete({
      foreach: null, maximize: false, differentiable: false, decoupled_weight_decay: false, capturable: false,
    });
  }

  protected override stateNames(): readonly string[] {
    return ['step', 'exp_avg', 'exp_avg_sq'];
  }

  protected override update(lists: Lists, batch: Batch, group: ParamGroup<RAdamOptions>): void {
    const { state } = batch;
    const [beta1, beta2] = group.betas;
    const grads = decayed(lists, batch, group);
    lists.lerp_(state['exp_avg']!, grads, 1 - beta1);
    lists.scale_(state['exp_avg_sq']!, beta2);
    lists.addcmul_(state['exp_avg_sq']!, grads, grads, 1 - beta2);
    const { steps } = batch;
    if (lists === foreachLists) {
      moveTogether(batch, group);
      if (grads !== batch.grads) lists.free(grads);
      return;
    }
    const lengths = steps.map((step) => lengthAt(step, beta2));
    const isLong = lengths.map((length) => isTensor(length) || length > shortest);
    const indices = [...isLong.keys()];
    for (const long of new Set(isLong)) {
      const chosen = indices.filter((i) => isLong[i] === long);
      this.#move(lists, pick(batch, chosen), long, group);
    }
    if (grads !== batch.grads) lists.free(grads);
  }

  #move(
    lists: Lists, { params, state, steps }: Batch, isLong: boolean, group: ParamGroup<RAdamOptions>,
  ): void {
    const [beta1, beta2] = group.betas;
    const corrected = lists.over(state['exp_avg']!, perStep(steps, (step) => minus(1, power(beta1, step))));
    let moves = lists.scaling(corrected, lists.hyper(group.lr));
    if (isLong) {
      const roots = lists.adding(lists.sqrt(state['exp_avg_sq']!), group.eps);
      const factors = lists.inverting(roots, perStep(steps, (step) => squareRoot(minus(1, power(beta2, step)))));
      moves = this.#rectified(lists, moves, factors, steps, beta2);
      lists.free(factors);
    }
    lists.add_(params, moves, -1);
    lists.free(moves);
  }

  #rectified(
    lists: Lists, moves: Tensor[], factors: Tensor[], steps: readonly Hyper[], beta2: number,
  ): Tensor[] {
    const rectifiers: Scale = perStep(steps, (step) => rectifierOf(lengthAt(step, beta2), beta2));
    const short = steps.map((step) => lengthAt(step, beta2));
    if (!isTensor(short[0])) return lists.scaling(lists.multiplying(moves, factors), rectifiers);
    // Counters on the device: there it is decided which parameters move plainly.
    const zeros = short.map((length) => where((length as Tensor).gt(shortest), 0, 1));
    return lists.multiplying(moves, lists.adding(lists.scaling(factors, rectifiers), zeros));
  }
}

/** PyTorch's foreach implementation, which has one factor for all elements of each parameter and rounds otherwise. */
function moveTogether({ params, state, steps }: Batch, group: ParamGroup<RAdamOptions>): void {
  const [beta1, beta2] = group.betas;
  const lr = numberOf(group.lr);
  const counts = steps as readonly number[];
  const rectifiers = counts.map((step) => {
    const length = lengthAt(step, beta2) as number;
    return length > shortest ? rectifierOf(length, beta2) as number : 0;
  });
  const first = counts.map((step) => 1 - powerOf(beta1, step));
  const plain = rectifiers.map((rectifier, i) => (lr * (rectifier > 0 ? 0 : 1) / first[i]!) * -1);
  const scaled = rectifiers.map((rectifier, i) =>
    Math.sqrt(1 - powerOf(beta2, counts[i]!)) * (lr * rectifier / first[i]!) * -1);
  const roots = foreachLists.adding(foreachLists.sqrt(state['exp_avg_sq']!), group.eps);
  const factors = foreachLists.adding(foreachLists.inverting(foreachLists.dividing(roots, scaled), 1), plain);
  foreachLists.addcmul_(params, state['exp_avg']!, factors, 1);
  foreachLists.free(factors);
}

function longest(beta2: number): number {
  return 2 / (1 - beta2) - 1;
}

/** The length of a simple moving average as good as the exponential one. */
function lengthAt(step: Hyper, beta2: number): Hyper {
  const decay = power(beta2, step);
  return minus(longest(beta2), over(times(times(2, step), decay), minus(1, decay)));
}

function rectifierOf(length: Hyper, beta2: number): Hyper {
  const end = longest(beta2);
  const above = times(times(minus(length, 4), minus(length, 2)), end);
  const below = times((end - 4) * (end - 2), length);
  if (!isTensor(length)) return squareRoot(over(above, below));
  return where(length.gt(shortest), (over(above, below) as Tensor).sqrt(), 0);
}
