/** `torch.profiler`: where a program spends its time and its memory. */
import { KinetoStepTracker } from '../autograd/profiler.js';
import { register_optimizer_step_post_hook } from '../optim/optimizer.js';

export { _ExperimentalConfig } from '../autograd/profiler/experimental_config.js';
export { DeviceType, kineto_available, ProfilerActivity, supported_activities } from '../autograd/profiler/kinds.js';
export { record_function } from '../autograd/profiler.js';
export { ProfilerAction } from './action.js';
export { PerformanceMetricsConfig, ProfilerActivityConfig, type GivenActivity } from './activities.js';
export { ExecutionTraceObserver, type TraceObserver } from './execution_trace.js';
export * as itt from './itt.js';
export { profile, type Profile, type ProfileArguments, type ProfileClass } from './profile.js';
export * as profiler from './profiler.js';
export { schedule, type Schedule } from './schedule.js';
export { tensorboard_trace_handler, type TraceHandler } from './trace_handler.js';

// A daemon that asks processes for traces counts their steps.
if (process.env['KINETO_USE_DAEMON']) {
  register_optimizer_step_post_hook(() => void KinetoStepTracker.increment_step('Optimizer'));
}
