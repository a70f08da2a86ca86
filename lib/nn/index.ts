/** `torch.nn`. */
export * as functional from './functional.js';
export { Parameter } from './parameter.js';
