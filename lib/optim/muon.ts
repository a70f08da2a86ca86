import { signature } from '../arguments/signature.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { bfloat16 } from '../values/dtype.js';
import { addmm, zeros_like } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkAtLeast, checkOneElement, minus, numberOf, times, type Hyper } from './hyperparameter.js';
import { Optimizer, type Closure, type Loss } from './optimizer.js';
import type { ParamGroup } from './param_groups.js';
import { runStep } from './step.js';

/** How the rate depends on the shape of a matrix. */
export type AdjustLr = 'original' | 'match_rms_adamw' | 'spectral_unclamped';

export interface MuonOptions {
  lr: Hyper;
  weight_decay: number;
  momentum: number;
  nesterov: boolean;
  ns_coefficients: readonly [number, number, number];
  eps: number;
  ns_steps: number;
  adjust_lr_fn: AdjustLr | null;
}

const takes = signature(`Muon(
  params: ParamsT[MuonOptions], lr: float = 0.001, weight_decay: float = 0.1, momentum: float = 0.95,
  nesterov: bool = True, ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315), eps: float = 1e-7,
  ns_steps: int = 5, adjust_lr_fn: AdjustLr = None)`);

const ratios: Record<AdjustLr, (rows: number, columns: number) => number> = {
  original: (rows, columns) => Math.sqrt(Math.max(1, rows / columns)),
  match_rms_adamw: (rows, columns) => 0.2 * Math.sqrt(Math.max(rows, columns)),
  spectral_unclamped: (rows, columns) => Math.sqrt(rows / columns),
};

/**
 * Muon (`torch.optim.Muon`), for the matrices of a network: the momentum of the gradient, made orthogonal by
 * `ns_steps` of a Newton-Schulz iteration. Throws a ValueError for options out of range and for parameters that are no
 * matrices.
 */
export class Muon extends Optimizer<MuonOptions> {
  constructor(...args: typeof takes.args) {
    const {
      params, lr, weight_decay, momentum, nesterov, ns_coefficients, eps, ns_steps, adjust_lr_fn,
    } = takes.read(args);
    checkOneElement('lr', lr);
    checkAtLeast('Learning rate', lr, 0);
    checkAtLeast('momentum', momentum, 0);
    checkAtLeast('weight decay', weight_decay, 0);
    if (adjust_lr_fn !== null && !Object.hasOwn(ratios, adjust_lr_fn)) {
      throw new ValueError(`Adjust learning rate function ${String(adjust_lr_fn)} is not supported`);
    }
    super(params, { lr, weight_decay, momentum, nesterov, ns_coefficients, eps, ns_steps, adjust_lr_fn });
    for (const group of this.param_groups) {
      for (const parameter of group.params) {
        if (parameter.dim() === 2) continue;
        throw new ValueError(
          `Muon only supports 2D parameters whereas we found a parameter with size: ${parameter.shape}`);
      }
    }
  }

  protected override get floatOptions(): readonly string[] {
    return [...super.floatOptions, 'weight_decay', 'momentum', 'ns_coefficients'];
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

  #update(parameter: Tensor, grad: Tensor, group: ParamGroup<MuonOptions>): void {
    if (parameter.is_complex()) throw new RuntimeError('Muon does not support complex parameters');
    if (grad.is_sparse) throw new RuntimeError('Muon does not support sparse gradients');
    if (grad.dim() !== 2) throw new ValueError('Param gradient must be a 2D matrix');
    let state = this.state.get(parameter);
    if (state === undefined) this.state.set(parameter, (state = {}));
    const buffer = (state['momentum_buffer'] ??= zeros_like(grad)) as Tensor;
    // A rate in a tensor is multiplied in its own precision.
    const { lr } = group;
    buffer.lerp_(grad, 1 - group.momentum);
    const update = orthogonal(group.nesterov ? grad.lerp(buffer, group.momentum) : buffer, group);
    const [rows, columns] = [parameter.size(0), parameter.size(1)];
    parameter.mul_(numberOf(minus(1, times(lr, group.weight_decay))));
    const rate = times(lr, ratios[group.adjust_lr_fn ?? 'original'](rows, columns));
    parameter.add_(update, { alpha: -numberOf(rate) });
  }
}

/** About the nearest matrix with orthogonal rows or columns, in bfloat16. */
function orthogonal(
  matrix: Tensor, { ns_coefficients, ns_steps, eps }: Pick<MuonOptions, 'ns_coefficients' | 'ns_steps' | 'eps'>,
): Tensor {
  if (ns_steps >= 100) throw new ValueError('Number of steps must be less than 100 for computational efficiency');
  if (ns_coefficients.length !== 3) throw new ValueError('Coefficients must be a tuple of exactly 3 values');
  const [a, b, c] = ns_coefficients;
  const isTall = matrix.size(0) > matrix.size(1);
  let result = matrix.to(bfloat16, { copy: true });
  if (isTall) result = result.t();
  result.div_(result.norm().clamp({ min: eps }));
  for (let step = 0; step < ns_steps; step++) {
    const gram = result.matmul(result.t());
    const change = addmm(gram, gram, gram, { beta: b, alpha: c });
    result = addmm(result, change, result, { beta: a });
  }
  return isTall ? result.t() : result;
}
