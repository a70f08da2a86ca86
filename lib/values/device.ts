import { callable } from '../python/callable.js';
import { RuntimeError } from './errors.js';
import { typeName } from './type_name.js';

/** PyTorch's names of the kinds of device, each at libtorch's number for it (c10::DeviceType). */
const types = [
  'cpu', 'cuda', 'mkldnn', 'opengl', 'opencl', 'ideep', 'hip', 'fpga', 'maia', 'xla', 'vulkan', 'metal', 'xpu', 'mps',
  'meta', 'hpu', 've', 'lazy', 'ipu', 'mtia', 'privateuseone',
] as const;

/** PyTorch's names, each at libtorch's number. */
export const deviceTypes: readonly DeviceType[] = types;

export type DeviceType = (typeof types)[number];

/** What stands for a device in arguments: the object, or its text. */
export type DeviceLike = device | DeviceType | `${DeviceType}:${bigint}`;

/** Text that is known at run time only, such as a setting; of a literal, the compiler sees whether it is a device. */
export type ComputedText<Text extends string> = string extends Text ? Text : never;

/** libtorch holds the index in a signed byte. */
const maxIndex = 127;

const made = new Map<string, Device>();

class Device {
  readonly type: DeviceType;
  /** Which device of its type; null is the current one. */
  readonly index: number | null;
  /** libtorch's number of the type. */
  readonly code: number;

  // One object a device, so that === compares as Python's == does.
  constructor(type: DeviceType, index: number | null) {
    this.type = type;
    this.index = index;
    this.code = types.indexOf(type);
    const known = made.get(this.toString());
    if (known !== undefined) return known;
    made.set(this.toString(), this);
  }

  /** Whether the other one, an object or its text, is this device: the same type and index. */
  equals(other: DeviceLike): boolean {
    return parseDevice(other) === this;
  }

  toString(): string {
    return this.index === null ? this.type : `${this.type}:${this.index}`;
  }

  toJSON(): string {
    return this.toString();
  }

  /** `using _ = torch.device('meta')`: tensors that name no device are made here until the end of the block. */
  get [Symbol.dispose](): () => void {
    const mode = context!(this) as Disposable;
    const dispose = mode[Symbol.dispose];
    return () => dispose.call(mode);
  }

  /** Python prints `cuda:0`, but `device(type='cuda', index=0)` inside a list or dict. */
  [Symbol.for('nodejs.util.inspect.custom')](depth: number | null, options?: { depth?: number | null }): string {
    if (options === undefined || depth === options.depth) return this.toString();
    return `device(type='${this.type}'${this.index === null ? '' : `, index=${this.index}`})`;
  }
}

/** Begins to make tensors on a device; who knows the modes of a thread says how. Without a body it gives the mode. */
type DeviceContext = (place: Device, body?: () => unknown) => unknown;
let context: DeviceContext | undefined;

/** Says how a device becomes a context; called once. */
export function bindDeviceContext(begin: DeviceContext): void {
  context = begin;
}

/** Where a tensor lives: a type and an index (`torch.device`). */
export type device = Device;

interface DeviceConstructor {
  new (device: DeviceLike | number): device;
  new (type: DeviceType, index?: number | null): device;
  new <Text extends string>(device: ComputedText<Text>): device;
  (device: DeviceLike | number): device;
  (type: DeviceType, index?: number | null): device;
  <Text extends string>(device: ComputedText<Text>): device;
  /**
   * Runs the function, and makes tensors that name no device on this one meanwhile: Python's `with torch.device(...)`.
   */
  <T>(device: DeviceLike | number, body: () => T): T;
  <T>(type: DeviceType, index: number | null, body: () => T): T;
  readonly prototype: device;
}

/**
 * The device of a text such as `'cuda:0'`, of a type and an index, or of an index alone (a CUDA device), with or
 * without `new`; the same device is always the same object (`torch.device`). With a function in the last place it runs
 * that, and tensors that name no device are made on this one meanwhile; `using _ = torch.device('meta')` does so to the
 * end of a block. Throws a RuntimeError for a text that names none, a TypeError for another kind of value.
 */
export const device: DeviceConstructor =
  callable('device', Device.prototype, (...args: unknown[]) => {
    const body = args.at(-1);
    if (typeof body !== 'function') return fromArguments(args);
    return context!(fromArguments(args.slice(0, -1)), body as () => unknown) as Device;
  });

/** The device that a user's argument stands for; throws as {@link device} does. */
export function parseDevice(value: DeviceLike | number): device {
  return value instanceof Device ? value : fromArguments([value]);
}

/** Whether a value is of a kind that stands for a device; a text may still name none. */
export function isDeviceLike(value: unknown): value is DeviceLike | number {
  return typeof value === 'string' || value instanceof Device || (typeof value === 'number' && Number.isInteger(value));
}

function fromArguments(args: readonly unknown[]): device {
  const [first, second] = args;
  if (args.length === 1 || (args.length === 2 && typeof first === 'string' && second == null)) {
    if (first instanceof Device) return first;
    if (typeof first === 'string') return parse(first);
    if (typeof first === 'number' && Number.isInteger(first)) return new Device('cuda', checkIndex(first));
  } else if (args.length === 2 && typeof first === 'string') {
    if (typeof second !== 'number' || !Number.isInteger(second)) {
      throw new TypeError(`device(): argument 'index' (position 2) must be int, not ${typeName(second)}`);
    }
    const { type, index } = parse(first);
    if (index !== null) {
      throw new RuntimeError(
        `type (string) must not include an index because index was passed explicitly: ${first}`);
    }
    return new Device(type, checkIndex(second));
  }
  throw new TypeError(
    `device() received an invalid combination of arguments - got (${args.map(typeName).join(', ')}), ` +
      'but expected one of:\n * (torch.device device)\n * (str type, int index = -1)\n');
}

function parse(text: string): device {
  if (text === '') throw new RuntimeError('Device string must not be empty');
  const match = /^([a-zA-Z_]+)(?::(0|[1-9][0-9]*))?$/.exec(text);
  if (match === null) throw new RuntimeError(`Invalid device string: '${text}'`);
  const [, name, index] = match;
  // Metal has a number but no name of its own in device texts.
  const type = types.find((candidate) => candidate === name && candidate !== 'metal');
  if (type === undefined) {
    throw new RuntimeError(
      'Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, ' +
        `mps, meta, hpu, mtia, privateuseone device type at start of device string: ${name}`);
  }
  return new Device(type, index === undefined ? null : checkIndex(Number(index)));
}

function checkIndex(index: number): number {
  if (index < 0) throw new RuntimeError('Device index must not be negative');
  if (index > maxIndex) throw new RuntimeError(`Device index must be at most ${maxIndex}, got ${index}`);
  return index;
}
