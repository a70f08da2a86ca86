import { signature } from '../../arguments/signature.js';
import { Adam } from '../adam.js';
import { Adamax } from '../adamax.js';
import { AdamW } from '../adamw.js';
import { NAdam } from '../nadam.js';
import { RAdam } from '../radam.js';
import { checkSteps, step } from './step.js';

/** One step of Adam over lists: parameters, gradients, and states, which it changes (`torch.optim.functional.adam`). */
export const adam = signature(`adam(params: list[Tensor], grads: list[Tensor], exp_avgs: list[Tensor], exp_avg_sqs: list[Tensor],
  max_exp_avg_sqs: list[Tensor], state_steps: list[Tensor], foreach: bool = None, capturable: bool =
  False, differentiable: bool = False, fused: bool = None, grad_scale: Tensor = None, found_inf:
  Tensor = None, has_complex: bool = False, decoupled_weight_decay: bool = False, *, amsgrad: bool,
  beta1: Hyper, beta2: Hyper, lr: Hyper, weight_decay: float, eps: float, maximize: bool)`).define((
  params, grads, exp_avgs, exp_avg_sqs, max_exp_avg_sqs, state_steps, foreach, capturable, differentiable, fused,
  grad_scale, found_inf, _has_complex, decoupled_weight_decay, amsgrad, beta1, beta2, lr, weight_decay, eps, maximize,
) => {
  checkSteps(state_steps);
  const options = {
    lr, betas: [beta1, beta2] as const, eps, weight_decay, amsgrad, foreach, maximize, capturable,
    differentiable, fused,
    decoupled_weight_decay,
  };
  step(() => new Adam(params, options) as never, params, grads, { step: state_steps, exp_avg: exp_avgs, exp_avg_sq:
    exp_avg_sqs, max_exp_avg_sq: max_exp_avg_sqs }, { grad_scale, found_inf });
});

/**
 * One step of Adamax over lists: parameters, gradients, and states, which it changes
 * (`torch.optim.functional.adamax`).
 */
export const adamax = signature(`adamax(params: list[Tensor], grads: list[Tensor], exp_avgs: list[Tensor], exp_infs: list[Tensor],
  state_steps: list[Tensor], foreach: bool = None, maximize: bool = False, differentiable: bool =
  False, capturable: bool = False, has_complex: bool = False, *, eps: float, beta1: float, beta2:
  float, lr: Hyper, weight_decay: float)`).define((
  params, grads, exp_avgs, exp_infs, state_steps, foreach, maximize, differentiable, capturable, _has_complex, eps,
  beta1, beta2, lr, weight_decay,
) => {
  checkSteps(state_steps);
  const options = {
    lr, betas: [beta1, beta2] as const, eps, weight_decay, foreach, maximize, differentiable, capturable,
  };
  step(() => new Adamax(params, options) as never, params, grads, { step: state_steps, exp_avg: exp_avgs, exp_inf:
    exp_infs });
});

/**
 * One step of AdamW over lists: parameters, gradients, and states, which it changes (`torch.optim.functional.adamw`).
 */
export const adamw = signature(`adamw(params: list[Tensor], grads: list[Tensor], exp_avgs: list[Tensor], exp_avg_sqs: list[Tensor],
  max_exp_avg_sqs: list[Tensor], state_steps: list[Tensor], foreach: bool = None, capturable: bool =
  False, differentiable: bool = False, fused: bool = None, grad_scale: Tensor = None, found_inf:
  Tensor = None, has_complex: bool = False, *, amsgrad: bool, beta1: Hyper, beta2: Hyper, lr: Hyper,
  weight_decay: float, eps: float, maximize: bool)`).define((
  params, grads, exp_avgs, exp_avg_sqs, max_exp_avg_sqs, state_steps, foreach, capturable, differentiable, fused,
  grad_scale, found_inf, _has_complex, amsgrad, beta1, beta2, lr, weight_decay, eps, maximize,
) => {
  checkSteps(state_steps);
  const options = {
    lr, betas: [beta1, beta2] as const, eps, weight_decay, amsgrad, foreach, maximize, capturable,
    differentiable, fused,
  };
  step(() => new AdamW(params, options) as never, params, grads, { step: state_steps, exp_avg: exp_avgs, exp_avg_sq:
    exp_avg_sqs, max_exp_avg_sq: max_exp_avg_sqs }, { grad_scale, found_inf });
});

/**
 * One step of NAdam over lists: parameters, gradients, and states, which it changes (`torch.optim.functional.nadam`).
 */
export const nadam = signature(`nadam(params: list[Tensor], grads: list[Tensor], exp_avgs: list[Tensor], exp_avg_sqs: list[Tensor],
  mu_products: list[Tensor], state_steps: list[Tensor], decoupled_weight_decay: bool = False, foreach:
  bool = None, capturable: bool = False, differentiable: bool = False, has_complex: bool = False,
  maximize: bool = False, *, beta1: float, beta2: float, lr: Hyper, weight_decay: float,
  momentum_decay: float, eps: float)`).define((
  params, grads, exp_avgs, exp_avg_sqs, mu_products, state_steps, decoupled_weight_decay, foreach, capturable,
  differentiable, _has_complex, maximize, beta1, beta2, lr, weight_decay, momentum_decay, eps,
) => {
  checkSteps(state_steps);
  const options = {
    lr, betas: [beta1, beta2] as const, eps, weight_decay, momentum_decay, decoupled_weight_decay, foreach, maximize,
    capturable, differentiable,
  };
  step(() => new NAdam(params, options) as never, params, grads, { step: state_steps, exp_avg: exp_avgs, exp_avg_sq:
    exp_avg_sqs, mu_product: mu_products });
});

/**
 * One step of RAdam over lists: parameters, gradients, and states, which it changes (`torch.optim.functional.radam`).
 */
export const radam = signature(`radam(params: list[Tensor], grads: list[Tensor], exp_avgs: list[Tensor], exp_avg_sqs: list[Tensor],
  state_steps: list[Tensor], decoupled_weight_decay: bool = False, foreach: bool = None,
  differentiable: bool = False, capturable: bool = False, has_complex: bool = False, maximize: bool =
  False, *, beta1: float, beta2: float, lr: Hyper, weight_decay: float, eps: float)`).define((
  params, grads, exp_avgs, exp_avg_sqs, state_steps, decoupled_weight_decay, foreach, differentiable, capturable,
  _has_complex, maximize, beta1, beta2, lr, weight_decay, eps,
) => {
  checkSteps(state_steps);
  const options = {
    lr, betas: [beta1, beta2] as const, eps, weight_decay, decoupled_weight_decay, foreach, maximize, capturable,
    differentiable,
  };
  step(() => new RAdam(params, options) as never, params, grads, { step: state_steps, exp_avg: exp_avgs, exp_avg_sq:
    exp_avg_sqs });
});
