/** `torch.cuda.streams`: queues of work on a GPU, and marks in them. */
import { EventObject, type Event as AnyEvent } from '../accelerator/event.js';
import { StreamObject, type Stream as AnyStream, type StreamNumber } from '../accelerator/stream.js';
import { NativeCudaEvent, NativeStream, priorityRange, type CudaEventSource, type StreamSource } from '../addon/streams.js';
import { cuda } from '../addon/doors.js';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import { callable } from '../python/callable.js';
import { parseDevice, type device } from '../values/device.js';
import { AttributeError, RuntimeError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import { beginBlock, runBlock } from '../accelerator/block.js';
import { indexOf, type CudaDevice } from './device_index.js';
import { current_device, device_count } from './device.js';
import { init, is_available } from './init.js';

const takes = {
  stream: signature('Stream(device: CudaDevice = None, priority: int = 0)'),
  numbers: signature('Stream(stream_id: StreamNumber, device_index: int, device_type: int, priority: int = 0)'),
  external: signature('ExternalStream(stream_ptr: StreamNumber, device: CudaDevice = None)', { checks: true }),
  event: signature(`Event(enable_timing: bool = False, blocking: bool = False, interprocess: bool = False,
    external: bool = False)`),
  ipc: signature('Event.from_ipc_handle(device: DeviceLike | int, handle: Uint8Array)'),
  context: signature('StreamContext(stream: CudaStream | None)'),
};

/** libtorch's number for CUDA. */
const kind = 1;

class CudaStreamObject extends StreamObject {
  /** The address by which CUDA knows the stream. */
  get cuda_stream(): StreamNumber {
    return this.native_handle;
  }

  /** How urgent it is: lower is more. */
  get priority(): number {
    return NativeStream.priority(this);
  }

  protected override newEvent(): AnyEvent {
    return new CudaEventObject({ timing: false, blocking: false, interprocess: false, external: false });
  }

  /** The least and the most urgent priority that there is. */
  static priority_range(): [least: number, greatest: number] {
    return priorityRange();
  }

  override equals(other: unknown): boolean {
    return other instanceof CudaStreamObject && super.equals(other);
  }

  override toString(): string {
    return `<torch.cuda.Stream device=${this.device} cuda_stream=0x${this.cuda_stream.toString(16)}>`;
  }
}

/** A queue of work on a GPU (`torch.cuda.Stream`). */
export type Stream = CudaStreamObject;
/** What a function takes as a stream of CUDA's: also one that was made as `torch.Stream`. */
export type CudaStream = AnyStream;

type StreamArguments = typeof takes.stream.args | typeof takes.numbers.args;

function namesNumbers(args: StreamArguments): args is typeof takes.numbers.args {
  const last: unknown = args.at(-1);
  return typeof last === 'object' && last !== null && 'stream_id' in last;
}

/**
 * The index of a device, which CUDA begins to use; null where none is said. Throws PyTorch's RuntimeError where what
 * was said is no device and there is none.
 */
function begun(place: CudaDevice): number | null {
  if (place === null || place === undefined) return null;
  const index = indexOf(place);
  if (index === null && device_count() === 0) throw new RuntimeError('invalid argument to exchangeDevice');
  if (index === null || index >= 0) init();
  return index;
}

function sourceOf(args: StreamArguments): StreamSource {
  if (namesNumbers(args)) {
    cuda.cuda_check_runtime();
    const { stream_id, device_index, device_type } = takes.numbers.read(args);
    return { kind: 'numbers', id: stream_id, index: device_index, type: device_type };
  }
  const { device: place, priority } = takes.stream.read(args);
  if (!Number.isInteger(priority)) {
    throw new TypeError(`Stream(): argument 'priority' (position 2) must be int, not ${typeName(priority)}`);
  }
  const index = begun(place) ?? -1;
  return { kind: 'new', type: kind, index: index < 0 ? -1 : index, priority };
}

/**
 * A new queue of work on a GPU, the current one if none is named, with or without `new` (`torch.cuda.Stream`). A lower
 * `priority` is more urgent. `stream.run(() => ...)`, `torch.cuda.stream(stream, () => ...)` and `using _ = stream`
 * make it the current one. Throws a RuntimeError without CUDA.
 */
export const Stream = Object.assign(
  callable('Stream', CudaStreamObject.prototype, (...args: StreamArguments) => new CudaStreamObject(sourceOf(args))),
  { priority_range: CudaStreamObject.priority_range },
);

class ExternalStreamObject extends CudaStreamObject {}

/** A stream of another library's, by its address (`torch.cuda.ExternalStream`). */
export type ExternalStream = ExternalStreamObject;

/**
 * The stream that another library made, by its address (`torch.cuda.ExternalStream`). Whoever made it keeps it alive.
 */
export const ExternalStream = callable('ExternalStream', ExternalStreamObject.prototype,
  (...args: typeof takes.external.args) => {
    const { stream_ptr, device: place } = takes.external.read(args);
    const index = begun(place ?? 'cuda');
    return new ExternalStreamObject({ kind: 'external', address: stream_ptr, index: index ?? current_device() });
  });

class CudaEventObject extends EventObject {
  constructor(source: CudaEventSource) {
    super(new NativeCudaEvent(source));
  }

  /** The device; null before the event is first recorded. */
  override get device(): device | null {
    return this.event_id === 0 ? null : super.device;
  }

  /** Marks the end of what is queued at present on a stream, the current one if none is given. */
  override record(...args: Parameters<EventObject['record']>): void {
    super.record(...withCurrent(args));
  }

  /** Lets what is queued from now on, on a stream, the current one if none is given, wait for the event. */
  override wait(...args: Parameters<EventObject['wait']>): void {
    super.wait(...withCurrent(args));
  }

  /** The address of CUDA's own event; 0 before the event is first recorded. */
  get cuda_event(): StreamNumber {
    return this.event_id;
  }

  protected override elapsed(other: unknown): number {
    if (!(other instanceof CudaEventObject)) throw new RuntimeError('expected other to be a torch.cuda.Event object');
    return (EventObject.markOf(this) as NativeCudaEvent).elapsed_time(EventObject.markOf(other) as NativeCudaEvent);
  }

  /** 64 bytes, from which another process makes the same event. */
  override ipc_handle(): Uint8Array {
    return (EventObject.markOf(this) as NativeCudaEvent).ipc_handle();
  }

  /** The event of another process, by the bytes that it gave. */
  static override from_ipc_handle(...args: typeof takes.ipc.args): CudaEventObject {
    const [place, ipc] = takes.ipc.list(args, 'from_ipc_handle');
    const index = parseDevice(place).index ?? (device_count() === 0 ? 0 : current_device());
    return new CudaEventObject({ index, ipc });
  }

  override toString(): string {
    const address = this.cuda_event;
    return address === 0 ? '<torch.cuda.Event uninitialized>' : `<torch.cuda.Event 0x${address.toString(16)}>`;
  }
}

/** The arguments of a call that names no stream, with the current one. */
function withCurrent<Args extends readonly unknown[]>(args: Args): Args | [Stream] {
  return args.length === 0 || args[0] === null || args[0] === undefined ? [current_stream()] : args;
}

/** A mark in a stream of a GPU (`torch.cuda.Event`). */
export type Event = CudaEventObject;

/**
 * A mark in a stream, with or without `new` (`torch.cuda.Event`): `enable_timing` lets it be asked for times,
 * `blocking` lets waiting sleep, `interprocess` lets others have it, `external` keeps it out of graphs. CUDA makes it
 * when it is first recorded.
 */
export const Event = Object.assign(
  callable('Event', CudaEventObject.prototype, (...args: typeof takes.event.args) => {
    const { enable_timing, blocking, interprocess, external } = takes.event.read(args);
    return new CudaEventObject({
      timing: checkedFlag('Event', 'enable_timing', 1, enable_timing),
      blocking: checkedFlag('Event', 'blocking', 2, blocking),
      interprocess: checkedFlag('Event', 'interprocess', 3, interprocess),
      external: checkedFlag('Event', 'external', 4, external),
    });
  }),
  { from_ipc_handle: (...args: typeof takes.ipc.args): Event => CudaEventObject.from_ipc_handle(...args) },
);

/** The stream on which a device's work is queued (`torch.cuda.current_stream`). */
export const current_stream = signature('current_stream(device: CudaDevice = None) -> Stream').define(
  (place) => {
    init();
    return new CudaStreamObject({ kind: 'current', type: kind, index: indexOf(place) ?? current_device() });
  });

/** The stream that a device has from the start (`torch.cuda.default_stream`). */
export const default_stream = signature('default_stream(device: CudaDevice = None) -> Stream').define(
  (place) => {
    init();
    return new CudaStreamObject({ kind: 'default', type: kind, index: indexOf(place) ?? current_device() });
  });

/**
 * Queues work on a stream from now on, and makes its device the current one; null does nothing
 * (`torch.cuda.set_stream`).
 */
export const set_stream = signature('set_stream(stream: CudaStream | None) -> None').define((stream) => {
  if (stream === null) return;
  NativeStream.set(streamOf(stream));
});

/**
 * The stream that another library made, by its address (`torch.cuda.get_stream_from_external`). Whoever made it keeps
 * it alive.
 */
export const get_stream_from_external = signature(
  'get_stream_from_external(data_ptr: StreamNumber, device: CudaDevice = None) -> Stream', { checks: true }).define(
  (address, place) => {
    init();
    return new CudaStreamObject({ kind: 'external', address, index: indexOf(place) ?? current_device() });
  });

function streamOf(stream: unknown): StreamObject {
  if (stream instanceof StreamObject) return stream;
  throw new AttributeError(`'${typeName(stream)}' object has no attribute 'stream_id'`);
}

/** Nothing is selected where there is no stream or no CUDA, as in PyTorch. */
function select(stream: CudaStream | null): () => void {
  return stream === null || !is_available() ? () => undefined : NativeStream.enter(streamOf(stream));
}

class StreamContextObject {
  /** The stream to select; null for none. */
  readonly stream: CudaStream | null;

  constructor(...args: typeof takes.context.args) {
    this.stream = takes.context.list(args)[0];
  }

  /** `using _ = ...`: the stream and its device are the current ones until the end of the block. */
  get [Symbol.dispose](): () => void {
    return beginBlock('stream', () => select(this.stream));
  }
}

/** What selects a stream for a block (`torch.cuda.StreamContext`). */
export type StreamContext = StreamContextObject;
/** What selects a stream for a block: `using _ = StreamContext(stream)` (`torch.cuda.StreamContext`). */
export const StreamContext = callable('StreamContext', StreamContextObject.prototype,
  (...args: typeof takes.context.args) => new StreamContextObject(...args));

const within = signature('stream(stream: CudaStream | None, body: Body = None)');

/**
 * Makes a stream and its device the current ones, and puts back those before (`torch.cuda.stream`): for a function,
 * `stream(s, () => ...)`, or to the end of the block, `using _ = stream(s)`. null, and a machine without CUDA, change
 * nothing. Throws a TypeError for an async function.
 */
export function stream(stream: CudaStream | null): StreamContext;
export function stream<T>(stream: CudaStream | null, body: () => T): T;
export function stream(...args: unknown[]): unknown {
  const [selected, body] = within.list(args);
  return body === null ? new StreamContextObject(selected) : runBlock('stream', () => select(selected), body);
}
