/** `torch.utils.benchmark.utils.common`: the names of PyTorch's file. */
export { Measurement } from '../measurement.js';
export { TaskSpec } from '../task_spec.js';
export { ordered_unique, select_unit, set_torch_threads, trim_sigfig, unit_to_english } from '../units.js';
