/** `torch.optim.sparse_adam`. */
export { SparseAdam, type SparseAdamOptions } from '../sparse_adam.js';
