/** `torch.optim.sgd`. */
export { SGD, type SGDOptions } from '../sgd.js';
export { sgd } from '../functional/others.js';
