/** `torch.nn`. */
export * as functional from './functional.js';
export * as init from './init.js';
export { Parameter } from './parameter.js';
export * as utils from './utils/index.js';
