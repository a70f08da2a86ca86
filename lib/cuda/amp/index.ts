/** `torch.cuda.amp`: mixed precision by its old names, all but one of them deprecated. */
export * as autocast_mode from './autocast_mode.js';
export * as common from './common.js';
export * as grad_scaler from './grad_scaler.js';
export { autocast, custom_bwd, custom_fwd } from './autocast_mode.js';
export { amp_definitely_not_available } from './common.js';
export { GradScaler } from './grad_scaler.js';
