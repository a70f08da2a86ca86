/** `torch.autograd.profiler`: what a program does on libtorch, and how long it takes; `torch.profiler` is over it. */
export { emit_itt, emit_nvtx, type Emitter, type EmitterClass } from './profiler/emit.js';
export { EventList, type EventListOptions } from './profiler/event_list.js';
export { FunctionEvent } from './profiler/function_event.js';
export { MemRecordsAcc, type MemRecord } from './profiler/mem_records.js';
export { EnforceUnique, load_nvprof, parse_nvprof_trace } from './profiler/nvprof.js';
export { profile, type ProfileClass, type ProfilerStats } from './profiler/profile.js';
export { record_function, type RecordFunctionClass } from './profiler/record_function.js';
export { KinetoStepTracker } from './profiler/step_tracker.js';
