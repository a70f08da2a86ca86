import { signature } from '../arguments/signature.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { sparse_coo_tensor, zeros_like } from '../generated/torch.js';
import { py_repr } from '../python/repr.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkBeta, checkOneElement, numberOf, over, powerOf, py_hyper, times, type Hyper } from './hyperparameter.js';
import { Optimizer, type Closure, type Loss } from './optimizer.js';
import type { ParamGroup } from './param_groups.js';
import { runStep } from './step.js';

export interface SparseAdamOptions {
  lr: Hyper;
  betas: readonly [number, number];
  eps: number;
  maximize: boolean;
}

const takes = signature(`SparseAdam(
  params: ParamsT[SparseAdamOptions], lr: Hyper = 0.001, betas: tuple[float, float] = (0.9, 0.999),
  eps: float = 1e-8, maximize: bool = False)`);

/** What is kept for a parameter. */
interface State {
  step: number;
  exp_avg: Tensor;
  exp_avg_sq: Tensor;
}

/**
 * Adam for gradients that are sparse, such as those of an Embedding (`torch.optim.SparseAdam`): only the rows that have
 * a gradient move, and only their means. Throws a ValueError for options out of range and for parameters that are
 * sparse or complex themselves.
 */
export class SparseAdam extends Optimizer<SparseAdamOptions> {
  constructor(...args: typeof takes.args) {
    const { params, lr, betas, eps, maximize } = takes.read(args);
    checkOneElement('lr', lr);
    if (!(numberOf(lr) > 0)) throw new ValueError(`Invalid learning rate: ${py_hyper(lr)}`);
    if (!(eps > 0)) throw new ValueError(`Invalid epsilon value: ${py_hyper(eps)}`);
    betas.forEach(checkBeta);
    super(params, { lr, betas, eps, maximize });
    const sparse = this.#places((parameter) => parameter.is_sparse);
    if (sparse.length > 0) {
      throw new ValueError(`Sparse params at indices ${py_repr(sparse)}: SparseAdam requires dense parameter tensors`);
    }
    const complex = this.#places((parameter) => parameter.is_complex());
    if (complex.length > 0) {
      throw new ValueError(
        `Complex params at indices ${py_repr(complex)}: SparseAdam does not support complex parameters`);
    }
  }

  #places(is: (parameter: Tensor) => boolean): [number, number][] {
    return this.param_groups.flatMap(({ params }, i) =>
      [...params.keys()].filter((j) => is(params[j]!)).map((j): [number, number] => [i, j]));
  }

  override step(closure?: Closure | null): Loss {
    return runStep(closure, false, () => {
      for (const group of this.param_groups) {
        for (const parameter of group.params) {
          const { grad } = parameter;
          if (grad !== null) this.#update(parameter, grad, group);
        }
      }
    });
  }

  #update(parameter: Tensor, given: Tensor, group: ParamGroup<SparseAdamOptions>): void {
    if (!given.is_sparse) {
      throw new RuntimeError('SparseAdam does not support dense gradients, please consider Adam instead');
    }
    let state = this.state.get(parameter) as State | undefined;
    if (state === undefined) {
      state = { step: 0, exp_avg: zeros_like(parameter), exp_avg_sq: zeros_like(parameter) };
      this.state.set(parameter, state as unknown as Record<string, unknown>);
    }
    state.step += 1;
    // The update is not linear, so every index may be there once only.
    const grad = (group.maximize ? given.neg() : given).coalesce();
    const [indices, values, size] = [grad.indices(), grad.values(), [...grad.shape]];
    if (values.numel() === 0) return;
    const sparse = (data: Tensor): Tensor => sparse_coo_tensor(indices, data, size);
    const [beta1, beta2] = group.betas;
    const oldMean = state.exp_avg.sparse_mask(grad).values();
    const meanChange = values.sub(oldMean).mul_(1 - beta1);
    state.exp_avg.add_(sparse(meanChange));
    const oldSquare = state.exp_avg_sq.sparse_mask(grad).values();
    const squareChange = values.pow(2).sub_(oldSquare).mul_(1 - beta2);
    state.exp_avg_sq.add_(sparse(squareChange));
    const divisors = squareChange.add_(oldSquare).sqrt_().add_(group.eps);
    // A rate in a tensor is multiplied in its own precision.
    const scaled = times(group.lr, Math.sqrt(1 - powerOf(beta2, state.step)));
    const rate = numberOf(over(scaled, 1 - powerOf(beta1, state.step)));
    parameter.add_(sparse(meanChange.add_(oldMean).div_(divisors).mul_(-rate)));
  }
}
