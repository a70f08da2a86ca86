/** `torch.utils.checkpoint`: computing again what backward needs, in place of keeping it. */
export { checkpoint, checkpoint_sequential, type CheckpointOptions } from './checkpoint.js';
export { noop_context_fn, type Context, type ContextFn } from './contexts.js';
export { DefaultDeviceType, get_device_states, set_device_states } from './devices.js';
export { CheckpointError } from './errors.js';
export { check_backward_validity, CheckpointFunction, detach_variable } from './reentrant.js';
export {
  CheckpointPolicy, create_selective_checkpoint_contexts, SAC_IGNORED_OPS, SelectiveCheckpointContext, type PolicyFn,
} from './selective.js';
export { GraphExecGroup, set_checkpoint_debug_enabled, set_checkpoint_early_stop } from './settings.js';
