/** `torch.nn.functional`: layers without state. */
export * from './functional/activation.js';
export * from './functional/loss.js';
