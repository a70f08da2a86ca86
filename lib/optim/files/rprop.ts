/** `torch.optim.rprop`. */
export { Rprop, type RpropOptions } from '../rprop.js';
export { rprop } from '../functional/adaptive.js';
