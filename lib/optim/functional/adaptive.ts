import { signature } from '../../arguments/signature.js';
import { Adadelta } from '../adadelta.js';
import { Adafactor } from '../adafactor.js';
import { Adagrad } from '../adagrad.js';
import { RMSprop } from '../rmsprop.js';
import { Rprop } from '../rprop.js';
import { ASGD } from '../asgd.js';
import { checkSteps, step } from './step.js';

/**
 * One step of Adadelta over lists: parameters, gradients, and states, which it changes
 * (`torch.optim.functional.adadelta`).
 */
export const adadelta = signature(`adadelta(params: list[Tensor], grads: list[Tensor], square_avgs: list[Tensor], acc_deltas:
  list[Tensor], state_steps: list[Tensor], capturable: bool = False, foreach: bool = None,
  differentiable: bool = False, has_complex: bool = False, *, lr: Hyper, rho: float, eps: float,
  weight_decay: float, maximize: bool)`).define((
  params, grads, square_avgs, acc_deltas, state_steps, capturable, foreach, differentiable, _has_complex, lr, rho,
  eps, weight_decay, maximize,
) => {
  checkSteps(state_steps);
  const options = {
    lr, rho, eps, weight_decay, maximize, foreach, capturable, differentiable,
  };
  step(() => new Adadelta(params, options) as never, params, grads, { step: state_steps, square_avg: square_avgs,
    acc_delta: acc_deltas });
});

/**
 * One step of Adafactor over lists: parameters, gradients, and states, which it changes
 * (`torch.optim.functional.adafactor`).
 */
export const adafactor = signature(`adafactor(params: list[Tensor], grads: list[Tensor], row_vars: Tensors, col_vars: Tensors,
  variances: Tensors, state_steps: list[Tensor], foreach: bool = None, grad_scale: Tensor = None,
  found_inf: Tensor = None, has_complex: bool = False, *, d: float, lr: Hyper, beta2_decay: float,
  weight_decay: float, eps1: float, eps2: float, maximize: bool)`).define((
  params, grads, row_vars, col_vars, variances, state_steps, foreach, _grad_scale, _found_inf, _has_complex, d, lr,
  beta2_decay, weight_decay, eps1, eps2, maximize,
) => {
  checkSteps(state_steps);
  const options = {
    lr, beta2_decay, eps: [eps1, eps2] as const, d, weight_decay, foreach, maximize,
  };
  step(() => new Adafactor(params, options) as never, params, grads, { step: state_steps, row_var: row_vars,
    col_var: col_vars, variance: variances });
});

/**
 * One step of Adagrad over lists: parameters, gradients, and states, which it changes
 * (`torch.optim.functional.adagrad`).
 */
export const adagrad = signature(`adagrad(params: list[Tensor], grads: list[Tensor], state_sums: list[Tensor], state_steps:
  list[Tensor], fused: bool = None, grad_scale: Tensor = None, found_inf: Tensor = None,
  has_sparse_grad: bool = False, foreach: bool = None, differentiable: bool = False, has_complex: bool
  = False, *, lr: Hyper, weight_decay: float, lr_decay: float, eps: float, maximize: bool)`).define((
  params, grads, state_sums, state_steps, fused, grad_scale, found_inf, _has_sparse_grad, foreach, differentiable,
  _has_complex, lr, weight_decay, lr_decay, eps, maximize,
) => {
  checkSteps(state_steps);
  const options = {
    lr, weight_decay, lr_decay, eps, maximize, foreach, differentiable, fused,
  };
  step(() => new Adagrad(params, options) as never, params, grads, { step: state_steps, sum: state_sums }, {
    grad_scale, found_inf });
});

/**
 * One step of RMSprop over lists: parameters, gradients, and states, which it changes
 * (`torch.optim.functional.rmsprop`).
 */
export const rmsprop = signature(`rmsprop(params: list[Tensor], grads: list[Tensor], square_avgs: list[Tensor], grad_avgs:
  list[Tensor], momentum_buffer_list: list[Tensor], state_steps: list[Tensor], foreach: bool = None,
  maximize: bool = False, differentiable: bool = False, capturable: bool = False, has_complex: bool =
  False, *, lr: Hyper, alpha: float, eps: float, weight_decay: float, momentum: float, centered: bool)`).define((
  params, grads, square_avgs, grad_avgs, momentum_buffer_list, state_steps, foreach, maximize, differentiable,
  capturable, _has_complex, lr, alpha, eps, weight_decay, momentum, centered,
) => {
  checkSteps(state_steps);
  const options = {
    lr, alpha, eps, weight_decay, momentum, centered, foreach, maximize, differentiable, capturable,
  };
  step(() => new RMSprop(params, options) as never, params, grads, { step: state_steps, square_avg: square_avgs,
    grad_avg: grad_avgs, momentum_buffer: momentum_buffer_list });
});

/**
 * One step of Rprop over lists: parameters, gradients, and states, which it changes (`torch.optim.functional.rprop`).
 */
export const rprop = signature(`rprop(params: list[Tensor], grads: list[Tensor], prevs: list[Tensor], step_sizes: list[Tensor],
  state_steps: list[Tensor], foreach: bool = None, capturable: bool = False, maximize: bool = False,
  differentiable: bool = False, has_complex: bool = False, *, step_size_min: float, step_size_max:
  float, etaminus: float, etaplus: float)`).define((
  params, grads, prevs, step_sizes, state_steps, foreach, capturable, maximize, differentiable, _has_complex,
  step_size_min, step_size_max, etaminus, etaplus,
) => {
  checkSteps(state_steps);
  const options = {
    etas: [etaminus, etaplus] as const, step_sizes: [step_size_min, step_size_max] as const, foreach,
    capturable, maximize,
    differentiable,
  };
  step(() => new Rprop(params, options) as never, params, grads, { step: state_steps, prev: prevs, step_size:
    step_sizes });
});

/**
 * One step of averaged SGD over lists: parameters, gradients, and states, which it changes
 * (`torch.optim.functional.asgd`).
 */
export const asgd = signature(`asgd(params: list[Tensor], grads: list[Tensor], axs: list[Tensor], mus: list[Tensor], etas:
  list[Tensor], state_steps: list[Tensor], foreach: bool = None, maximize: bool = False,
  differentiable: bool = False, capturable: bool = False, has_complex: bool = False, *, lambd: float,
  lr: Hyper, t0: float, alpha: float, weight_decay: float)`).define((
  params, grads, axs, mus, etas, state_steps, foreach, maximize, differentiable, capturable, _has_complex, lambd, lr,
  t0, alpha, weight_decay,
) => {
  checkSteps(state_steps);
  const options = {
    lr, lambd, alpha, t0, weight_decay, foreach, maximize, differentiable, capturable,
  };
  step(() => new ASGD(params, options) as never, params, grads, { step: state_steps, ax: axs, mu: mus, eta: etas });
});
