/** `torch.profiler.profiler`: the names of PyTorch's file. */
export { supported_activities } from '../autograd/profiler/kinds.js';
export { ProfilerAction } from './action.js';
export { PerformanceMetricsConfig, ProfilerActivityConfig } from './activities.js';
export { ExecutionTraceObserver } from './execution_trace.js';
export { profile } from './profile.js';
export { schedule } from './schedule.js';
export { tensorboard_trace_handler } from './trace_handler.js';
