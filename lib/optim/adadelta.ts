import type { Tensor } from '../tensor/tensor.js';
import { Algorithm, decayed, type AlgorithmOptions, type AlgorithmState } from './algorithm.js';
import { constructorArguments, type OptimizerArguments } from './arguments.js';
import { checkOneElement, checkRange, checkWithin, negative, type Hyper } from './hyperparameter.js';
import type { Batch, Lists } from './lists.js';
import type { ParamGroup, ParamsT } from './param_groups.js';

export interface AdadeltaOptions extends AlgorithmOptions {
  rho: number;
  eps: number;
  weight_decay: number;
  capturable: boolean;
}

type Arguments = [lr: Hyper, rho: number, eps: number, weight_decay: number, foreach: boolean | null];
const positional = ['params', 'lr', 'rho', 'eps', 'weight_decay', 'foreach'] as const;
const keywordOnly = ['capturable', 'maximize', 'differentiable'] as const;

/**
 * Adadelta (`torch.optim.Adadelta`): p -= lr * d, d = sqrt(u + eps) / sqrt(v + eps) * g, where v and u are running
 * means of the squares of the gradient and of d, with factor `rho`. Throws a ValueError for options out of range.
 */
export class Adadelta extends Algorithm<AdadeltaOptions> {
  protected override readonly sparseError = 'Adadelta does not support sparse gradients';
  protected override readonly capturableOnXla = false;

  constructor(...args: OptimizerArguments<Arguments, AdadeltaOptions>) {
    const {
      params, lr = 1, rho = 0.9, eps = 1e-6, weight_decay = 0, foreach = null, capturable = false, maximize = false,
      differentiable = false,
    } = constructorArguments<AdadeltaOptions & { params: ParamsT<AdadeltaOptions> }>(
      'Adadelta', positional, keywordOnly, args);
    checkOneElement('lr', lr);
    checkRange('learning rate', lr);
    checkWithin('rho value', rho, 0, 1);
    checkRange('epsilon value', eps);
    checkRange('weight_decay value', weight_decay);
    super(params!, { lr, rho, eps, weight_decay, maximize, capturable, foreach, differentiable });
  }

  override __setstate__(state: AlgorithmState<AdadeltaOptions>): void {
    super.__setstate__(state);
    this.complete({ foreach: null, maximize: false, differentiable: false, capturable: false });
  }

  protected override stateNames(): readonly string[] {
    return ['step', 'square_avg', 'acc_delta'];
  }

  protected override update(lists: Lists, batch: Batch, group: ParamGroup<AdadeltaOptions>): void {
    const { params, state } = batch;
    const { rho, eps } = group;
    const squares = state['square_avg']!;
    const changes = state['acc_delta']!;
    const grads = decayed(lists, batch, group);
    lists.scale_(squares, rho);
    lists.addcmul_(squares, grads, grads, 1 - rho);
    const divisors = lists.rooting(lists.plus(squares, eps));
    let delta: Tensor[] = lists.rooting(lists.plus(changes, eps));
    delta = lists.multiplying(lists.quotient(delta, divisors), grads);
    lists.scale_(changes, rho);
    lists.addcmul_(changes, delta, delta, 1 - rho);
    lists.add_(params, delta, negative(lists.hyper(group.lr)));
    lists.free(divisors, delta);
    if (grads !== batch.grads) lists.free(grads);
  }
}
