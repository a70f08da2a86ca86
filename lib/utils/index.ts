/** `torch.utils`. */
export * as benchmark from './benchmark/index.js';
export * as checkpoint from './checkpoint/index.js';
export * as cpp_backtrace from './cpp_backtrace.js';
export { get_cpp_backtrace } from './cpp_backtrace.js';
export * as data from './data/index.js';
export * as debug_log from './debug_log.js';
export { deterministic } from './deterministic.js';
export * as flop_counter from './flop_counter.js';
export * as hooks from './hooks.js';
export * as dlpack from './dlpack.js';
export * as serialization from './serialization/index.js';
export * as tensorboard from './tensorboard/index.js';
export * as module_tracker from './module_tracker.js';
export * as weak from './weak.js';
