/** `torch.utils.benchmark.op_fuzzers`: tensors to measure and try operators with. */
export * as binary from './binary.js';
export * as sparse_binary from './sparse_binary.js';
export * as sparse_unary from './sparse_unary.js';
export * as spectral from './spectral.js';
export * as unary from './unary.js';
