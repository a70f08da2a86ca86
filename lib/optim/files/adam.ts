/** `torch.optim.adam`. */
export { Adam, type AdamOptions } from '../adam.js';
export { adam } from '../functional/moments.js';
