/** `torch.optim.asgd`. */
export { ASGD, type ASGDOptions } from '../asgd.js';
export { asgd } from '../functional/adaptive.js';
