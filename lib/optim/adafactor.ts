import { signature } from '../arguments/signature.js';
import { AssertionError, RuntimeError, ValueError } from '../values/errors.js';
import { py_float_repr } from '../python/format.js';
import { vector_norm } from '../generated/linalg.js';
import { zeros, zeros_like } from '../generated/torch.js';
import { tensor as makeTensor } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import { finfo } from '../tensor/type_info.js';
import { scalarType, type AlgorithmState } from './algorithm.js';
import { checkAtLeast, checkOneElement, isTensor, numberOf, type Hyper } from './hyperparameter.js';
import { Optimizer, type Closure, type Loss } from './optimizer.js';
import type { ParamGroup } from './param_groups.js';
import { runStep } from './step.js';

export interface AdafactorOptions {
  lr: Hyper;
  beta2_decay: number;
  eps: readonly [number | null, number];
  d: number;
  weight_decay: number;
  foreach: boolean | null;
  maximize: boolean;
}

const takes = signature(`Adafactor(
  params: ParamsT[AdafactorOptions], lr: Hyper = 0.01, beta2_decay: float = -0.8,
  eps: tuple[float | None, float] = (None, 0.001), d: float = 1, weight_decay: float = 0, *, foreach: bool = None,
  maximize: bool = False)`);

/** What is kept for a parameter: of a matrix the means over rows and columns, of a vector all. */
interface State {
  step: Tensor;
  row_var?: Tensor;
  col_var?: Tensor;
  variance?: Tensor;
}

/**
 * Adafactor (`torch.optim.Adafactor`), Adam that keeps for a matrix only the means of the squares of its rows and of
 * its columns, with steps in proportion to the size of the parameters and clipped at `d`. `foreach` only rounds as
 * PyTorch's other implementation does: matrices are of different shapes. Throws a ValueError for options out of range.
 */
export class Adafactor extends Optimizer<AdafactorOptions> {
  constructor(...args: typeof takes.args) {
    const { params, lr, beta2_decay, eps, d, weight_decay, foreach, maximize } = takes.read(args);
    checkOneElement('lr', lr);
    checkAtLeast('Learning rate', lr, 0);
    if (!(beta2_decay <= 0)) throw new ValueError(`beta2_decay should be <= 0 but is: ${py_float_repr(beta2_decay)}`);
    if (eps[0] !== null) checkAtLeast('epsilon1', eps[0], 0);
    checkAtLeast('epsilon2', eps[1], 0);
    if (!(d >= 1)) throw new ValueError(`Clipping threshold d should be >= 1 but is: ${py_float_repr(d)}`);
    checkAtLeast('weight_decay', weight_decay, 0);
    super(params, { lr, beta2_decay, eps, d, weight_decay, foreach, maximize });
  }

  override __setstate__(state: AlgorithmState<AdafactorOptions>): void {
    super.__setstate__(state);
    for (const group of this.param_groups) group.foreach ??= null;
    for (const kept of this.state.values()) {
      const { step } = kept;
      if (step !== undefined && !isTensor(step)) kept['step'] = makeTensor(Number(step), { dtype: scalarType(false) });
    }
  }

  protected override get floatOptions(): readonly string[] {
    return [...super.floatOptions, 'weight_decay'];
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

  #stateOf(parameter: Tensor, grad: Tensor): State {
    let state = this.state.get(parameter) as State | undefined;
    if (state === undefined) {
      state = { step: makeTensor(0, { dtype: scalarType(false) }) };
      const { shape, dtype, device } = grad;
      if (shape.length > 1) {
        state.row_var = zeros([...shape.slice(0, -1), 1], { dtype, device });
        state.col_var = zeros([...shape.slice(0, -2), 1, shape.at(-1)!], { dtype, device });
      } else {
        state.variance = zeros_like(grad);
      }
      this.state.set(parameter, state as unknown as Record<string, unknown>);
    }
    return state;
  }

  #update(parameter: Tensor, given: Tensor, group: ParamGroup<AdafactorOptions>): void {
    if (parameter.is_complex()) throw new RuntimeError('Adafactor does not support complex parameters');
    if (given.is_sparse) throw new RuntimeError('Adafactor does not support sparse gradients');
    if (this.grad_scale !== null || this.found_inf !== null) {
      throw new AssertionError('Grad scaling should occur outside of optimizer.step()');
    }
    const state = this.#stateOf(parameter, given);
    const grad = group.maximize ? given.neg() : given;
    const lr = numberOf(group.lr);
    const eps1 = group.eps[0] ?? finfo(parameter.dtype).eps;
    const step = state.step.add_(1).item();
    const weight = step ** group.beta2_decay;
    const rate = Math.max(group.eps[1], parameter.norm(2).item() / Math.sqrt(parameter.numel())) *
      Math.min(lr, 1 / Math.sqrt(step));
    if (group.weight_decay !== 0) parameter.mul_(1 - lr * group.weight_decay);
    const estimate =
      grad.dim() > 1 ? factored(grad, state, weight, eps1) : state.variance!.lerp_(grad.mul(grad), weight).clone();
    const update = estimate.clamp_({ min: eps1 * eps1 }).rsqrt_().mul_(grad);
    const clip = Math.max(1, update.norm(2).item() / (Math.sqrt(update.numel()) * group.d));
    // Its foreach implementation rounds twice.
    if (group.foreach ?? parameter.is_cuda) parameter.add_(update.mul_(-rate / clip));
    else parameter.add_(update, { alpha: -rate / clip });
  }
}

/** The mean squares as the product of those of the rows and of the columns. */
function factored(grad: Tensor, { row_var, col_var }: State, weight: number, eps: number): Tensor {
  const mean = (dim: number): Tensor => vector_norm(grad, { dim, keepdim: true }).square_().div_(grad.size(dim));
  row_var!.lerp_(mean(-1), weight);
  col_var!.lerp_(mean(-2), weight);
  return row_var!.matmul(col_var!).div_(row_var!.mean(-2, { keepdim: true }).clamp_({ min: eps }));
}
