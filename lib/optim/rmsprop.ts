import { signature } from '../arguments/signature.js';
import { Algorithm, decayed, type AlgorithmOptions, type AlgorithmState } from './algorithm.js';
import { checkOneElement, checkRange, negative } from './hyperparameter.js';
import type { Batch, Lists } from './lists.js';
import type { ParamGroup } from './param_groups.js';

export interface RMSpropOptions extends AlgorithmOptions {
  alpha: number;
  eps: number;
  weight_decay: number;
  momentum: number;
  centered: boolean;
  capturable: boolean;
}

const takes = signature(`RMSprop(
  params: ParamsT[RMSpropOptions], lr: Hyper = 0.01, alpha: float = 0.99, eps: float = 1e-8,
  weight_decay: float = 0, momentum: float = 0, centered: bool = False, capturable: bool = False,
  foreach: bool = None, maximize: bool = False, differentiable: bool = False)`);

/**
 * RMSprop (`torch.optim.RMSprop`): p -= lr * g / (sqrt(v) + eps), where v is the running mean of the gradient's square
 * with factor `alpha`, less the square of its mean where `centered`; `momentum` sums the quotients up. Throws a
 * ValueError for options below zero.
 */
export class RMSprop extends Algorithm<RMSpropOptions> {
  protected override readonly sparseError = 'RMSprop does not support sparse gradients';
  protected override readonly complexDecay = true;
  protected override readonly foreachOnXla = true;

  constructor(...args: typeof takes.args) {
    const {
      params, lr, alpha, eps, weight_decay, momentum, centered, capturable, foreach, maximize, differentiable,
    } = takes.read(args);
    checkOneElement('lr', lr);
    checkRange('learning rate', lr);
    checkRange('epsilon value', eps);
    checkRange('momentum value', momentum);
    checkRange('weight_decay value', weight_decay);
    checkRange('alpha value', alpha);
    super(params, {
      lr, momentum, alpha, eps, centered, weight_decay, capturable, foreach, maximize, differentiable,
    });
  }

  override __setstate__(state: AlgorithmState<RMSpropOptions>): void {
    super.__setstate__(state);
    this.complete({
      momentum: 0, centered: false, foreach: null, maximize: false, differentiable: false, capturable: false,
    });
  }

  protected override stateNames({ momentum, centered }: ParamGroup<RMSpropOptions>): readonly string[] {
    return ['step', 'square_avg', ...(momentum > 0 ? ['momentum_buffer'] : []), ...(centered ? ['grad_avg'] : [])];
  }

  protected override update(lists: Lists, batch: Batch, group: ParamGroup<RMSpropOptions>): void {
    const { params, state } = batch;
    const { alpha, momentum } = group;
    const squares = state['square_avg']!;
    const rate = negative(lists.hyper(group.lr));
    const grads = decayed(lists, batch, group);
    lists.scale_(squares, alpha);
    lists.addcmul_(squares, grads, grads, 1 - alpha);
    let divisors;
    if (group.centered) {
      const means = state['grad_avg']!;
      lists.lerp_(means, grads, 1 - alpha);
      divisors = lists.rooting(lists.addcmul(squares, means, means, -1));
    } else {
      divisors = lists.sqrt(squares);
    }
    divisors = lists.adding(divisors, group.eps);
    if (momentum > 0) {
      const buffers = state['momentum_buffer']!;
      lists.scale_(buffers, momentum);
      lists.addcdiv_(buffers, grads, divisors, 1);
      lists.add_(params, buffers, rate);
    } else {
      lists.addcdiv_(params, grads, divisors, rate);
    }
    lists.free(divisors);
    if (grads !== batch.grads) lists.free(grads);
  }
}
