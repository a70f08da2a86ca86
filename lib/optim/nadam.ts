import type { Tensor } from '../tensor/tensor.js';
import { signature } from '../arguments/signature.js';
import { Algorithm, decayed, type AlgorithmOptions, type AlgorithmState } from './algorithm.js';
import {
  checkBeta, checkOneElement, checkRange, minus, negative, over, plus, power, squareRoot, times, type Hyper,
} from './hyperparameter.js';
import { foreachLists } from './foreach_lists.js';
import { perStep, scaleOf, type Batch, type Lists } from './lists.js';
import type { ParamGroup } from './param_groups.js';

export interface NAdamOptions extends AlgorithmOptions {
  betas: readonly [number, number];
  eps: number;
  weight_decay: number;
  momentum_decay: number;
  decoupled_weight_decay: boolean;
  capturable: boolean;
}

const takes = signature(`NAdam(
  params: ParamsT[NAdamOptions], lr: Hyper = 0.002, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
  weight_decay: float = 0, momentum_decay: float = 0.004, decoupled_weight_decay: bool = False, *,
  foreach: bool = None, maximize: bool = False, capturable: bool = False, differentiable: bool = False)`);

/**
 * NAdam (`torch.optim.NAdam`), Adam with Nesterov's momentum, whose factor grows towards beta1:
 * mu = beta1 * (1 - 0.5 * 0.96 ** (step * momentum_decay)). Throws a ValueError for options out of range.
 */
export class NAdam extends Algorithm<NAdamOptions> {
  protected override readonly sparseError = 'NAdam does not support sparse gradients';

  constructor(...args: typeof takes.args) {
    const {
      params, lr, betas, eps, weight_decay, momentum_decay, decoupled_weight_decay, foreach, maximize, capturable,
      differentiable,
    } = takes.read(args);
    checkOneElement('lr', lr);
    checkRange('learning rate', lr);
    checkRange('epsilon value', eps);
    betas.forEach(checkBeta);
    checkRange('weight_decay value', weight_decay);
    checkRange('momentum_decay value', momentum_decay);
    super(params, {
      lr, betas, eps, weight_decay, momentum_decay, decoupled_weight_decay, maximize, foreach, capturable,
      differentiable,
    });
  }

  override __setstate__(state: AlgorithmState<NAdamOptions>): void {
    super.__setstate__(state);
    this.complete({
      maximize: false, foreach: null, capturable: false, differentiable: false, decoupled_weight_decay: false,
    }, ['step', 'mu_product']);
  }

  protected override stateNames(): readonly string[] {
    return ['step', 'mu_product', 'exp_avg', 'exp_avg_sq'];
  }
  protected override newState(name: string, parameter: Tensor, group: ParamGroup<NAdamOptions>): Tensor | undefined {
    return name === 'mu_product' ? this.counter(1, parameter, group) : super.newState(name, parameter, group);
  }
  protected override capturing(foreach: boolean): string {
    return `params, mu_products${foreach ? ',' : ''} and state_steps`;
  }

  protected override update(lists: Lists, batch: Batch, group: ParamGroup<NAdamOptions>): void {
    const { params, state } = batch;
    const [beta1, beta2] = group.betas;
    const lr = lists.hyper(group.lr);
    const means = state['exp_avg']!;
    const squares = state['exp_avg_sq']!;
    const products = state['mu_product']!;
    const grads = decayed(lists, batch, group);
    const { steps } = batch;
    const muAt = (step: Hyper): Hyper =>
      times(beta1, minus(1, times(0.5, power(0.96, times(step, group.momentum_decay)))));
    const mu = steps.map(muAt);
    const next = steps.map((step) => muAt(plus(step, 1)));
    // These are of another dtype than the parameters may be.
    for (const [i, product] of products.entries()) product.mul_(mu[i]!);
    lists.lerp_(means, grads, 1 - beta1);
    lists.scale_(squares, beta2);
    lists.addcmul_(squares, grads, grads, 1 - beta2);
    const correction = perStep(steps, (step) => minus(1, power(beta2, step)));
    // PyTorch's foreach implementation takes the roots one by one.
    const roots = lists === foreachLists
      ? lists.dividing(lists.sqrt(squares), perStep(steps, (step) => squareRoot(minus(1, power(beta2, step)))))
      : lists.rooting(lists.over(squares, correction));
    const divisors = lists.adding(roots, group.eps);
    const rate = (weight: Hyper, total: Hyper): Hyper => over(times(negative(lr), weight), minus(1, total));
    if (group.differentiable || group.capturable) {
      // Gradients go through these products, as in PyTorch.
      for (const [i, parameter] of params.entries()) {
        const total = products[i]!;
        parameter.addcdiv_(grads[i]!.mul(rate(minus(1, mu[i]!), total)), divisors[i]!);
        parameter.addcdiv_(means[i]!.mul(rate(next[i]!, times(total, next[i]!))), divisors[i]!);
      }
      return;
    }
    const product = lists.values(products);
    lists.addcdiv_(params, grads, divisors, scaleOf(product.map((total, i) => rate(minus(1, mu[i]!), total))));
    lists.addcdiv_(params, means, divisors,
      scaleOf(product.map((total, i) => rate(next[i]!, times(total, next[i]!)))));
    lists.free(divisors);
    if (grads !== batch.grads) lists.free(grads);
  }
}
