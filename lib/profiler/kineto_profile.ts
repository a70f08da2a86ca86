/** A profile that can be begun and ended several times: what `torch.profiler.profile` does in the steps that record. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { profiling } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import type { EventList } from '../autograd/profiler/event_list.js';
import type { _ExperimentalConfig } from '../autograd/profiler/experimental_config.js';
import type { FunctionEventAvg } from '../autograd/profiler/function_event_avg.js';
import { ProfilerActivity, supported_activities } from '../autograd/profiler/kinds.js';
import { profile as autogradProfile, type ProfileClass } from '../autograd/profiler.js';
import type { TraceIdCallback } from '../autograd/profiler/profile.js';
import { warn } from '../python/warnings.js';
import { AssertionError, RuntimeError } from '../values/errors.js';
import { parseActivities, type GivenActivity, type ProfilerActivityConfig } from './activities.js';
import type { TraceObserver } from './execution_trace.js';

const takes = {
  export_chrome_trace: signature('profile.export_chrome_trace(self, path: str)'),
  export_stacks: signature('profile.export_stacks(self, path: str, metric: str = "self_cpu_time_total")'),
  toggle: signature('profile.toggle_collection_dynamic(self, enable: bool, activities: Iterable[ProfilerActivity])'),
  key_averages: signature(`profile.key_averages(self, group_by_input_shape: bool = False, group_by_stack_n: int = 0,
    group_by_overload_name: bool = False, include_python_functions: bool = False)`),
  add_metadata: signature('profile.add_metadata(self, key: str, value: str)'),
  add_metadata_json: signature('profile.add_metadata_json(self, key: str, value: str)'),
  preset_metadata_json: signature('profile.preset_metadata_json(self, key: str, value: str)'),
  set_custom_trace_id_callback: signature('profile.set_custom_trace_id_callback(self, callback: TraceIdCallback | None)'),
};

/** What a profile is told. */
export interface KinetoOptions {
  readonly activities: Iterable<GivenActivity> | null;
  readonly record_shapes: boolean;
  readonly profile_memory: boolean;
  readonly with_stack: boolean;
  readonly with_flops: boolean;
  readonly with_modules: boolean;
  readonly experimental_config: _ExperimentalConfig | null;
  readonly execution_trace_observer: TraceObserver | null;
  readonly acc_events: boolean;
  readonly custom_trace_id_callback: TraceIdCallback | null;
  readonly post_processing_timeout_s: number | null;
}

/** The activities of devices, the first of which a profile has is its device. */
const deviceActivities = ['CUDA', 'XPU', 'MTIA', 'HPU'] as const;

/** See {@link profile}. */
export abstract class KinetoProfile {
  readonly activities: ReadonlySet<ProfilerActivity>;
  readonly record_shapes: boolean;
  readonly with_flops: boolean;
  readonly profile_memory: boolean;
  readonly with_stack: boolean;
  readonly with_modules: boolean;
  readonly experimental_config: _ExperimentalConfig | null;
  readonly execution_trace_observer: TraceObserver | null;
  readonly acc_events: boolean;
  readonly post_processing_timeout_s: number | null;
  readonly use_device: string | null;
  custom_trace_id_callback: TraceIdCallback | null;
  /** The profile of the present cycle, or the last. */
  profiler: InstanceType<ProfileClass> | null = null;
  /** What is written into each trace. */
  readonly preset_metadata: Record<string, string> = {};
  readonly #configs: ReadonlyMap<ProfilerActivity, ProfilerActivityConfig | null>;

  constructor(options: KinetoOptions) {
    this.#configs = options.activities === null
      ? new Map([...supported_activities()].map((each) => [each, null] as const)) : parseActivities(options.activities);
    this.activities = new Set(this.#configs.keys());
    if (this.activities.size === 0) throw new AssertionError('No valid profiler activities found');
    ({
      record_shapes: this.record_shapes, profile_memory: this.profile_memory, with_stack: this.with_stack,
      with_flops: this.with_flops, with_modules: this.with_modules, experimental_config: this.experimental_config,
      execution_trace_observer: this.execution_trace_observer, acc_events: this.acc_events,
      custom_trace_id_callback: this.custom_trace_id_callback,
      post_processing_timeout_s: this.post_processing_timeout_s,
    } = options);
    const device = deviceActivities.find((name) => this.activities.has(ProfilerActivity[name]));
    this.use_device = device?.toLowerCase() ?? null;
  }

  /** Lets libtorch get ready for a cycle. */
  prepare_trace(): void {
    if (this.profiler !== null && !this.acc_events) {
      warn('UserWarning', 'Warning: Profiler clears events at the end of each cycle. Only events from the current cycle ' +
        'will be reported. To keep events across cycles, set acc_events=True.');
    }
    if (this.profiler === null || !this.acc_events) this.profiler = this.#profiler();
    this.profiler._prepare_trace();
  }

  #profiler(): InstanceType<ProfileClass> {
    const configs = [...this.#configs].flatMap(([activity, config]) =>
      (config === null ? [] : [[activity, config] as const]));
    const filters = configs.flatMap(([activity, { activity_types }]) =>
      (activity_types === null ? [] : [[activity, activity_types] as const]));
    const extensions: Record<string, string> = Object.assign({}, ...configs.flatMap(([, { profiler_configs }]) =>
      profiler_configs.map((each) => each._to_config_entries())));
    return new autogradProfile({
      use_cpu: this.activities.has(ProfilerActivity.CPU), use_device: this.use_device,
      record_shapes: this.record_shapes, with_flops: this.with_flops, profile_memory: this.profile_memory,
      with_stack: this.with_stack, with_modules: this.with_modules, use_kineto: true,
      experimental_config: this.experimental_config, acc_events: this.acc_events,
      custom_trace_id_callback: this.custom_trace_id_callback,
      post_processing_timeout_s: this.post_processing_timeout_s, activity_filters: new Map(filters),
      _profiler_extensions: extensions,
    });
  }

  /** Begins to record. */
  start_trace(): void {
    this.execution_trace_observer?.start();
    this.#cycle('Profiler must be initialized before starting trace')._start_trace();
    for (const name of ['profile_memory', 'with_stack', 'record_shapes', 'with_modules', 'with_flops'] as const) {
      if (this[name]) this.add_metadata_json(name, '1');
    }
    for (const [key, value] of Object.entries(this.preset_metadata)) this.add_metadata_json(key, value);
  }

  /** Ends the recording. */
  stop_trace(): void {
    this.execution_trace_observer?.stop();
    this.#cycle('Profiler must be initialized before stopping trace').__exit__();
  }

  #cycle(otherwise: string): InstanceType<ProfileClass> {
    if (this.profiler === null) throw new AssertionError(otherwise);
    return this.profiler;
  }

  /** Writes the trace of the last cycle, which Chrome's tracing and Perfetto show; packed if `path` ends in `.gz`. */
  export_chrome_trace(...args: typeof takes.export_chrome_trace.args): void {
    const [file] = takes.export_chrome_trace.list(args);
    const profiler = this.#cycle('Profiler must be initialized before exporting chrome trace');
    if (!file.endsWith('.gz')) return profiler.export_chrome_trace(file);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'trace-'));
    try {
      const plain = path.join(folder, 'trace.json');
      profiler.export_chrome_trace(plain);
      writeFileSync(file, gzipSync(readFileSync(plain)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Writes stacks and their times, for flame graphs; `metric` is a time, as `self_cpu_time_total`. */
  export_stacks(...args: typeof takes.export_stacks.args): void {
    this.#cycle('Profiler must be initialized before exporting stacks').export_stacks(...takes.export_stacks.list(args));
  }

  /** Goes on, or does not, with activities while the profile runs. */
  toggle_collection_dynamic(...args: typeof takes.toggle.args): void {
    const [enable, activities] = takes.toggle.list(args);
    this.profiler?.toggle_collection_dynamic(enable, activities);
  }

  /** Calls summed up by name, and by shapes and lines of the program where those were recorded and are asked for. */
  key_averages(...args: typeof takes.key_averages.args): EventList<FunctionEventAvg> {
    return this.#cycle('Profiler must be initialized before getting key averages')
      .key_averages(...takes.key_averages.list(args));
  }

  /** The calls, ranges and pieces of work of the last cycle, in the order of their begin. */
  events(): EventList {
    const profiler = this.#cycle('Profiler must be initialized before accessing events');
    if (this.experimental_config?.trace_only) {
      throw new RuntimeError(
        'events() is not available when trace_only=True in ExperimentalConfig. Use export_chrome_trace() instead.');
    }
    return profiler.function_events;
  }

  /** Writes a text into the trace. */
  add_metadata(...args: typeof takes.add_metadata.args): void {
    const [key, value] = takes.add_metadata.list(args);
    profiling.profiler_add_metadata(key, `"${value.replaceAll('"', '\\"')}"`);
  }
  /** Writes a value into the trace, which is JSON. */
  add_metadata_json(...args: typeof takes.add_metadata_json.args): void {
    const [key, value] = takes.add_metadata_json.list(args);
    profiling.profiler_add_metadata(key, value);
  }
  /** Writes a value into each trace that begins from now on. */
  preset_metadata_json(...args: typeof takes.preset_metadata_json.args): void {
    const [key, value] = takes.preset_metadata_json.list(args);
    this.preset_metadata[key] = value;
  }

  /** Says what gives the next cycles their texts. */
  set_custom_trace_id_callback(...args: typeof takes.set_custom_trace_id_callback.args): void {
    [this.custom_trace_id_callback] = takes.set_custom_trace_id_callback.list(args);
  }
  /** The text of the present cycle; null before the first. */
  get_trace_id(): string | null {
    return this.profiler?.trace_id ?? null;
  }
}
