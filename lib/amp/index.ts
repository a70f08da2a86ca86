/** `torch.amp`: mixed precision. */
export * as autocast_mode from './autocast_mode.js';
export * as grad_scaler from './grad_scaler.js';
export {
  autocast, custom_bwd, custom_fwd, is_autocast_available, type AutocastClass, type AutocastOptions,
  type CustomBwdOptions, type CustomFwdOptions,
} from './autocast_mode.js';
export { GradScaler, type GradScalerState, type ScaledOptimizer } from './grad_scaler.js';
