/** `torch.utils.benchmark`: how long statements take, measured so that it can be believed and compared. */
export { Colorize, Compare } from './compare.js';
export { FuzzedTensor, type FuzzedTensorOptions, type TensorConstructor } from './fuzzed_tensor.js';
export {
  FuzzedParameter, Fuzzer, ParameterAlias, type FuzzedParameters, type FuzzedSample, type FuzzerConstraint,
  type Likelihoods, type ParameterValue, type TensorProperties,
} from './fuzzer.js';
export { Measurement } from './measurement.js';
export { FuzzedSparseTensor } from './sparse_fuzzer.js';
export type { Statement } from './statement.js';
export { TaskSpec } from './task_spec.js';
export { Language, timer, Timer, type RunCallback, type TimerFunction } from './timer.js';
export {
  ordered_unique, select_unit, set_torch_threads, trim_sigfig, unit_to_english, type ChosenUnit,
} from './units.js';
export * as utils from './files/index.js';
export * as op_fuzzers from './op_fuzzers/index.js';
