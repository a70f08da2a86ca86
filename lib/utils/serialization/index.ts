/** `torch.utils.serialization`. */
export * as config from './config.js';
