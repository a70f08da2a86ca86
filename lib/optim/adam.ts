import { RuntimeError, ValueError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import type { Tensor } from '../tensor/tensor.js';
import { Algorithm, decayed, type AlgorithmOptions, type AlgorithmState } from './algorithm.js';
import { signature } from '../arguments/signature.js';
import { op } from '../addon/call/op.js';
import { checkFusedOptions, countFused, fusedExtras, fusedRate } from './fused.js';
import {
  checkBeta, checkOneElement, checkRange, isTensor, minus, negative, numberOf, over, power, squareRoot, times, toScalar,
  type Hyper,
} from './hyperparameter.js';
import { perStep, type Batch, type Lists } from './lists.js';
import type { ParamGroup } from './param_groups.js';

export interface AdamOptions extends AlgorithmOptions {
  betas: readonly [Hyper, Hyper];
  eps: number;
  weight_decay: Hyper;
  amsgrad: boolean;
  capturable: boolean;
  fused: boolean | null;
  decoupled_weight_decay: boolean;
}

const takes = signature(`Adam(
  params: ParamsT[AdamOptions], lr: Hyper = 0.001, betas: tuple[Hyper, Hyper] = (0.9, 0.999), eps: float = 1e-8,
  weight_decay: Hyper = 0, amsgrad: bool = False, *, foreach: bool = None, maximize: bool = False,
  capturable: bool = False, differentiable: bool = False, fused: bool = None, decoupled_weight_decay: bool = False)`);

/** Checks the options of `new Adam(...)` and `new AdamW(...)`. */
export function checkedOptions(given: AdamOptions): AdamOptions {
  const {
    lr, betas, eps, weight_decay, amsgrad, maximize, foreach, capturable, differentiable, fused, decoupled_weight_decay,
  } = given;
  if (isTensor(lr) && foreach && !capturable) {
    throw new ValueError('lr as a Tensor is not supported for capturable=False and foreach=True');
  }
  checkOneElement('lr', lr);
  checkRange('learning rate', lr);
  checkRange('epsilon value', eps);
  betas.forEach(checkBeta);
  checkRange('weight_decay value', weight_decay);
  checkBetas(betas, !capturable && foreach === true);
  // In the order in which PyTorch saves them.
  return {
    lr, betas: [toScalar(betas[0]), toScalar(betas[1])], eps, weight_decay, amsgrad, maximize, foreach, capturable,
    differentiable, fused, decoupled_weight_decay,
  };
}

function checkBetas(betas: readonly [Hyper, Hyper], numbersOnly: boolean): void {
  if (typeName(betas[0]) !== 'Tensor' !== (typeName(betas[1]) !== 'Tensor')) {
    throw new ValueError('betas must be either both floats or both Tensors');
  }
  for (const [i, beta] of betas.entries()) {
    if (isTensor(beta) && numbersOnly) {
      throw new ValueError(`betas[${i}] as a Tensor is not supported for capturable=False and foreach=True`);
    }
    checkOneElement(`betas[${i}]`, beta);
  }
}

/**
 * Adam (`torch.optim.Adam`): p -= lr * m / (sqrt(v) + eps), where m and v are running means of the gradient and of its
 * square, with factors `betas` and corrected for their start at zero. `weight_decay` adds weight_decay * p to the
 * gradient, or with `decoupled_weight_decay` shrinks p itself; `amsgrad` uses the largest v so far. Throws a ValueError
 * for options out of range.
 */
export class Adam extends Algorithm<AdamOptions> {
  protected override readonly sparseError =
    'Adam does not support sparse gradients, please consider SparseAdam instead';
  protected override readonly complexDecay = true;

  constructor(...args: typeof takes.args) {
    const { params, ...options } = takes.read(args);
    super(params, checkedOptions(options));
    checkFusedOptions(this);
  }

  override __setstate__(state: AlgorithmState<AdamOptions>): void {
    super.__setstate__(state);
    this.complete({
      amsgrad: false, maximize: false, foreach: null, capturable: false, differentiable: false,
      decoupled_weight_decay: false, fused: null,
    });
  }

  protected override stateNames({ amsgrad }: ParamGroup<AdamOptions>): readonly string[] {
    return amsgrad ? ['step', 'exp_avg', 'exp_avg_sq', 'max_exp_avg_sq'] : ['step', 'exp_avg', 'exp_avg_sq'];
  }

  protected override foreachByDefault(params: readonly Tensor[], group: ParamGroup<AdamOptions>): boolean {
    return super.foreachByDefault(params, group) && !(isTensor(group.lr) && !group.capturable);
  }

  protected override update(lists: Lists, batch: Batch, group: ParamGroup<AdamOptions>): void {
    const { params, state } = batch;
    if (group.foreach && isTensor(group.lr) && !group.capturable) {
      throw new RuntimeError('lr as a Tensor is not supported for capturable=False and foreach=True');
    }
    const [beta1, beta2] = group.betas.map((beta) => lists.hyper(beta)) as [Hyper, Hyper];
    const lr = lists.hyper(group.lr);
    const means = state['exp_avg']!;
    const squares = state['exp_avg_sq']!;
    const grads = decayed(lists, batch, group);
    lists.lerp_(means, grads, minus(1, beta1));
    lists.scale_(squares, beta2);
    lists.addcmul_(squares, grads, grads, minus(1, beta2));
    if (grads !== batch.grads) lists.free(grads);
    const largest = group.amsgrad ? state['max_exp_avg_sq']! : squares;
    if (group.amsgrad) lists.maximum_(largest, squares);
    if (group.differentiable || group.capturable) {
      moveRecorded({ ...batch, params }, largest, lr, beta1, beta2, group);
      return;
    }
    const steps = batch.steps;
    const correction = perStep(steps, (step) => squareRoot(minus(1, power(beta2, step))));
    const rate = perStep(steps, (step) => negative(over(lr, minus(1, power(beta1, step)))));
    const divisors = lists.adding(lists.dividing(lists.sqrt(largest), correction), group.eps);
    lists.addcdiv_(params, means, divisors, rate);
    lists.free(divisors);
  }

  protected override fusedUpdate({ params, grads, state }: Batch, group: ParamGroup<AdamOptions>): void {
    const name = group.decoupled_weight_decay ? '_fused_adamw_' : '_fused_adam_';
    const [beta1, beta2] = group.betas.map(numberOf) as [number, number];
    const lr = fusedRate(group.lr, params[0]!);
    const [scale, infinite] = fusedExtras(this, params[0]!);
    const steps = state['step']!;
    countFused(steps, () => {
      op(`aten::${name}${lr.suffix}`)(params, grads, state['exp_avg'], state['exp_avg_sq'], state['max_exp_avg_sq'] ?? [],
        steps, lr.value, beta1, beta2, numberOf(group.weight_decay), group.eps, group.amsgrad, group.maximize, scale,
        infinite);
    }, infinite);
  }
}

/** The step with counters that are tensors, where a graph is recorded: the rate is in the divisor. */
function moveRecorded(
  { params, state }: Batch, largest: readonly Tensor[], lr: Hyper, beta1: Hyper, beta2: Hyper,
  { eps, differentiable }: ParamGroup<AdamOptions>,
): void {
  for (const [i, parameter] of params.entries()) {
    const step = state['step']![i]!;
    const rate = negative(over(lr, minus(1, power(beta1, step))));
    const correction = times(squareRoot(minus(1, power(beta2, step))), rate);
    const divisor = largest[i]!.sqrt().div(correction).add_(over(eps, rate));
    const mean = state['exp_avg']![i]!;
    parameter.addcdiv_(differentiable ? mean.clone() : mean, divisor);
  }
}
