import type { ObjectHandle } from '../native.js';

/** An integer of 64 bits: a bigint where a number would not hold it. */
export type Long = number | bigint;

/** The two numbers of a pool of memory. */
export type PoolId = readonly [Long, Long];

/** The doors of native/device/accelerator.cpp; devices by their index. */
export interface AcceleratorNative {
  /** libtorch's number of the kind of device that it was built for; null for none. */
  accelerator_type(): number | null;
  accelerator_device_count(): number;
  accelerator_device_index(): number;
  accelerator_set_device_index(index: number): void;
  accelerator_exchange_device(index: number): number;
  accelerator_maybe_exchange_device(index: number): number;
  accelerator_synchronize(index: number): void;
  /** Numbers of dtypes. */
  accelerator_dtypes(index: number): number[];
  accelerator_is_allocator_ready(): boolean;
  accelerator_empty_cache(): void;
  accelerator_empty_host_cache(): void;
  /** By PyTorch's names, flat. */
  accelerator_stats(index: number): Record<string, number>;
  accelerator_reset_accumulated_stats(index: number): void;
  accelerator_reset_peak_stats(index: number): void;
  accelerator_memory_info(index: number): [free: number, total: number];
}

/** The doors of native/device/streams.cpp and cuda_streams.cpp; kinds of device by libtorch's number. */
export interface StreamsNative {
  accelerator_stream(index: number): ObjectHandle;
  accelerator_set_stream(stream: ObjectHandle): void;
  stream_new(type: number, index: number, priority: number): ObjectHandle;
  stream_from(id: Long, index: number, type: number): ObjectHandle;
  stream_numbers(stream: ObjectHandle): [id: Long, index: number, type: number];
  stream_query(stream: ObjectHandle): boolean;
  stream_synchronize(stream: ObjectHandle): void;
  stream_is_capturing(stream: ObjectHandle): boolean;
  stream_native_handle(stream: ObjectHandle): Long;
  stream_current(type: number, index: number): ObjectHandle;
  stream_default(type: number, index: number): ObjectHandle;
  stream_set(stream: ObjectHandle): void;
  /** What was current before; null for a device without streams. */
  stream_enter(stream: ObjectHandle): [stream: ObjectHandle, index: number] | null;
  stream_leave(stream: ObjectHandle, index: number): void;
  cuda_stream_priority(stream: ObjectHandle): number;
  cuda_stream_priority_range(): [least: number, greatest: number];
  cuda_stream_external(address: Long, index: number): ObjectHandle;
}

/** The doors of native/device/events.cpp and cuda_events.cpp. */
export interface EventsNative {
  event_new(type: number, timing: boolean): ObjectHandle;
  event_numbers(event: ObjectHandle): [type: number, index: number, flag: number, address: Long];
  /** A null stream is the current one of the event's device. */
  event_record(event: ObjectHandle, stream: ObjectHandle | null): void;
  event_block(event: ObjectHandle, stream: ObjectHandle | null): void;
  event_query(event: ObjectHandle): boolean;
  event_synchronize(event: ObjectHandle): void;
  event_elapsed_time(event: ObjectHandle, end: ObjectHandle): number;
  cuda_event_new(timing: boolean, blocking: boolean, interprocess: boolean, external: boolean): ObjectHandle;
  cuda_event_from_ipc_handle(index: number, bytes: Uint8Array): ObjectHandle;
  /** null before the event was made, which is when it is first recorded. */
  cuda_event_place(event: ObjectHandle): [index: number, address: Long] | null;
  cuda_event_record(event: ObjectHandle, stream: ObjectHandle): void;
  cuda_event_block(event: ObjectHandle, stream: ObjectHandle): void;
  cuda_event_query(event: ObjectHandle): boolean;
  cuda_event_synchronize(event: ObjectHandle): void;
  cuda_event_elapsed_time(event: ObjectHandle, end: ObjectHandle): number;
  cuda_event_ipc_handle(event: ObjectHandle): Uint8Array;
}

/** The doors of native/device/graphs.cpp, cuda_graphs.cpp and cuda_pools.cpp. */
export interface GraphsNative {
  graph_new(keep_graph: boolean): ObjectHandle;
  graph_capture_begin(graph: ObjectHandle, mode: number, pool: PoolId): void;
  graph_capture_end(graph: ObjectHandle): void;
  graph_instantiate(graph: ObjectHandle): void;
  graph_replay(graph: ObjectHandle): void;
  graph_reset(graph: ObjectHandle): void;
  graph_pool(graph: ObjectHandle): PoolId;
  graph_enable_debug_mode(graph: ObjectHandle): void;
  graph_debug_dump(graph: ObjectHandle, path: string): void;
  cuda_graph_new(keep_graph: boolean): ObjectHandle;
  cuda_graph_capture_begin(graph: ObjectHandle, pool: PoolId, mode: number): void;
  /** Whether cuda_graph_capture_end_post is still to be called. */
  cuda_graph_capture_end_pre(graph: ObjectHandle): boolean;
  cuda_graph_capture_end_post(graph: ObjectHandle): void;
  cuda_graph_instantiate(graph: ObjectHandle): void;
  cuda_graph_replay(graph: ObjectHandle): void;
  cuda_graph_reset(graph: ObjectHandle): void;
  cuda_graph_pool(graph: ObjectHandle): PoolId;
  cuda_graph_pools(graph: ObjectHandle): PoolId[];
  cuda_graph_enable_debug_mode(graph: ObjectHandle): void;
  cuda_graph_raw(graph: ObjectHandle): Long;
  cuda_graph_raw_exec(graph: ObjectHandle): Long;
  cuda_graph_debug_dump(graph: ObjectHandle, path: string, verbose: boolean): void;
  /** The graph that is being captured keeps the pool. */
  cuda_retain_pool(pool: PoolId): void;
  cuda_graph_pool_handle(): PoolId;
  cuda_is_capturing(): boolean;
  cuda_pool_new(allocator: ObjectHandle | null, use_on_oom: boolean, no_split: boolean): ObjectHandle;
  cuda_pool_id(pool: ObjectHandle): PoolId;
  cuda_pool_use_count(pool: ObjectHandle): number;
  cuda_pool_device(pool: ObjectHandle): number;
  cuda_pool_enter(index: number, pool: PoolId): void;
  cuda_pool_leave(index: number, pool: PoolId): void;
  cuda_allocator_load(path: string, allocate: string, free: string): ObjectHandle;
  cuda_allocator_change(allocator: ObjectHandle): void;
}

/** The doors of native/device/cpu.cpp. */
export interface CpuNative {
  /** What the processor is and can, by PyTorch's names. */
  cpu_capabilities(): [name: string, value: boolean | number | string][];
}
