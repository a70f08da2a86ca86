/** `torch.autograd.grad_mode`: what is recorded. */
export {
  enable_grad, enforce_grad_layout_policy, inference_mode, no_grad, set_grad_enabled, set_multithreading_enabled,
} from './grad_mode.js';
