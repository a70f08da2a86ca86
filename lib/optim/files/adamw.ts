/** `torch.optim.adamw`. */
export { AdamW, type AdamWOptions } from '../adamw.js';
export { adamw } from '../functional/moments.js';
