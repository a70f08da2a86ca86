/** `torch.utils.benchmark.utils`: the files that PyTorch has the names in. */
export * as common from './common.js';
export * as compare from './compare.js';
export * as fuzzer from './fuzzer.js';
export * as sparse_fuzzer from './sparse_fuzzer.js';
export * as timer from './timer.js';
