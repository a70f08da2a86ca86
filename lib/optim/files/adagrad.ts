/** `torch.optim.adagrad`. */
export { Adagrad, type AdagradOptions } from '../adagrad.js';
export { adagrad } from '../functional/adaptive.js';
