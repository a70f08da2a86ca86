/** `torch.cpu`: what modules of devices have, for the CPU, which has one stream and no index. */
import { cpu } from './addon/doors.js';
import { signature } from './arguments/signature.js';
import { beginBlock, runBlock } from './accelerator/block.js';
import { callable } from './python/callable.js';
import type { DeviceLike } from './values/device.js';

export * as amp from './cpu/amp/index.js';

/** A device that is not looked at: there is one CPU. */
export type AnyDevice = DeviceLike | number | null | undefined;

const takes = {
  stream: signature('Stream(priority: int = -1)'),
  wait_stream: signature('Stream.wait_stream(self, stream: CPUStream)'),
  wait_event: signature('Stream.wait_event(self, event: CPUEvent)'),
  record: signature('Event.record(self, stream: CPUStream = None)'),
  wait: signature('Event.wait(self, stream: CPUStream = None)'),
  context: signature('StreamContext(stream: CPUStream | None)'),
};

class StreamObject {
  constructor(...args: typeof takes.stream.args) {
    takes.stream.list(args);
  }

  /** Does nothing: all work is done when it is asked for. */
  wait_stream(...args: typeof takes.wait_stream.args): void {
    takes.wait_stream.list(args, 'wait_stream');
  }

  /** Does nothing: all work is done when it is asked for. */
  record_event(): void {
    // there is nothing to mark
  }

  /** Does nothing: all work is done when it is asked for. */
  wait_event(...args: typeof takes.wait_event.args): void {
    takes.wait_event.list(args, 'wait_event');
  }
}

class EventObject {
  /** True: all work is done when it is asked for. */
  query(): boolean {
    return true;
  }

  /** Does nothing. */
  record(...args: typeof takes.record.args): void {
    takes.record.list(args, 'record');
  }

  /** Does nothing. */
  synchronize(): void {
    // there is nothing to wait for
  }

  /** Does nothing. */
  wait(...args: typeof takes.wait.args): void {
    takes.wait.list(args, 'wait');
  }
}

/** The CPU's stand-in for a stream, for programs that are written for any device (`torch.cpu.Stream`). */
export type CPUStream = StreamObject;
/** The CPU's stand-in for an event (`torch.cpu.Event`). */
export type CPUEvent = EventObject;

/** The CPU's stand-in for a stream, for programs that are written for any device (`torch.cpu.Stream`). */
export const Stream = callable('CPUStream', StreamObject.prototype,
  (...args: typeof takes.stream.args) => new StreamObject(...args));
export type Stream = StreamObject;

/** The CPU's stand-in for an event (`torch.cpu.Event`). */
export const Event = callable('CPUEvent', EventObject.prototype, () => new EventObject());
export type Event = EventObject;

let current = new StreamObject();

/** The stream that was selected last (`torch.cpu.current_stream`). */
export const current_stream = signature('current_stream(device: AnyDevice = None) -> CPUStream').define(() => current);

class StreamContextObject {
  /** The stream to select; null for none. */
  readonly stream: CPUStream | null;

  constructor(...args: typeof takes.context.args) {
    this.stream = takes.context.list(args)[0];
  }

  /** `using _ = ...`: the stream is the current one until the end of the block. */
  get [Symbol.dispose](): () => void {
    return beginBlock('stream', () => select(this.stream));
  }
}

function select(stream: CPUStream | null): () => void {
  if (stream === null) return () => undefined;
  const before = current;
  current = stream;
  return () => void (current = before);
}

/** What selects a stream for a block (`torch.cpu.StreamContext`). */
export const StreamContext = callable('StreamContext', StreamContextObject.prototype,
  (...args: typeof takes.context.args) => new StreamContextObject(...args));
export type StreamContext = StreamContextObject;

/** Selects a stream: for a function, or to the end of the block with `using` (`torch.cpu.stream`). */
export function stream(stream: CPUStream | null): StreamContext;
export function stream<T>(stream: CPUStream | null, body: () => T): T;
export function stream(...args: unknown[]): unknown {
  const [selected, body] = within.list(args);
  return body === null ? new StreamContextObject(selected) : runBlock('stream', () => select(selected), body);
}

const within = signature('stream(stream: CPUStream | None, body: Body = None)');

/** True (`torch.cpu.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => true);

/** True (`torch.cpu.is_initialized`). */
export const is_initialized = signature('is_initialized() -> bool').define(() => true);

/** Does nothing: all work is done when it is asked for (`torch.cpu.synchronize`). */
export const synchronize = signature('synchronize(device: AnyDevice = None) -> None').define(() => undefined);

/** Does nothing: there is one CPU (`torch.cpu.set_device`). */
export const set_device = signature('set_device(device: AnyDevice) -> None').define(() => undefined);

/** How many CPUs there are for tensors: 1 (`torch.cpu.device_count`). */
export const device_count = signature('device_count() -> int').define(() => 1);

/** `'cpu'` (`torch.cpu.current_device`). */
export const current_device = signature('current_device() -> str').define(() => 'cpu');

/** What the processor is and can, by names (`torch.cpu.get_capabilities`). */
export type Capabilities = Readonly<Record<string, boolean | number | string>>;

let capabilities: Capabilities | undefined;

/**
 * What the processor is and can: `avx2`, `neon`, `l2_cache_size`, `architecture` and more
 * (`torch.cpu.get_capabilities`).
 */
export const get_capabilities = signature('get_capabilities() -> Capabilities').define(
  () => (capabilities ??= Object.freeze(Object.fromEntries(cpu.cpu_capabilities()))));
