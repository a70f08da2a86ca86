import type { ObjectHandle } from '../native.js';

/** What a profile was. */
export type TraceHandle = ObjectHandle;

/** What libtorch's profiler is told; the names are those of native/profiler/session.cpp. */
export interface ProfilerSettings {
  /** The number of `torch::profiler::impl::ProfilerState`. */
  readonly state: number;
  readonly record_shapes: boolean;
  readonly profile_memory: boolean;
  readonly with_stack: boolean;
  readonly with_flops: boolean;
  readonly with_modules: boolean;
  readonly trace_id: string;
  readonly experimental: {
    readonly verbose: boolean;
    readonly performance_events: readonly string[];
    readonly enable_cuda_sync_events: boolean;
    readonly disable_external_correlation: boolean;
    readonly profile_all_threads: boolean;
    readonly capture_overload_names: boolean;
    readonly expose_kineto_event_metadata: boolean;
    readonly custom_profiler_config: string;
    readonly adjust_timestamps: boolean;
    readonly trace_only: boolean;
  };
}

/** Sizes or strides of a tensor, or of each of a list of them. */
export type Shape = readonly number[] | readonly (readonly number[])[];

/** What few events have. */
export interface EventDetails {
  readonly shapes?: readonly (readonly number[])[];
  readonly dtypes?: readonly string[];
  readonly concrete_inputs?: readonly unknown[];
  readonly kwinputs?: Readonly<Record<string, unknown>>;
  readonly stack?: readonly string[];
  readonly extra_meta?: Readonly<Record<string, string>>;
  readonly typed_metadata?: Readonly<Record<string, unknown>>;
  readonly structured_input_shapes?: readonly Shape[];
  readonly structured_input_strides?: readonly Shape[];
}

/** The events of a trace: a row of numbers for each, as wide as `columns`; names by their places. */
export interface EventTable {
  readonly columns: readonly string[];
  readonly numbers: Float64Array;
  readonly names: readonly string[];
  readonly details: readonly (EventDetails | null)[];
}

/** The doors of native/profiler/. Types of activities by libtorch's numbers. */
export interface ProfilerNative {
  profiler_prepare(
    settings: ProfilerSettings, activities: readonly number[],
    filters: readonly (readonly [number, readonly string[]])[],
    extensions: readonly (readonly [string, string])[],
  ): void;
  /** `capture` gives the number of the frames that are on the stack. */
  profiler_enable(settings: ProfilerSettings, activities: readonly number[], capture: (() => number) | null): void;
  /** What the numbers stand for. */
  profiler_disable(frames: readonly (readonly string[])[]): TraceHandle;
  /** A call of the kth module of a class begins; its number, -1 where nothing is recorded. */
  profiler_module_enter(class_name: string, k: number): number;
  profiler_module_leave(call: number): void;
  profiler_toggle(enable: boolean, activities: readonly number[]): void;
  profiler_is_enabled(): boolean;
  profiler_activities(): number[];
  profiler_has_kineto(): boolean;
  profiler_add_metadata(key: string, json: string): void;
  profiler_step(): void;
  profiler_is_stopped(): boolean;
  profiler_events(trace: TraceHandle): EventTable;
  profiler_save(trace: TraceHandle, path: string): void;
  profiler_demangle(name: string): string;
  execution_trace_add(path: string): boolean;
  execution_trace_remove(): void;
  execution_trace_enable(): void;
  execution_trace_disable(): void;
  itt_is_available(): boolean;
  itt_push(message: string): void;
  itt_pop(): void;
  itt_mark(message: string): void;
}
