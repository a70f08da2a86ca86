/** Streams and events of devices, as the addon holds them. Numbers of devices are libtorch's. */
import { native } from './binding.js';
import type { Long } from './native/accelerator.js';
import type { ObjectHandle } from './native.js';
import { NativeObject } from './native_object.js';

export type { Long } from './native/accelerator.js';

/** Which stream an object is for. */
export type StreamSource =
  | { readonly kind: 'new'; readonly type: number; readonly index: number; readonly priority: number }
  | { readonly kind: 'numbers'; readonly id: Long; readonly index: number; readonly type: number }
  | { readonly kind: 'current' | 'default'; readonly type: number; readonly index: number }
  | { readonly kind: 'accelerator'; readonly index: number }
  | { readonly kind: 'external'; readonly address: Long; readonly index: number };

function streamFrom(source: StreamSource): ObjectHandle {
  switch (source.kind) {
    case 'new': return native.stream_new(source.type, source.index, source.priority);
    case 'numbers': return native.stream_from(source.id, source.index, source.type);
    case 'current': return native.stream_current(source.type, source.index);
    case 'default': return native.stream_default(source.type, source.index);
    case 'accelerator': return native.accelerator_stream(source.index);
    case 'external': return native.cuda_stream_external(source.address, source.index);
  }
}

const handleOf = (object: NativeObject): ObjectHandle => NativeObject.handle(object)!;

/** A stream of libtorch's. */
export class NativeStream extends NativeObject {
  constructor(source: StreamSource) {
    super(streamFrom(source));
  }

  static numbers(stream: NativeStream): [id: Long, index: number, type: number] {
    return native.stream_numbers(handleOf(stream));
  }
  static query(stream: NativeStream): boolean {
    return native.stream_query(handleOf(stream));
  }
  static synchronize(stream: NativeStream): void {
    native.stream_synchronize(handleOf(stream));
  }
  static is_capturing(stream: NativeStream): boolean {
    return native.stream_is_capturing(handleOf(stream));
  }
  static native_handle(stream: NativeStream): Long {
    return native.stream_native_handle(handleOf(stream));
  }
  static priority(stream: NativeStream): number {
    return native.cuda_stream_priority(handleOf(stream));
  }
  /** Makes it the current one of its device, and its device the current one. */
  static set(stream: NativeStream): void {
    native.stream_set(handleOf(stream));
  }
  /** The same, for the accelerator's streams alone. */
  static setOfAccelerator(stream: NativeStream): void {
    native.accelerator_set_stream(handleOf(stream));
  }
  /** The same, until what it gives back is called. Nothing happens for a device that has no streams. */
  static enter(stream: NativeStream): () => void {
    const before = native.stream_enter(handleOf(stream));
    return before === null ? () => undefined : () => native.stream_leave(...before);
  }
}

/** The least and the most urgent priority of CUDA's streams. */
export function priorityRange(): [least: number, greatest: number] {
  return native.cuda_stream_priority_range();
}

/** What marks a place in a stream. Streams are null where the current one is meant. */
export interface NativeMark {
  /** Number of the kind of device, index or -1, flag, address or 0. */
  numbers(): [type: number, index: number, flag: number, address: Long];
  record(stream: NativeStream | null): void;
  block(stream: NativeStream | null): void;
  query(): boolean;
  synchronize(): void;
}

const streamOrNull = (stream: NativeStream | null): ObjectHandle | null => (stream === null ? null : handleOf(stream));

/** An event of any device. */
export class NativeEvent extends NativeObject implements NativeMark {
  constructor(type: number, timing: boolean) {
    super(native.event_new(type, timing));
  }
  numbers(): [type: number, index: number, flag: number, address: Long] {
    return native.event_numbers(handleOf(this));
  }
  record(stream: NativeStream | null): void {
    native.event_record(handleOf(this), streamOrNull(stream));
  }
  block(stream: NativeStream | null): void {
    native.event_block(handleOf(this), streamOrNull(stream));
  }
  query(): boolean {
    return native.event_query(handleOf(this));
  }
  synchronize(): void {
    native.event_synchronize(handleOf(this));
  }
  elapsed_time(end: NativeEvent): number {
    return native.event_elapsed_time(handleOf(this), handleOf(end));
  }
}

/** How a CUDA event is made: by its flags, or from what another process gave away. */
export type CudaEventSource =
  | { readonly timing: boolean; readonly blocking: boolean; readonly interprocess: boolean; readonly external: boolean }
  | { readonly index: number; readonly ipc: Uint8Array };

/** libtorch's number for CUDA. */
const cuda = 1;

/** An event of CUDA's. */
export class NativeCudaEvent extends NativeObject implements NativeMark {
  readonly #timing: boolean;

  constructor(source: CudaEventSource) {
    super('ipc' in source ? native.cuda_event_from_ipc_handle(source.index, source.ipc)
      : native.cuda_event_new(source.timing, source.blocking, source.interprocess, source.external));
    this.#timing = 'timing' in source && source.timing;
  }
  numbers(): [type: number, index: number, flag: number, address: Long] {
    const [index, address] = native.cuda_event_place(handleOf(this)) ?? [-1, 0];
    return [cuda, index, Number(this.#timing), address];
  }
  record(stream: NativeStream | null): void {
    native.cuda_event_record(handleOf(this), currentOr(stream));
  }
  block(stream: NativeStream | null): void {
    native.cuda_event_block(handleOf(this), currentOr(stream));
  }
  query(): boolean {
    return native.cuda_event_query(handleOf(this));
  }
  synchronize(): void {
    native.cuda_event_synchronize(handleOf(this));
  }
  elapsed_time(end: NativeCudaEvent): number {
    return native.cuda_event_elapsed_time(handleOf(this), handleOf(end));
  }
  /** What another process makes the same event from. */
  ipc_handle(): Uint8Array {
    return native.cuda_event_ipc_handle(handleOf(this));
  }
}

function currentOr(stream: NativeStream | null): ObjectHandle {
  return streamOrNull(stream) ?? native.stream_current(cuda, -1);
}
