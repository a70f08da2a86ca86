/** From libtorch's events to those that a program reads. */
import type { TraceHandle } from '../../addon/doors.js';
import { warn } from '../../python/warnings.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { formatFixed } from '../../python/format.js';
import { FunctionEvent } from './function_event.js';
import { DeviceType } from './kinds.js';
import { eventsOf, type KinetoEvent } from './kineto_event.js';
import { MemRecordsAcc } from './mem_records.js';
import { isLeftOut, memoryEvent, outOfMemoryEvent, StringTable, withWildcard } from './names.js';

const onCpu = new Set([DeviceType.CPU, DeviceType.MKLDNN, DeviceType.IDEEP]);
const onDevice = new Set([DeviceType.CUDA, DeviceType.PrivateUse1, DeviceType.HIP, DeviceType.XPU]);
const devices = new Set([DeviceType.CUDA, DeviceType.PrivateUse1, DeviceType.XPU]);

/** Frames that say nothing: those of PyTorch's that begin backward, and of what tests it. */
const leftOutFrames = [
  ['autograd/__init__', '_make_grads'], ['autograd/__init__', 'backward'], ['torch/tensor', 'backward'],
  ['_internal/common_utils', 'prof_callable'], ['_internal/common_utils', 'prof_func_call'],
  ['_internal/common_utils', 'prof_meth_call'],
] as const;
const isFrame = (frame: string): boolean =>
  !leftOutFrames.some(([file, name]) => frame.includes(file) && frame.includes(name));

const memoryOf = ({ nbytes, device_type }: KinetoEvent, kinds: ReadonlySet<DeviceType>): number =>
  (kinds.has(device_type) ? nbytes : 0);

type Record = [event: KinetoEvent, covered: boolean];

/** Reads a trace; stops after `timeout_s` seconds with what there is by then. */
export function parseTrace(trace: TraceHandle, use_device: string | null, timeout_s: number | null): FunctionEvent[] {
  if (timeout_s !== null && timeout_s < 0) throw new ValueError('timeout_s must be non-negative');
  const events = eventsOf(trace);
  const begin = performance.now();
  let timedOut = false;
  const isLate = (): boolean => {
    timedOut ||= timeout_s !== null && performance.now() - begin >= timeout_s * 1000;
    return timedOut;
  };
  const records = events.filter(({ name }) => name === memoryEvent).map((event): Record => [event, false]);
  const memory = new MemRecordsAcc(records);
  const all: FunctionEvent[] = [];
  const byCorrelation = new Map<number, FunctionEvent[]>();
  const frontend: FunctionEvent[] = [];
  const names = new StringTable();
  let lastId = 0;
  for (const event of events) {
    if (isLate()) break;
    if (isLeftOut(event.name) || event.is_hidden !== 0) continue;
    const made = functionEvent(event, use_device, memory, names);
    lastId = Math.max(lastId, made.id);
    all.push(made);
    const linked = event.linked_correlation_id;
    if (linked < 0) throw new RuntimeError(`Got negative correlation id ${linked} in profiler post processing`);
    if (linked === 0 && made.external_id !== 0) frontend.push(made);
    if (linked === 0) continue;
    const list = byCorrelation.get(linked);
    if (list === undefined) byCorrelation.set(linked, [made]);
    else list.push(made);
  }
  for (const event of frontend) linkDevice(event, byCorrelation.get(event.id));
  const alone = [
    ...records.filter(([, covered]) => !covered).map(([event]) => event),
    ...events.filter(({ name }) => name === outOfMemoryEvent),
  ];
  for (const event of alone) {
    if (isLate()) break;
    all.push(memoryAlone(event, ++lastId, use_device));
  }
  if (timedOut) {
    warn('UserWarning', `Profiler _parse_kineto_results timed out after ${formatFixed(timeout_s!, 3)} seconds, ` +
      `returning partial results with ${all.length} events`);
  }
  return all.sort(({ time_range: a }, { time_range: b }) => a.start - b.start || b.end - a.end);
}

function functionEvent(
  event: KinetoEvent, use_device: string | null, memory: MemRecordsAcc<Record>, names: StringTable,
): FunctionEvent {
  const { details, thread } = event;
  let [cpu, device] = [0, 0];
  if (event.device_type === DeviceType.CPU) {
    for (const record of memory.in_interval(event.start_ns, event.end_ns)) {
      cpu += memoryOf(record[0], onCpu);
      device += memoryOf(record[0], onDevice);
      record[1] = true;
    }
  }
  const name = names.get(event.name);
  const isAsync = event.is_async !== 0 || thread !== event.end_thread;
  const made = new FunctionEvent({
    id: event.id, name: withWildcard(name), overload_name: event.overload_name, trace_name: name, thread,
    start_us: event.start_ns / 1000, end_us: event.end_ns / 1000, fwd_thread: event.fwd_thread,
    input_shapes: details.shapes ?? [], concrete_inputs: details.concrete_inputs ?? [],
    kwinputs: details.kwinputs ?? {},
    stack: (details.stack ?? []).filter(isFrame), scope: event.scope, use_device, cpu_memory_usage: cpu,
    device_memory_usage: device, is_async: isAsync, sequence_nr: event.sequence_nr, device_type: event.device_type,
    device_index: event.device_index, device_resource_id: event.device_resource_id, flops: event.flops,
    is_user_annotation: event.activity_type.endsWith('user_annotation'),
    is_python_function: event.is_python_function !== 0, activity_type: event.activity_type,
    extra_meta: details.extra_meta ?? null, typed_metadata: details.typed_metadata ?? null, flow_id: event.flow_id,
    flow_type: event.flow_type, flow_start: event.flow_start !== 0, external_id: event.external_id,
    linked_correlation_id: event.linked_correlation_id,
    structured_input_shapes: details.structured_input_shapes ?? [],
    structured_input_strides: details.structured_input_strides ?? [], input_dtypes: details.dtypes ?? [],
    python_id: event.python_id, python_parent_id: event.python_parent_id, python_module_id: event.python_module_id,
  });
  // Where libtorch times kernels by events of the device, an operator says itself how long they took.
  if (made.device_type === DeviceType.CPU && !isAsync && use_device === 'cuda' && event.cuda_elapsed_us > 0) {
    made.append_kernel(made.name, made.device_index, event.cuda_elapsed_us);
    made.is_legacy = true;
  }
  return made;
}

/** Gives an operator the kernels that it began, and the device's calls its thread. */
function linkDevice(event: FunctionEvent, linked: readonly FunctionEvent[] | undefined): void {
  if (linked === undefined || event.device_type !== DeviceType.CPU || event.is_async) return;
  for (const each of linked) {
    if (devices.has(each.device_type)) {
      event.append_kernel(each.name, each.device_index, each.time_range.elapsed_us());
    } else if (each.device_type === DeviceType.CPU) {
      each.thread = event.thread;
    }
  }
}

/** Memory that no operator allocated or freed. */
function memoryAlone(event: KinetoEvent, id: number, use_device: string | null): FunctionEvent {
  const at = event.start_ns / 1000;
  return new FunctionEvent({
    id, name: event.name, overload_name: '', trace_name: null, thread: event.thread, start_us: at, end_us: at,
    fwd_thread: event.thread, input_shapes: [], stack: [], scope: 0, use_device,
    cpu_memory_usage: memoryOf(event, onCpu), device_memory_usage: memoryOf(event, onDevice),
    device_type: DeviceType.CPU,
  });
}
