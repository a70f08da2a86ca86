import { NativeStream, type Long } from '../addon/streams.js';
import { signature } from '../arguments/signature.js';
import { callable } from '../python/callable.js';
import { device, isDeviceLike, parseDevice } from '../values/device.js';
import { ValueError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import { beginBlock, runBlock } from './block.js';
import { acceleratorType, typeOf } from './device_type.js';
import { EventObject, type Event } from './event.js';

const takes = {
  make: signature('Stream(device: DeviceLike | int | None = None, *, priority: int = 0)'),
  numbers: signature('Stream(stream_id: StreamNumber, device_index: int, device_type: int, *, priority: int = 0)',
    { checks: true }),
  wait_event: signature('Stream.wait_event(self, event: Event)'),
  wait_stream: signature('Stream.wait_stream(self, other: Stream)'),
  record_event: signature('Stream.record_event(self, event: Event = None)'),
};

/** The number of a stream on its device: a bigint where a number would not hold it. */
export type StreamNumber = Long;

/** The class behind {@link Stream}, and behind those of one kind of device. */
export class StreamObject extends NativeStream {
  /** The number of the stream on its device. */
  get stream_id(): StreamNumber {
    return NativeStream.numbers(this)[0];
  }

  /** The index of the stream's device; -1 where it has none. */
  get device_index(): number {
    return NativeStream.numbers(this)[1];
  }

  /** libtorch's number of the kind of device. */
  get device_type(): number {
    return NativeStream.numbers(this)[2];
  }

  /** The device of the stream. */
  get device(): device {
    const [, index, type] = NativeStream.numbers(this);
    return device(typeOf(type), index < 0 ? null : index);
  }

  /** The address by which the device's own library knows the stream. */
  get native_handle(): StreamNumber {
    return NativeStream.native_handle(this);
  }

  /** Whether all work that was queued on the stream is done. */
  query(): boolean {
    return NativeStream.query(this);
  }

  /** Waits until all work that was queued on the stream is done. */
  synchronize(): void {
    NativeStream.synchronize(this);
  }

  /** Whether work on the stream goes into a graph at present. */
  is_capturing(): boolean {
    return NativeStream.is_capturing(this);
  }

  /** Lets what is queued from now on wait for an event. */
  wait_event(...args: typeof takes.wait_event.args): void {
    const [event] = takes.wait_event.list(args, 'wait_event');
    eventOf(event, 'event').wait(this);
  }

  /** Lets what is queued from now on wait for all that is queued on another stream at present. */
  wait_stream(...args: typeof takes.wait_stream.args): void {
    const [other] = takes.wait_stream.list(args, 'wait_stream');
    if (!((other as unknown) instanceof StreamObject)) {
      throw new TypeError(`wait_stream(): argument 'other' (position 1) must be torch.Stream, not ${typeName(other)}`);
    }
    this.wait_event(other.record_event());
  }

  /** Marks the end of what is queued at present, by a new event if none is given, and gives the event back. */
  record_event(...args: typeof takes.record_event.args): Event {
    const [given] = takes.record_event.list(args, 'record_event');
    const event = given === null ? this.newEvent() : eventOf(given, 'event');
    event.record(this);
    return event;
  }

  /** The kind of event that {@link record_event} makes. */
  protected newEvent(): Event {
    return EventObject.of(this.device_type, false);
  }

  /** Whether the other one is the same stream of the same device. */
  equals(other: unknown): boolean {
    if (!(other instanceof StreamObject)) return false;
    const theirs = NativeStream.numbers(other);
    return NativeStream.numbers(this).every((number, i) => BigInt(number) === BigInt(theirs[i]!));
  }

  /**
   * Runs a function with the stream and its device as the current ones, and puts back those before: Python's `with
   * stream:`. Throws a TypeError for an async function.
   */
  run<T>(body: () => T): T {
    return runBlock('Stream.run', () => NativeStream.enter(this), body);
  }

  /** `using _ = stream`: the stream and its device are the current ones until the end of the block. */
  get [Symbol.dispose](): () => void {
    return beginBlock('Stream', () => NativeStream.enter(this));
  }

  override toString(): string {
    const [id, index, type] = NativeStream.numbers(this);
    return `torch.Stream device_type=${typeOf(type)}, device_index=${index}, stream_id=${id}`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

function eventOf(event: unknown, name: string): Event {
  if (event instanceof EventObject) return event;
  throw new TypeError(`expected ${name} to be a torch.Event object, not ${typeName(event)}`);
}

/** A queue of work on a device, in order (`torch.Stream`). */
export type Stream = StreamObject;

/**
 * A new stream of a device, the accelerator's current one if none is named, with or without `new`; or the stream of
 * three numbers: `Stream({ stream_id, device_index, device_type })`. A lower `priority` is more urgent
 * (`torch.Stream`). `stream.run(() => ...)` and `using _ = stream` make it the current one.
 */
export const Stream = callable('Stream', StreamObject.prototype, (...args: StreamArguments) => {
  if (namesNumbers(args)) {
    const { stream_id, device_index, device_type } = takes.numbers.read(args);
    checkLong(stream_id);
    return new StreamObject({ kind: 'numbers', id: stream_id, index: device_index, type: device_type });
  }
  const { device: place, priority } = takes.make.read(args);
  if (place !== null && !isDeviceLike(place)) {
    throw new TypeError(`Stream(): argument 'device' (position 1) must be torch.device, not ${typeName(place)}`);
  }
  if (!Number.isInteger(priority)) {
    throw new TypeError(`Stream(): argument 'priority' must be int, not ${typeName(priority)}`);
  }
  const [type, index] = place === null ? [acceleratorType(), -1] : placeOf(parseDevice(place));
  return new StreamObject({ kind: 'new', type, index, priority });
});

/** Throws PyTorch's errors for what is no integer of 64 bits. */
function checkLong(value: unknown): void {
  if (typeof value !== 'bigint' && !Number.isInteger(value)) {
    throw new TypeError(`Stream(): argument 'stream_id' must be int, not ${typeName(value)}`);
  }
  if (BigInt.asIntN(64, BigInt(value as number)) !== BigInt(value as number)) {
    throw new ValueError('Overflow when unpacking long long');
  }
}

type StreamArguments = typeof takes.make.args | typeof takes.numbers.args;

function namesNumbers(args: StreamArguments): args is typeof takes.numbers.args {
  const last: unknown = args.at(-1);
  return args.length >= 3 || (typeof last === 'object' && last !== null && 'stream_id' in last);
}

/** libtorch's numbers of a device. */
function placeOf({ code, index }: device): [type: number, index: number] {
  return [code, index ?? -1];
}
