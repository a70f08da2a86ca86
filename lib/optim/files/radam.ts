/** `torch.optim.radam`. */
export { RAdam, type RAdamOptions } from '../radam.js';
export { radam } from '../functional/moments.js';
