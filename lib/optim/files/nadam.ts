/** `torch.optim.nadam`. */
export { NAdam, type NAdamOptions } from '../nadam.js';
export { nadam } from '../functional/moments.js';
