import type { Tensor } from '../tensor/tensor.js';
import { signature } from '../arguments/signature.js';
import { Algorithm, decayed, type AlgorithmOptions, type AlgorithmState } from './algorithm.js';
import { checkOneElement, checkRange, checkWithin, negative } from './hyperparameter.js';
import type { Batch, Lists } from './lists.js';
import type { ParamGroup } from './param_groups.js';

export interface AdadeltaOptions extends AlgorithmOptions {
  rho: number;
  eps: number;
  weight_decay: number;
  capturable: boolean;
}

const takes = signature(`Adadelta(
  params: ParamsT[AdadeltaOptions], lr: Hyper = 1, rho: float = 0.9, eps: float = 1e-6, weight_decay: float = 0,
  foreach: bool = None, *, capturable: bool = False, maximize: bool = False, differentiable: bool = False)`);

/**
 * Adadelta (`torch.optim.Adadelta`): p -= lr * d, d = sqrt(u + eps) / sqrt(v + eps) * g, where v and u are running
 * means of the squares of the gradient and of d, with factor `rho`. Throws a ValueError for options out of range.
 */
export class Adadelta extends Algorithm<AdadeltaOptions> {
  protected override readonly sparseError = 'Adadelta does not support sparse gradients';
  protected override readonly capturableOnXla = false;
  protected override readonly complexDecay = true;

  constructor(...args: typeof takes.args) {
    const { params, lr, rho, eps, weight_decay, foreach, capturable, maximize, differentiable } = takes.read(args);
    checkOneElement('lr', lr);
    checkRange('learning rate', lr);
    checkWithin('rho value', rho, 0, 1);
    checkRange('epsilon value', eps);
    checkRange('weight_decay value', weight_decay);
    super(params, { lr, rho, eps, weight_decay, maximize, capturable, foreach, differentiable });
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
