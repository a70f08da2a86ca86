/** `torch.utils.benchmark.utils.sparse_fuzzer`: the names of PyTorch's file. */
export { FuzzedSparseTensor } from '../sparse_fuzzer.js';
