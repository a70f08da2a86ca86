/** `torch.ao.pruning.sparsifier`: the files that PyTorch has the names in. */
export * as base_sparsifier from './base_sparsifier.js';
export * as nearly_diagonal_sparsifier from './nearly_diagonal_sparsifier.js';
export * as utils from './utils_names.js';
export * as weight_norm_sparsifier from './weight_norm_sparsifier.js';
