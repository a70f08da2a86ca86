/** `torch.utils.benchmark.utils.fuzzer`: the names of PyTorch's file. */
export { FuzzedTensor } from '../fuzzed_tensor.js';
export { FuzzedParameter, Fuzzer, ParameterAlias } from '../fuzzer.js';
