/** `torch.optim.adamax`. */
export { Adamax, type AdamaxOptions } from '../adamax.js';
export { adamax } from '../functional/moments.js';
