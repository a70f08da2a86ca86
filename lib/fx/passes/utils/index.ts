/** `torch.fx.passes.utils`. */
export * as matcher_utils from './matcher_utils.js';
