import { inspect } from 'node:util';
import type { Shape } from '../../addon/doors.js';
import { signature } from '../../arguments/signature.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import { AssertionError } from '../../values/errors.js';
import { EventMetadata } from './event_metadata.js';
import { deprecated, FormattedTimesMixin } from './formatted_times.js';
import { DeviceType } from './kinds.js';

/** The sizes of arguments that are tensors; none for others. */
export type InputShapes = readonly (readonly number[])[];
/** The sizes of arguments that are tensors, or lists of them. */
export type Shapes = readonly Shape[];

const takes = {
  interval: signature('Interval(start: float, end: float)'),
  make: signature(`FunctionEvent(id: int, name: str, thread: int, start_us: float, end_us: float, *,
    overload_name: str = None, fwd_thread: int = None, input_shapes: InputShapes | None = None,
    stack: Sequence[str] = None, scope: int = 0, use_device: str = None, cpu_memory_usage: int = 0,
    device_memory_usage: int = 0, is_async: bool = False, is_remote: bool = False, sequence_nr: int = -1,
    node_id: int = -1, device_type: DeviceType = None, device_index: int = 0, device_resource_id: int = None,
    is_legacy: bool = False, flops: int = None, trace_name: str = None, concrete_inputs: Sequence[Any] = None,
    kwinputs: dict[str, Any] = None, is_user_annotation: bool = False, is_python_function: bool = False,
    activity_type: str = None, flow_id: int = None, flow_type: int = None, flow_start: bool = None,
    external_id: int = 0, linked_correlation_id: int = 0, extra_meta: dict[str, str] = None,
    structured_input_shapes: Shapes | None = None, structured_input_strides: Shapes | None = None,
    input_dtypes: Sequence[str] = None, python_id: int = -1, python_parent_id: int = -1, python_module_id: int = -1,
    typed_metadata: dict[str, Any] = None)`),
  append_kernel: signature('FunctionEvent.append_kernel(self, name: str, device: int, duration: float)'),
  append_cpu_child: signature('FunctionEvent.append_cpu_child(self, child: FunctionEvent)'),
  set_cpu_parent: signature('FunctionEvent.set_cpu_parent(self, parent: FunctionEvent)'),
};

/** Microseconds from `start` to `end` (`torch.autograd.profiler_util.Interval`). */
export class Interval {
  start: number;
  end: number;

  constructor(...args: typeof takes.interval.args) {
    [this.start, this.end] = takes.interval.list(args);
  }
  /** How long it is. */
  elapsed_us(): number {
    return this.end - this.start;
  }
}

/** What an operator ran on a device (`torch.autograd.profiler_util.Kernel`). */
export class Kernel {
  readonly name: string;
  readonly device: number;
  readonly duration: number;

  constructor(name: string, device: number, duration: number) {
    [this.name, this.device, this.duration] = [name, device, duration];
  }
  toString(): string {
    return `Kernel(name=${py_repr(this.name)}, device=${this.device}, duration=${py_float_repr(this.duration)})`;
  }
}

/** Devices whose events have times of their own. */
const withTimes = new Set([DeviceType.CUDA, DeviceType.PrivateUse1, DeviceType.MTIA, DeviceType.HPU, DeviceType.XPU]);

/** What an event is made of. */
export type FunctionEventFields = ReturnType<typeof takes.make.read>;

/**
 * One call of an operator, one range, or one piece of work of a device, as a profiler saw it
 * (`torch.autograd.profiler.FunctionEvent`): when it ran and where, what it called, what it was given and what memory
 * it took. Times are microseconds from the begin of the trace.
 */
export class FunctionEvent extends FormattedTimesMixin {
  declare id: number;
  declare node_id: number;
  declare name: string;
  declare overload_name: string | null;
  /** The name in traces, where steps are numbered; null for what traces leave out. */
  declare trace_name: string | null;
  /** When it began and ended. */
  declare time_range: Interval;
  declare thread: number;
  /** The thread of the forward call that this one is the backward of. */
  declare fwd_thread: number | null;
  /** The work of a device that it began itself. */
  declare kernels: Kernel[];
  /** One: it is a single call. */
  override count = 1;
  /** The calls that it made itself. */
  declare cpu_children: FunctionEvent[];
  /** The call that made it; null for an outermost one. */
  declare cpu_parent: FunctionEvent | null;
  /** The sizes of the arguments that are tensors, with `record_shapes`; others have none. */
  declare input_shapes: InputShapes | null;
  declare concrete_inputs: readonly unknown[] | null;
  declare kwinputs: Readonly<Record<string, unknown>> | null;
  /** The lines of the program that called it, the innermost first, with `with_stack`. */
  declare stack: readonly string[] | null;
  declare scope: number;
  declare use_device: string | null;
  /** Bytes that were allocated, less those that were freed. */
  declare cpu_memory_usage: number;
  declare device_memory_usage: number;
  declare is_async: boolean;
  declare is_remote: boolean;
  declare sequence_nr: number;
  declare device_type: DeviceType;
  declare device_index: number;
  declare device_resource_id: number;
  declare is_legacy: boolean;
  /** Operations on floats, with `with_flops`, for products of matrices and convolutions. */
  declare flops: number | null;
  declare is_user_annotation: boolean;
  declare is_python_function: boolean;
  declare activity_type: string | null;
  /** The share of {@link self_cpu_time_total} in a table, as text; -1 before one was made. */
  self_cpu_percent: string | number = -1;
  /** The share of {@link cpu_time_total} in a table, as text; -1 before one was made, 0 where it is async. */
  total_cpu_percent: string | number = -1;
  /** The share of {@link self_device_time_total} in a table, as text; -1 before one was made. */
  total_device_percent: string | number = -1;
  declare flow_id: number | null;
  declare flow_type: number | null;
  declare flow_start: boolean | null;
  declare external_id: number;
  declare linked_correlation_id: number;
  declare metadata: Readonly<Record<string, unknown>> | null;
  /** As {@link input_shapes}, with a list of sizes for an argument that is a list of tensors. */
  declare structured_input_shapes: Shapes | null;
  declare structured_input_strides: Shapes | null;
  declare input_dtypes: readonly string[] | null;
  declare python_id: number;
  declare python_parent_id: number;
  declare python_module_id: number;
  readonly #metadata: EventMetadata | null;

  constructor(...args: typeof takes.make.args) {
    super();
    const { start_us, end_us, extra_meta, typed_metadata, device_resource_id, device_type, ...fields } =
      takes.make.read(args);
    Object.assign(this, fields);
    this.time_range = new Interval(start_us, end_us);
    this.device_type = device_type ?? DeviceType.CPU;
    this.device_resource_id = device_resource_id ?? this.thread;
    this.metadata = typed_metadata;
    this.kernels = [];
    this.cpu_children = [];
    this.cpu_parent = null;
    this.#metadata = extra_meta === null ? null : EventMetadata.read(extra_meta);
  }

  /** Adds work of a device that this call began. */
  append_kernel(...args: typeof takes.append_kernel.args): void {
    const [name, device, duration] = takes.append_kernel.list(args);
    this.#checkOnCpu();
    this.kernels.push(new Kernel(name, device, duration));
  }

  /** Adds a call that this one made itself. */
  append_cpu_child(...args: typeof takes.append_cpu_child.args): void {
    const [child] = takes.append_cpu_child.list(args);
    this.#checkOnCpu();
    checkEvent(child, 'child');
    this.cpu_children.push(child);
  }

  /** Says which call made this one. */
  set_cpu_parent(...args: typeof takes.set_cpu_parent.args): void {
    const [parent] = takes.set_cpu_parent.list(args);
    this.#checkOnCpu();
    checkEvent(parent, 'parent');
    this.cpu_parent = parent;
  }

  #checkOnCpu(): void {
    if (this.device_type !== DeviceType.CPU) throw new AssertionError('Expected device_type to be CPU');
  }

  /** Whether calls that it made count as parts of it: those of another thread do not. */
  get #isWhole(): boolean {
    return !this.is_async && this.device_type === DeviceType.CPU;
  }

  /** {@link cpu_memory_usage} without that of the calls it made. */
  get self_cpu_memory_usage(): number {
    const whole = this.cpu_memory_usage;
    return this.#isWhole ? this.cpu_children.reduce((rest, child) => rest - child.cpu_memory_usage, whole) : 0;
  }
  /** {@link device_memory_usage} without that of the calls it made. */
  get self_device_memory_usage(): number {
    const whole = this.device_memory_usage;
    return this.#isWhole ? this.cpu_children.reduce((rest, child) => rest - child.device_memory_usage, whole) : 0;
  }
  /** Deprecated in PyTorch: {@link metadata}. */
  get event_metadata(): EventMetadata | null {
    deprecated('`event_metadata` is deprecated. Use `metadata` instead.');
    return this.#metadata;
  }
  /** Deprecated in PyTorch: {@link self_device_memory_usage}. */
  get self_cuda_memory_usage(): number {
    deprecated('`self_cuda_memory_usage` is deprecated. Use `self_device_memory_usage` instead.');
    return this.self_device_memory_usage;
  }

  /** How long it ran on the processor. */
  get cpu_time_total(): number {
    return this.device_type === DeviceType.CPU ? this.time_range.elapsed_us() : 0;
  }
  /** {@link cpu_time_total} without that of the calls it made. */
  get self_cpu_time_total(): number {
    if (!this.#isWhole) return 0;
    return this.cpu_time_total - this.cpu_children.reduce((sum, child) => sum + child.cpu_time_total, 0);
  }
  /** How long what it and its calls began ran on the device. */
  get device_time_total(): number {
    if (this.is_async || !this.use_device) return 0;
    if (this.device_type !== DeviceType.CPU) return this.#onDevice();
    const own = this.kernels.reduce((sum, { duration }) => sum + duration, 0);
    return this.is_legacy ? own : own + this.cpu_children.reduce((sum, child) => sum + child.device_time_total, 0);
  }
  /** {@link device_time_total} without that of the calls it made. */
  get self_device_time_total(): number {
    if (this.is_async || !this.use_device) return 0;
    if (this.device_type !== DeviceType.CPU) return this.#onDevice();
    return this.device_time_total - this.cpu_children.reduce((sum, child) => sum + child.device_time_total, 0);
  }
  #onDevice(): number {
    if (withTimes.has(this.device_type)) return this.time_range.elapsed_us();
    throw new AssertionError(
      `Expected device_type to be CUDA, PrivateUse1, MTIA, HPU or XPU, but got ${this.device_type.toString()}`);
  }
  /** Deprecated in PyTorch: {@link device_time_total}. */
  get cuda_time_total(): number {
    deprecated('`cuda_time_total` is deprecated. Use `device_time_total` instead.');
    return this.device_time_total;
  }
  /** Deprecated in PyTorch: {@link self_device_time_total}. */
  get self_cuda_time_total(): number {
    deprecated('`self_cuda_time_total` is deprecated. Use `self_device_time_total` instead.');
    return this.self_device_time_total;
  }

  /** What calls are summed up by: the name. */
  get key(): string {
    return this.name;
  }

  override toString(): string {
    const py = (flag: boolean): string => py_repr(flag);
    const { start, end } = this.time_range;
    const device = this.use_device ?? 'None';
    return `<FunctionEvent id=${this.id} name=${this.name} overload_name=${this.overload_name ?? 'None'} ` +
      `device_type=${this.device_type.toString()} node_id=${this.node_id} cpu_time=${this.cpu_time_str} ` +
      `start_us=${py_float_repr(start)} end_us=${py_float_repr(end)} ` +
      `cpu_children=${py_repr(this.cpu_children.map(({ id }) => id))} ${device}_time=${this.device_time_str} ` +
      `name=${this.name} thread=${this.thread} input_shapes=${py_repr(this.input_shapes)} ` +
      `cpu_memory_usage=${this.cpu_memory_usage} ${device}_memory_usage=${this.device_memory_usage} ` +
      `is_async=${py(this.is_async)} is_remote=${py(this.is_remote)} seq_nr=${this.sequence_nr} ` +
      `is_legacy=${py(this.is_legacy)}>`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

function checkEvent(event: unknown, name: string): asserts event is FunctionEvent {
  if (!(event instanceof FunctionEvent)) throw new AssertionError(`Expected ${name} to be a FunctionEvent`);
  if (event.device_type !== DeviceType.CPU) throw new AssertionError(`Expected ${name} device_type to be CPU`);
}
