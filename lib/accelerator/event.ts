import { cuda } from '../addon/doors.js';
import { NativeCudaEvent, NativeEvent, NativeStream, type Long, type NativeMark } from '../addon/streams.js';
import { signature } from '../arguments/signature.js';
import { callable } from '../python/callable.js';
import { device, isDeviceLike, parseDevice, type DeviceLike } from '../values/device.js';
import { NotImplementedError, RuntimeError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import { acceleratorType, typeOf } from './device_type.js';
import type { Stream } from './stream.js';

const takes = {
  make: signature(`Event(device: DeviceLike | int | None = None, *, enable_timing: bool = False, blocking: bool = False,
    interprocess: bool = False)`),
  record: signature('Event.record(self, stream: Stream = None)'),
  wait: signature('Event.wait(self, stream: Stream = None)'),
  elapsed_time: signature('Event.elapsed_time(self, other: Event)'),
};

/** libtorch's number for CUDA. */
const cudaType = 1;

const ipc = 'torch.Event ipc is not supported yet, please open an issue if you need this!';

/** The class behind {@link Event}, and behind those of one kind of device. */
export class EventObject {
  readonly #mark: NativeMark;

  constructor(mark: NativeMark) {
    this.#mark = mark;
  }

  /** An event of a kind of device, by libtorch's number. */
  static of(type: number, timing: boolean): EventObject {
    // An event is made when it is first recorded: until then there is one without CUDA's half of libtorch.
    if (type === cudaType && cuda.cuda_is_absent()) {
      return new EventObject(new NativeCudaEvent({ timing, blocking: false, interprocess: false, external: false }));
    }
    return new EventObject(new NativeEvent(type, timing));
  }

  /** What the addon has of an event. */
  protected static markOf(event: EventObject): NativeMark {
    return event.#mark;
  }

  /** The device: without an index before the event is first recorded. */
  get device(): device | null {
    const [type, index] = this.#mark.numbers();
    return device(typeOf(type), index < 0 ? null : index);
  }

  /** The address of the device's own event; 0 before the event is first recorded. */
  get event_id(): Long {
    return this.#mark.numbers()[3];
  }

  /** Marks the end of what is queued at present on a stream, the current one if none is given. */
  record(...args: typeof takes.record.args): void {
    const [stream] = takes.record.list(args, 'record');
    this.#mark.record(streamOrNull(stream));
  }

  /** Lets what is queued from now on, on a stream, the current one if none is given, wait for the event. */
  wait(...args: typeof takes.wait.args): void {
    const [stream] = takes.wait.list(args, 'wait');
    this.#mark.block(streamOrNull(stream));
  }

  /** Whether what was queued before the event is done. */
  query(): boolean {
    return this.#mark.query();
  }

  /** Waits until what was queued before the event is done. */
  synchronize(): void {
    this.#mark.synchronize();
  }

  /**
   * Milliseconds from this event to another one. Throws a ValueError unless both were made with `enable_timing` and
   * recorded.
   */
  elapsed_time(...args: typeof takes.elapsed_time.args): number {
    const [other] = takes.elapsed_time.list(args, 'elapsed_time');
    return this.elapsed(other);
  }

  protected elapsed(other: unknown): number {
    if (!(other instanceof EventObject)) throw new RuntimeError('expected other to be a torch.Event object');
    const [start, end] = [this.#mark, other.#mark];
    if (start instanceof NativeEvent && end instanceof NativeEvent) return start.elapsed_time(end);
    if (start instanceof NativeCudaEvent && end instanceof NativeCudaEvent) return start.elapsed_time(end);
    throw new RuntimeError('expected other to be a torch.Event object');
  }

  /**
   * What another process makes the same event from. Throws a NotImplementedError: as in PyTorch, CUDA's alone has it.
   */
  ipc_handle(): Uint8Array {
    throw new NotImplementedError(ipc);
  }

  /** The event of another process. Throws a NotImplementedError: as in PyTorch, CUDA's alone has it. */
  static from_ipc_handle(_device: DeviceLike | number, _ipc_handle: Uint8Array): EventObject {
    throw new NotImplementedError(ipc);
  }

  toString(): string {
    const [type, index, flag, address] = this.#mark.numbers();
    return `torch.Event device_type=${typeOf(type)}, device_index=${index}, event_flag=${flag}, event_id=${address}`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

function streamOrNull(stream: Stream | null): NativeStream | null {
  if (stream === null || (stream as unknown) instanceof NativeStream) return stream;
  throw new RuntimeError('expected stream to be a torch.Stream or torch.cuda.Stream object');
}

/** A mark in a stream, for other streams and for the program to wait for (`torch.Event`). */
export type Event = EventObject;

/**
 * An event of a device, the accelerator if none is named, with or without `new`; `enable_timing` lets it be asked for
 * times (`torch.Event`). Throws a RuntimeError for a kind of device that libtorch was built without.
 */
export const Event = Object.assign(
  callable('Event', EventObject.prototype, (...args: typeof takes.make.args) => {
    const { device: place, enable_timing, blocking, interprocess } = takes.make.read(args);
    if (place !== null && !isDeviceLike(place)) {
      throw new TypeError(`Event(): argument 'device' (position 1) must be torch.device, not ${typeName(place)}`);
    }
    for (const [name, value] of Object.entries({ enable_timing, blocking, interprocess })) {
      if (typeof value === 'boolean') continue;
      throw new TypeError(`Event(): argument '${name}' must be bool, not ${typeName(value)}`);
    }
    return EventObject.of(place === null ? acceleratorType() : parseDevice(place).code, enable_timing);
  }),
  { from_ipc_handle: EventObject.from_ipc_handle },
);
