/** `torch.ao`: of it, models with fewer weights. */
export * as pruning from './pruning/index.js';
