import { signature } from '../arguments/signature.js';
import { Algorithm, decayed, type AlgorithmOptions, type AlgorithmState } from './algorithm.js';
import { checkBeta, checkOneElement, checkRange, minus, negative, over, power } from './hyperparameter.js';
import { perStep, type Batch, type Lists } from './lists.js';
import type { ParamGroup } from './param_groups.js';

export interface AdamaxOptions extends AlgorithmOptions {
  betas: readonly [number, number];
  eps: number;
  weight_decay: number;
  capturable: boolean;
}

const takes = signature(`Adamax(
  params: ParamsT[AdamaxOptions], lr: Hyper = 0.002, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
  weight_decay: float = 0, foreach: bool = None, *, maximize: bool = False, differentiable: bool = False,
  capturable: bool = False)`);

/**
 * Adamax (`torch.optim.Adamax`), Adam with the maximum in place of the mean square:
 * p -= lr / (1 - beta1 ** step) * m / u, u = max(beta2 * u, |g| + eps). Throws a ValueError for options out of range.
 */
export class Adamax extends Algorithm<AdamaxOptions> {
  protected override readonly sparseError = 'Adamax does not support sparse gradients';
  protected override readonly complexDecay = true;

  constructor(...args: typeof takes.args) {
    const { params, lr, betas, eps, weight_decay, foreach, maximize, differentiable, capturable } = takes.read(args);
    checkOneElement('lr', lr);
    checkRange('learning rate', lr);
    checkRange('epsilon value', eps);
    betas.forEach(checkBeta);
    checkRange('weight_decay value', weight_decay);
    super(params, { lr, betas, eps, weight_decay, foreach, maximize, differentiable, capturable });
  }

  override __setstate__(state: AlgorithmState<AdamaxOptions>): void {
    super.__setstate__(state);
    this.complete({ foreach: null, maximize: false, differentiable: false, capturable: false });
  }

  protected override stateNames(): readonly string[] {
    return ['step', 'exp_avg', 'exp_inf'];
  }

  protected override update(lists: Lists, batch: Batch, group: ParamGroup<AdamaxOptions>): void {
    const { params, state } = batch;
    const [beta1, beta2] = group.betas;
    const means = state['exp_avg']!;
    const largest = state['exp_inf']!;
    const grads = decayed(lists, batch, group);
    lists.lerp_(means, grads, 1 - beta1);
    lists.scale_(largest, beta2);
    const sizes = lists.adding(lists.abs(grads), group.eps);
    lists.maximum_(largest, sizes);
    const lr = lists.hyper(group.lr);
    const rate = perStep(batch.steps, (step) => negative(over(lr, minus(1, power(beta1, step)))));
    lists.addcdiv_(params, means, largest, rate);
    lists.free(sizes);
    if (grads !== batch.grads) lists.free(grads);
  }
}
