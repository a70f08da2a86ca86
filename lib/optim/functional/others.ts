import { signature } from '../../arguments/signature.js';
import { Muon } from '../muon.js';
import { SGD } from '../sgd.js';
import { SparseAdam } from '../sparse_adam.js';
import { step } from './step.js';

/**
 * One step of SGD over lists: parameters, gradients and momentum buffers, of which those that are null come to be in
 * the list (`torch.optim.functional.sgd`).
 */
export const sgd = signature(`sgd(params: list[Tensor], d_p_list: list[Tensor], momentum_buffer_list: Tensors,
  has_sparse_grad: bool = False, foreach: bool = None, fused: bool = None, grad_scale: Tensor = None,
  found_inf: Tensor = None, *, weight_decay: float, momentum: float, lr: Hyper, dampening: float, nesterov: bool,
  maximize: bool)`).define((
  params, grads, buffers, _has_sparse_grad, foreach, fused, grad_scale, found_inf, weight_decay, momentum, lr,
  dampening, nesterov, maximize,
) => {
  const options = { lr, momentum, dampening, weight_decay, nesterov, maximize, foreach, fused };
  const list = buffers as (typeof buffers)[number][];
  step(() => new SGD(params, options) as never, params, grads, { momentum_buffer: buffers }, { grad_scale, found_inf },
    ({ momentum_buffer }, i) => {
      if (momentum !== 0) list[i] = momentum_buffer as (typeof buffers)[number];
    });
});

/** One step of Muon over lists of matrices and their momentum buffers (`torch.optim.functional.muon`). */
export const muon = signature(`muon(params: list[Tensor], grads: list[Tensor], muon_momentum_bufs: list[Tensor], *,
  foreach: bool = None, lr: float, weight_decay: float, momentum: float, nesterov: bool,
  ns_coefficients: tuple[float, float, float], ns_steps: int, eps: float, adjust_lr_fn: AdjustLr | None,
  has_complex: bool)`).define((
  params, grads, buffers, _foreach, lr, weight_decay, momentum, nesterov, ns_coefficients, ns_steps, eps, adjust_lr_fn,
) => {
  const options = { lr, weight_decay, momentum, nesterov, ns_coefficients, eps, ns_steps, adjust_lr_fn };
  step(() => new Muon(params, options) as never, params, grads, { momentum_buffer: buffers });
});

/**
 * One step of SparseAdam over lists; `state_steps` are the numbers of this step, which it does not count
 * (`torch.optim.functional.sparse_adam`).
 */
export const sparse_adam = signature(`sparse_adam(params: list[Tensor], grads: list[Tensor], exp_avgs: list[Tensor],
  exp_avg_sqs: list[Tensor], state_steps: list[int], *, eps: float, beta1: float, beta2: float, lr: float,
  maximize: bool)`).define((
  params, grads, exp_avgs, exp_avg_sqs, state_steps, eps, beta1, beta2, lr, maximize,
) => {
  const states = { exp_avg: exp_avgs, exp_avg_sq: exp_avg_sqs, step: state_steps.map((count) => count - 1) };
  step(() => new SparseAdam(params, { lr, betas: [beta1, beta2], eps, maximize }) as never, params, grads, states);
});
