/** `torch.autograd.profiler_util`: the events of profiles, and tables of them. */
export { EventMetadata, type EventMetadataField } from './profiler/event_metadata.js';
export { EventList, type EventListOptions } from './profiler/event_list.js';
export { FormattedTimesMixin } from './profiler/formatted_times.js';
export { FunctionEvent, Interval, Kernel } from './profiler/function_event.js';
export { FunctionEventAvg } from './profiler/function_event_avg.js';
export { MemRecordsAcc, type MemRecord } from './profiler/mem_records.js';
export { StringTable } from './profiler/names.js';
