/** `torch.optim.rmsprop`. */
export { RMSprop, type RMSpropOptions } from '../rmsprop.js';
export { rmsprop } from '../functional/adaptive.js';
