/** `torch.special`. */
export * from './generated/special.js';
