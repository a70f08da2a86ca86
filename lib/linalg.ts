/** `torch.linalg`. */
export * from './generated/linalg.js';
