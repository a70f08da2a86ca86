/** `torch.autograd`: gradients, and who records them. */
export {
  detect_anomaly, is_anomaly_check_nan_enabled, is_anomaly_enabled, set_anomaly_enabled, set_detect_anomaly,
  type AnomalyOptions,
} from './anomaly_mode.js';
export * as anomaly_mode from './anomaly_mode_names.js';
export { backward, grad, type BackwardOptions, type GradOptions } from './backward.js';
export * as forward_ad from './forward_ad.js';
export { Function, FunctionCtx, once_differentiable, type VmapInfo } from './function.js';
export * as function from './function_names.js';
export * as functional from './functional/index.js';
export {
  enable_grad, enforce_grad_layout_policy, inference_mode, is_grad_enabled, is_inference_mode_enabled, no_grad,
  set_grad_enabled, set_multithreading_enabled,
} from './grad_mode.js';
export * as grad_mode from './grad_mode_names.js';
export { gradcheck, gradgradcheck, GradcheckError } from './gradcheck/index.js';
export * as graph from './graph.js';
export { RemovableHandle, type GradientHook } from './hooks.js';
export { NestedIOFunction } from './legacy_function.js';
export { Node } from './node.js';
export * as profiler from './profiler.js';
export * as profiler_util from './profiler_util.js';
export { Variable } from './variable.js';
export * as variable from './variable.js';
