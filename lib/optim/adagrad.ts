import { Complex } from '../values/complex.js';
import { RuntimeError } from '../values/errors.js';
import { full_like, sparse_coo_tensor } from '../generated/torch.js';
import { unscoped } from '../addon/scope.js';
import type { Tensor } from '../tensor/tensor.js';
import { signature } from '../arguments/signature.js';
import { Algorithm, decayed, type AlgorithmOptions, type AlgorithmState } from './algorithm.js';
import { asReal, pick } from './batches.js';
import { op } from '../addon/call/op.js';
import { checkFusedOptions, countFused, fusedExtras, fusedRate } from './fused.js';
import {
  checkOneElement, checkRange, isTensor, minus, negative, numberOf, over, plus, times, type Hyper,
} from './hyperparameter.js';
import { perStep, type Batch, type Lists } from './lists.js';
import type { ParamGroup } from './param_groups.js';

export interface AdagradOptions extends AlgorithmOptions {
  lr_decay: number;
  weight_decay: number;
  initial_accumulator_value: number;
  eps: number;
  fused: boolean | null;
}

const takes = signature(`Adagrad(
  params: ParamsT[AdagradOptions], lr: Hyper = 0.01, lr_decay: float = 0, weight_decay: float = 0,
  initial_accumulator_value: float = 0, eps: float = 1e-10, foreach: bool = None, *, maximize: bool = False,
  differentiable: bool = False, fused: bool = None)`);

/**
 * Adagrad (`torch.optim.Adagrad`): p -= lr / (1 + steps before * lr_decay) * g / (sqrt(sum) + eps), where sum adds up
 * the squares of the gradients from `initial_accumulator_value` on. Takes sparse gradients. Throws a ValueError for
 * options below zero.
 */
export class Adagrad extends Algorithm<AdagradOptions> {
  protected override readonly complexDecay = true;
  protected override readonly fusedStateChecked = false;

  constructor(...args: typeof takes.args) {
    const {
      params, lr, lr_decay, weight_decay, initial_accumulator_value, eps, foreach, maximize, differentiable, fused,
    } = takes.read(args);
    checkOneElement('lr', lr);
    checkRange('learning rate', lr);
    checkRange('lr_decay value', lr_decay);
    checkRange('weight_decay value', weight_decay);
    checkRange('initial_accumulator_value value', initial_accumulator_value);
    checkRange('epsilon value', eps);
    super(params, {
      lr, lr_decay, eps, weight_decay, initial_accumulator_value, foreach, maximize, differentiable, fused,
    });
    checkFusedOptions(this);
    // As in PyTorch the sums are there before the first step.
    unscoped(() => {
      for (const group of this.param_groups) for (const parameter of group.params) this.stateOf(parameter, group);
    });
  }

  override __setstate__(state: AlgorithmState<AdagradOptions>): void {
    super.__setstate__(state);
    this.complete({ foreach: null, maximize: false, differentiable: false, fused: null });
  }

  protected override stateNames(): readonly string[] {
    return ['step', 'sum'];
  }
  protected override newState(name: string, parameter: Tensor, group: ParamGroup<AdagradOptions>): Tensor | undefined {
    if (name !== 'sum') return super.newState(name, parameter, group);
    const start = this.defaults.initial_accumulator_value;
    return full_like(parameter.detach(), parameter.is_complex() ? new Complex(start, start) : start);
  }

  protected override update(lists: Lists, batch: Batch, group: ParamGroup<AdagradOptions>): void {
    const isSparse = batch.grads.map((grad) => grad.is_sparse);
    if (isSparse.includes(true)) {
      for (const i of isSparse.keys()) this.#updateOne(lists, pick(batch, [i]), isSparse[i]!, group);
    } else {
      this.#updateDense(lists, batch, group);
    }
  }

  #updateOne(lists: Lists, batch: Batch, isSparse: boolean, group: ParamGroup<AdagradOptions>): void {
    if (!isSparse) return this.#updateDense(lists, asReal(batch), group);
    const [parameter, sum] = [batch.params[0]!, batch.state['sum']![0]!];
    if (group.weight_decay !== 0) {
      throw new RuntimeError('weight_decay option is not compatible with sparse gradients');
    }
    const rate = negative(numberOf(this.#rate(lists, group, batch.steps[0]!))) as number;
    // The update is not linear, so every index may be there once only.
    const grad = (group.maximize ? batch.grads[0]!.neg() : batch.grads[0]!).coalesce();
    const [indices, values, size] = [grad.indices(), grad.values(), [...grad.shape]];
    sum.add_(sparse_coo_tensor(indices, values.pow(2), size));
    const divisors = sum.sparse_mask(grad).values().sqrt_().add_(group.eps);
    parameter.add_(sparse_coo_tensor(indices, values.div(divisors), size), { alpha: rate });
  }

  #rate(lists: Lists, group: ParamGroup<AdagradOptions>, step: Hyper): Hyper {
    return over(lists.hyper(group.lr), plus(1, times(minus(step, 1), group.lr_decay)));
  }

  #updateDense(lists: Lists, batch: Batch, group: ParamGroup<AdagradOptions>): void {
    const { params, state } = batch;
    const grads = decayed(lists, batch, group);
    const rate = perStep(batch.steps, (step) => negative(this.#rate(lists, group, step)));
    lists.addcmul_(state['sum']!, grads, grads, 1);
    const divisors = lists.adding(lists.sqrt(state['sum']!), group.eps);
    if (group.foreach) {
      // The order of PyTorch's foreach implementation, which shows in numbers of half the size.
      const scaled = grads === batch.grads ? lists.times(grads, rate) : lists.scaling(grads, rate);
      lists.addcdiv_(params, scaled, divisors, 1);
      if (scaled !== grads) lists.free(scaled);
    } else {
      const rates = perStep(batch.steps, (step) => {
        const one = negative(this.#rate(lists, group, step));
        return isTensor(one) && one.requires_grad ? one : numberOf(one);
      });
      lists.addcdiv_(params, grads, divisors, rates);
    }
    lists.free(divisors);
    if (grads !== batch.grads) lists.free(grads);
  }

  protected override fusedUpdate({ params, grads, state }: Batch, group: ParamGroup<AdagradOptions>): void {
    if (params.some((parameter) => parameter.is_complex())) throw new RuntimeError(this.fusedSparseError);
    const lr = fusedRate(group.lr, params[0]!);
    const [scale, infinite] = fusedExtras(this, params[0]!);
    countFused(state['step']!, () => {
      op(`aten::_fused_adagrad_${lr.suffix}`)(params, grads, state['sum'], state['step'], lr.value, group.lr_decay,
        group.weight_decay, group.eps, group.maximize, scale, infinite);
    }, infinite);
  }
}
