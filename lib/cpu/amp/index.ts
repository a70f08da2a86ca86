/** `torch.cpu.amp`: mixed precision by its old names, which are deprecated. */
export * as autocast_mode from './autocast_mode.js';
export * as grad_scaler from './grad_scaler.js';
export { autocast } from './autocast_mode.js';
export { GradScaler } from './grad_scaler.js';
