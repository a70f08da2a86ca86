/** `torch.linalg`. */
export * from './generated/linalg.js';
export { LinAlgError } from './values/errors.js';
