/** `torch.autograd`: gradients, and who records them. */
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';

export { detect_anomaly, is_anomaly_enabled, set_detect_anomaly, type AnomalyOptions } from './anomaly_mode.js';
export { backward, grad, type BackwardOptions, type GradOptions } from './backward.js';
export * as forward_ad from './forward_ad.js';
export { Function, FunctionCtx, once_differentiable, type VmapInfo } from './function.js';
export {
  enable_grad, inference_mode, is_grad_enabled, is_inference_mode_enabled, no_grad, set_grad_enabled,
} from './grad_mode.js';
export { Node } from './graph.js';
export { RemovableHandle, type GradientHook } from './hooks.js';

/** The tensor itself, which since PyTorch 0.4 is what a Variable was (`torch.autograd.Variable`). */
export const Variable = signature('Variable(data: Tensor, requires_grad: bool = None) -> Tensor').define((
  data, requires_grad,
) => data.requires_grad_(checkedFlag('Variable', 'requires_grad', 2, requires_grad ?? data.requires_grad)));
