import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { accelerator, profiling, type ProfilerSettings, type TraceHandle } from '../../addon/doors.js';
import { itemsOf, withAttribute } from '../../arguments/python_objects.js';
import { signature } from '../../arguments/signature.js';
import { callable } from '../../python/callable.js';
import { py_repr } from '../../python/repr.js';
import { warn } from '../../python/warnings.js';
import { AssertionError, RuntimeError, ValueError } from '../../values/errors.js';
import { bodyOf, entered, within, type Block } from './blocks.js';
import { CallFrames } from './call_frames.js';
import { EventList } from './event_list.js';
import { _ExperimentalConfig } from './experimental_config.js';
import type { FunctionEvent } from './function_event.js';
import type { FunctionEventAvg } from './function_event_avg.js';
import { kineto_available, ProfilerActivity, state, supported_activities } from './kinds.js';
import { showModules } from './module_calls.js';
import { parseTrace } from './parse.js';
import { looking } from './record_function.js';

/** Gives the text that a trace is known by. */
export type TraceIdCallback = () => string;

const takes = {
  make: signature(`profile(enabled: bool = True, *, use_device: str = None, record_shapes: bool = False,
    with_flops: bool = False, profile_memory: bool = False, with_stack: bool = False, with_modules: bool = False,
    use_kineto: bool = False, use_cpu: bool = True, experimental_config: _ExperimentalConfig = None,
    acc_events: bool = False, custom_trace_id_callback: TraceIdCallback = None,
    post_processing_timeout_s: float = None,
    activity_filters: ActivityFilters | None = None, _profiler_extensions: dict[str, str] = None)`),
  table: signature(`profile.table(self, sort_by: str = None, row_limit: int = 100, max_src_column_width: int | None = 75,
    max_name_column_width: int | None = 55, max_shapes_column_width: int | None = 80, header: str = None,
    top_level_events_only: bool = False)`),
  key_averages: signature(`profile.key_averages(self, group_by_input_shape: bool = False, group_by_stack_n: int = 0,
    group_by_overload_name: bool = False, include_python_functions: bool = False)`),
  export_chrome_trace: signature('profile.export_chrome_trace(self, path: str)'),
  export_stacks: signature('profile.export_stacks(self, path: str, metric: str = "self_cpu_time_total")'),
  toggle: signature(`profile.toggle_collection_dynamic(self, enabled: bool, activities: Iterable[ProfilerActivity])`),
};

/** Types of events to collect, by activity; all of those that are not named. */
export type ActivityFilters = ReadonlyMap<ProfilerActivity, Iterable<string>>;

/** What profiling itself cost. */
export interface ProfilerStats {
  profiling_window_duration_sec: number;
  number_of_events: number;
  profiler_prepare_call_duration_us: number;
  profiler_enable_call_duration_us: number;
  profiler_disable_call_duration_us: number;
  parse_kineto_call_duration_us: number;
  function_events_build_tree_call_duration_us: number;
}

const now = (): number => performance.now() * 1000;
const isStarted = (list: readonly unknown[] | null): boolean => list !== null && list.length > 0;

/** The devices that a profile may name. */
const validDevices = ['cuda', 'xpu', 'mtia', 'hpu'];

/** Takes a device that is not there, or that nobody knows, for none. */
function usableDevice(use_device: string | null): string | null {
  if (use_device === null) return null;
  if (!validDevices.includes(use_device)) {
    warn('UserWarning', `The ${use_device} is not a valid device option.`);
    return null;
  }
  const activity = use_device.toUpperCase() as 'CUDA' | 'XPU';
  if (supported_activities().has(ProfilerActivity[activity])) return use_device;
  const name = use_device.toUpperCase();
  if (use_device === 'mtia') {
    throw new AssertionError('Legacy MTIA profiling is not supported. Requires use_kineto=True on MTIA devices.');
  }
  warn('UserWarning', `${name} is not available, disabling ${name} profiling`);
  return null;
}

/** What a profile records and has recorded; see {@link profile}. */
export class ProfileBase implements Block {
  readonly enabled: boolean;
  readonly use_device: string | null;
  readonly record_shapes: boolean;
  readonly with_flops: boolean;
  readonly profile_memory: boolean;
  readonly with_stack: boolean;
  readonly with_modules: boolean;
  readonly use_cpu: boolean;
  readonly acc_events: boolean;
  readonly experimental_config: _ExperimentalConfig;
  readonly post_processing_timeout_s: number | null;
  readonly kineto_activities = new Set<ProfilerActivity>();
  readonly profiler_kind: number;
  custom_trace_id_callback: TraceIdCallback | null;
  trace_id = '';
  entered = false;
  /** libtorch's result, once the profile has ended. */
  kineto_results: TraceHandle | null = null;
  readonly _stats: ProfilerStats = {
    profiling_window_duration_sec: 0, number_of_events: 0, profiler_prepare_call_duration_us: 0,
    profiler_enable_call_duration_us: 0, profiler_disable_call_duration_us: 0, parse_kineto_call_duration_us: 0,
    function_events_build_tree_call_duration_us: 0,
  };
  readonly #filters: readonly (readonly [number, readonly string[]])[];
  readonly #extensions: readonly (readonly [string, string])[];
  #frames: CallFrames | null = null;
  #events: EventList | null = null;
  #before: EventList | null = null;
  #startedAt = 0;

  constructor(...args: typeof takes.make.args) {
    const given = takes.make.read(args);
    this.enabled = given.enabled;
    this.use_device = given.enabled ? usableDevice(given.use_device) : null;
    this.record_shapes = given.record_shapes || given.with_flops;
    this.with_flops = given.with_flops;
    this.profile_memory = given.profile_memory;
    this.with_stack = given.with_stack;
    this.with_modules = given.with_modules;
    this.use_cpu = given.use_cpu;
    this.acc_events = given.acc_events;
    this.custom_trace_id_callback = given.custom_trace_id_callback;
    this.post_processing_timeout_s = given.post_processing_timeout_s;
    this.experimental_config = usableConfig(given.experimental_config, given.with_stack);
    this.#filters = itemsOf(given.activity_filters ?? []).map((filter) => {
      const [activity, names] = itemsOf(filter as Iterable<unknown>) as [ProfilerActivity, Iterable<string>];
      return [withAttribute(activity, 'value').value, itemsOf(names)] as const;
    });
    this.#extensions = Object.entries(given._profiler_extensions ?? {});
    this.profiler_kind = state.KINETO;
    if (!this.enabled) return;
    if (given.with_modules) {
      warn('FutureWarning', 'with_modules is deprecated and will be removed in a future release. It only collects data for ' +
        'TorchScript models, which are themselves deprecated, and does nothing in eager mode. Use with_stack=True, ' +
        'which records nn.Module events for eager models.');
    }
    if (!this.use_cpu && !given.use_kineto) {
      throw new AssertionError('Device-only events supported only with Kineto (use_kineto=True)');
    }
    if (this.use_cpu) this.kineto_activities.add(ProfilerActivity.CPU);
    if (this.use_device !== null) {
      if (given.use_kineto && kineto_available()) {
        this.kineto_activities.add(ProfilerActivity[this.use_device.toUpperCase() as 'CUDA' | 'XPU']);
      } else if (this.use_device === 'cuda') {
        if (!this.use_cpu) throw new AssertionError('Legacy CUDA profiling requires use_cpu=True');
        this.profiler_kind = state.KINETO_GPU_FALLBACK;
      } else {
        const name = this.use_device.toUpperCase();
        throw new AssertionError(
          `Legacy ${name} profiling is not supported. Requires use_kineto=True on ${name} devices.`);
      }
    }
    if (this.kineto_activities.size === 0) throw new AssertionError('No activities specified for the profiler');
    if (this.post_processing_timeout_s !== null && this.post_processing_timeout_s < 0) {
      throw new ValueError('post_processing_timeout_s must be non-negative');
    }
  }

  #settings(): ProfilerSettings {
    const { profiler_kind, record_shapes, profile_memory, with_stack, with_flops, with_modules, trace_id } = this;
    return {
      state: profiler_kind, record_shapes, profile_memory, with_stack, with_flops, with_modules, trace_id,
      experimental: this.experimental_config,
    };
  }

  /** Begins; once only. */
  __enter__(): this {
    if (!this.enabled) return this;
    if (this.entered) throw new RuntimeError('Profiler context manager is not reentrant');
    this._prepare_trace();
    this._start_trace();
    return this;
  }

  /** Lets libtorch get ready, which the first time takes a while. */
  _prepare_trace(): void {
    this.entered = true;
    const begin = now();
    this.trace_id = this.custom_trace_id_callback?.() ?? randomUUID().replaceAll('-', '').toUpperCase();
    profiling.profiler_prepare(this.#settings(), this.#activities(), this.#filters, this.#extensions);
    this._stats.profiler_prepare_call_duration_us = Math.trunc(now() - begin);
  }

  /** Begins to record. */
  _start_trace(): void {
    this.entered = true;
    const begin = now();
    this.#frames = this.with_stack ? new CallFrames() : null;
    profiling.profiler_enable(this.#settings(), this.#activities(), this.#frames?.capture ?? null);
    if (this.with_stack && this.use_cpu) showModules(true);
    looking.count++;
    this.#startedAt = now();
    this._stats.profiler_enable_call_duration_us = Math.trunc(this.#startedAt - begin);
  }

  #activities(): number[] {
    return [...this.kineto_activities].map(({ value }) => value);
  }

  /** Ends the recording; what was recorded is read when it is asked for. */
  __exit__(): void {
    if (!this.enabled) return;
    if (this.use_device !== null) accelerator.accelerator_synchronize(accelerator.accelerator_device_index());
    if (this.acc_events && isStarted(this.#events)) this.#before = this.#events;
    this.#events = null;
    const begin = now();
    looking.count--;
    if (this.with_stack && this.use_cpu) showModules(false);
    this.kineto_results = profiling.profiler_disable(this.#frames?.frames() ?? []);
    this.#frames = null;
    this._stats.profiler_disable_call_duration_us = Math.trunc(now() - begin);
    this._stats.profiling_window_duration_sec = (begin - this.#startedAt) / 1e6;
    if (this.acc_events && !this.experimental_config.trace_only) this.#read();
  }

  /** `using` reads this where the block begins. */
  get [Symbol.dispose](): () => void {
    return entered(this);
  }

  /** The events, read from libtorch's once. */
  #read(): EventList {
    if (this.experimental_config.trace_only) {
      throw new RuntimeError(
        'events() is not available when trace_only=True in ExperimentalConfig. Use export_chrome_trace() instead.');
    }
    if (this.#events !== null) return this.#events;
    let begin = now();
    const parsed = this.kineto_results === null ? []
      : parseTrace(this.kineto_results, this.use_device, this.post_processing_timeout_s);
    this._stats.parse_kineto_call_duration_us = Math.trunc(now() - begin);
    const { use_device, profile_memory, with_flops } = this;
    const events = new EventList(parsed, { use_device, profile_memory, with_flops });
    begin = now();
    events._build_tree();
    this._stats.function_events_build_tree_call_duration_us = Math.trunc(now() - begin);
    this._stats.number_of_events = events.length;
    for (const event of this.#before ?? []) events.push(event);
    this.#before = null;
    this.#events = events;
    return events;
  }

  /** The calls, ranges and pieces of work that were recorded, in the order of their begin. */
  get function_events(): EventList {
    return this.#read();
  }

  /** All events as a table; {@link key_averages} sums them up first. */
  table(...args: typeof takes.table.args): string {
    return this.#read().table(takes.table.read(args));
  }

  /** Writes the trace, which Chrome's tracing and Perfetto show. */
  export_chrome_trace(...args: typeof takes.export_chrome_trace.args): void {
    const [path] = takes.export_chrome_trace.list(args);
    if (!kineto_available()) this.#read().export_chrome_trace(path);
    else if (this.kineto_results === null) throw new RuntimeError('the profile has not ended, so there is no trace yet');
    else profiling.profiler_save(this.kineto_results, path);
  }

  /** Writes stacks and their times, for flame graphs. */
  export_stacks(...args: typeof takes.export_stacks.args): void {
    const [path, metric] = takes.export_stacks.list(args);
    const events = this.#read();
    if (!this.with_stack) throw new AssertionError('export_stacks() requires with_stack=True');
    events.export_stacks(path, metric);
  }

  /** Goes on, or does not, with activities while the profile runs. */
  toggle_collection_dynamic(...args: typeof takes.toggle.args): void {
    const [enabled, activities] = takes.toggle.list(args);
    const values = itemsOf(activities).map((activity) => withAttribute(activity, 'value').value);
    profiling.profiler_toggle(enabled, values);
  }

  /** Calls summed up by name, and by what else is asked for. */
  key_averages(...args: typeof takes.key_averages.args): EventList<FunctionEventAvg> {
    const [shapes, stackLines, overloads, functions] = takes.key_averages.list(args);
    return this.#read().key_averages(shapes, stackLines, overloads, functions);
  }

  /** All calls summed up. */
  total_average(): FunctionEventAvg {
    return this.#read().total_average();
  }

  /** Microseconds on the processor of all calls, each without those it made. */
  get self_cpu_time_total(): number {
    return this.#read().self_cpu_time_total;
  }

  __repr__(): string {
    return this.kineto_results === null ? this.toString() : py_repr([...this.#read()] as FunctionEvent[]);
  }
  toString(): string {
    return this.kineto_results === null ? '<unfinished torch.autograd.profile>' : this.#read().toString();
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

function usableConfig(given: _ExperimentalConfig | null, with_stack: boolean): _ExperimentalConfig {
  const config = given ?? new _ExperimentalConfig();
  if (config.adjust_profiler_step) {
    warn('FutureWarning', 'adjust_profiler_step is deprecated and ignored. It will be removed in a future release.');
  }
  if (!config.trace_only || !with_stack) return config;
  warn('UserWarning', 'trace_only=True is incompatible with with_stack=True (stack traces require event ' +
    'post-processing). Disabling trace_only.');
  return new _ExperimentalConfig({ ...config, trace_only: false });
}

/** What {@link profile} takes. */
export type ProfileArguments = typeof takes.make.args;

/** The class behind {@link profile}, with or without `new`, or with a function at the end to run it at once. */
export interface ProfileClass {
  /** A profile, for `using`. */
  new (...args: ProfileArguments): ProfileBase;
  /** A profile, for `using`. */
  (...args: ProfileArguments): ProfileBase;
  /** Runs a function in a profile, which it is given, and gives what it gives. */
  <T>(body: (prof: ProfileBase) => T): T;
  /** Runs a function in a profile, which it is given, and gives what it gives. */
  <T>(...args: [...ProfileArguments, body: (prof: ProfileBase) => T]): T;
  readonly prototype: ProfileBase;
}

/**
 * What `torch.profiler.profile` is made of (`torch.autograd.profiler.profile`): `using prof = profile()` records to the
 * end of the block, `profile((prof) => ...)` while a function runs, an async one to the end of its promise.
 */
export const profile = callable('profile', ProfileBase.prototype, (...args: unknown[]) => {
  const [given, body] = bodyOf<(prof: ProfileBase) => unknown>(args);
  const prof = new ProfileBase(...(given as ProfileArguments));
  return (body === undefined ? prof : within(prof, () => body(prof))) as ProfileBase;
}) as unknown as ProfileClass;
export type profile = ProfileBase;
