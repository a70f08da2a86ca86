/** The events of a trace, as libtorch has them. */
import { profiling, type EventDetails, type EventTable, type TraceHandle } from '../../addon/doors.js';
import { activityNames, DeviceType } from './kinds.js';

/** The columns that are numbers, as native/profiler/events.cpp names them. */
interface Numbers {
  readonly id: number;
  readonly linked_correlation_id: number;
  readonly thread: number;
  readonly end_thread: number;
  readonly fwd_thread: number;
  readonly activity: number;
  readonly scope: number;
  readonly is_async: number;
  readonly is_hidden: number;
  readonly is_python_function: number;
  readonly sequence_nr: number;
  readonly device_type: number;
  readonly device_index: number;
  readonly device_resource_id: number;
  readonly nbytes: number;
  readonly flops: number;
  readonly cuda_elapsed_us: number;
  readonly privateuse1_elapsed_us: number;
  readonly flow_id: number;
  readonly flow_type: number;
  readonly flow_start: number;
  readonly external_id: number;
  readonly python_id: number;
  readonly python_parent_id: number;
  readonly python_module_id: number;
  readonly name: number;
  readonly overload_name: number;
  readonly start_ns: number;
  readonly end_ns: number;
}

/** An event; times count from the begin of the trace. */
export interface KinetoEvent extends Omit<Numbers, 'name' | 'overload_name' | 'device_type'> {
  readonly name: string;
  readonly overload_name: string;
  readonly device_type: DeviceType;
  readonly activity_type: string;
  readonly details: EventDetails;
}

const nothing: EventDetails = {};
const deviceTypes = new Map<number, DeviceType>();

function deviceTypeOf(value: number): DeviceType {
  let found = deviceTypes.get(value);
  if (found === undefined) deviceTypes.set(value, (found = DeviceType.of(value)));
  return found;
}

/** The events of a trace, in the order of their begin. */
export function eventsOf(trace: TraceHandle): KinetoEvent[] {
  const table: EventTable = profiling.profiler_events(trace);
  const { columns, numbers, names } = table;
  return table.details.map((details, i) => {
    const row: Record<string, number> = {};
    for (let k = 0; k < columns.length; k++) row[columns[k]!] = numbers[i * columns.length + k]!;
    const read = row as unknown as Numbers;
    return Object.assign(row, {
      name: names[read.name]!, overload_name: names[read.overload_name]!, device_type: deviceTypeOf(read.device_type),
      activity_type: activityNames[read.activity] ?? '', details: details ?? nothing,
    }) as unknown as KinetoEvent;
  });
}
