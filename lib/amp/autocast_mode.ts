/** `torch.amp.autocast_mode`: the mode and what wraps custom Functions for it. */
export {
  autocast, autocast_decorator, is_autocast_available, type AutocastClass, type AutocastOptions,
} from './autocast.js';
export { custom_bwd, custom_fwd, type CustomBwdOptions, type CustomFwdOptions } from './custom.js';
