import { inspect } from 'node:util';
import * as packing from '../addon/dlpack.js';

import { signature } from '../arguments/signature.js';
import { parseDevice, type DeviceLike } from '../values/device.js';
import { AssertionError, BufferError, RuntimeError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { strided } from '../values/layout.js';
import { typeName } from '../values/type_name.js';
import type { Tensor } from './tensor.js';

/** The kinds of memory of DLPack (`torch.utils.dlpack.DLDeviceType`). */
export const DLDeviceType = Object.freeze({
  kDLCPU: 1, kDLCUDA: 2, kDLCUDAHost: 3, kDLOpenCL: 4, kDLVulkan: 7, kDLMetal: 8, kDLVPI: 9, kDLROCM: 10,
  kDLROCMHost: 11, kDLExtDev: 12, kDLCUDAManaged: 13, kDLOneAPI: 14, kDLWebGPU: 15, kDLHexagon: 16, kDLMAIA: 17,
} as const);

/** A device as DLPack has it: a number of {@link DLDeviceType}, and which one of that kind. */
export type DLDevice = readonly [type: number, index: number];

/** What `__dlpack__` may be asked for. */
export interface DLPackOptions {
  readonly stream?: number | null;
  readonly max_version?: readonly [major: number, minor: number] | null;
  readonly dl_device?: DLDevice | null;
  readonly copy?: boolean | null;
  readonly read_only?: boolean;
}

/** What has a tensor for others (the protocol of Python's array API). */
export interface DLPackProducer {
  __dlpack__(options?: DLPackOptions): unknown;
  __dlpack_device__(): DLDevice;
}

const used = 'from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, so you ' +
  'might have already constructed a tensor from it once.';

/**
 * A tensor on its way to another library, which takes it once (a DLPack capsule). It holds the tensor until then, and
 * no longer than anybody holds the capsule.
 */
export class Capsule {
  #tensor: Tensor | undefined;
  readonly #versioned: boolean;
  readonly #readOnly: boolean;

  constructor(tensor: Tensor, versioned: boolean, readOnly: boolean) {
    this.#tensor = tensor;
    this.#versioned = versioned;
    this.#readOnly = readOnly;
  }

  /** `dltensor`, or `dltensor_versioned`; `used_` before it once the tensor was taken. */
  get name(): string {
    const name = this.#versioned ? 'dltensor_versioned' : 'dltensor';
    return this.#tensor === undefined ? `used_${name}` : name;
  }

  #take(): Tensor {
    const tensor = this.#tensor;
    if (tensor === undefined) throw new RuntimeError(used);
    this.#tensor = undefined;
    return tensor;
  }

  /** The tensor of a capsule, over the same memory; once. */
  static tensor(capsule: Capsule): Tensor {
    return packing.alias(capsule.#take(), capsule.#versioned, capsule.#readOnly);
  }

  /**
   * For another addon: an object that wraps a pointer to DLPack's `DLManagedTensor`, or `DLManagedTensorVersioned`, and
   * bears a type tag that says which (docs/dlpack.md). It takes the tensor out of the capsule.
   */
  packed(): object {
    return packing.pack(this.#take(), this.#versioned, this.#readOnly);
  }

  toString(): string {
    return `<capsule object "${this.name}">`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

function typeOf(tensor: Tensor): number {
  const { type } = tensor.device;
  if (type === 'cpu') return tensor.is_pinned() ? DLDeviceType.kDLCUDAHost : DLDeviceType.kDLCPU;
  if (type === 'cuda') return DLDeviceType.kDLCUDA;
  if (type === 'xpu') return DLDeviceType.kDLOneAPI;
  if (type === 'mps') return DLDeviceType.kDLMetal;
  if (type === 'privateuseone') return DLDeviceType.kDLExtDev;
  throw new ValueError(`Unknown device type ${type} for Dlpack`);
}

/** Where a tensor is, for DLPack (`Tensor.__dlpack_device__`). */
export function deviceOf(tensor: Tensor): DLDevice {
  return [typeOf(tensor), tensor.device.index ?? 0];
}

/** The device of libtorch for one of DLPack, and back. */
function torchDevice([type, index]: DLDevice): DeviceLike {
  if (type === DLDeviceType.kDLCPU || type === DLDeviceType.kDLCUDAHost) return 'cpu';
  if (type === DLDeviceType.kDLCUDA) return `cuda:${BigInt(index)}`;
  throw new ValueError(`Unsupported device_type: ${type}`);
}
function dlDevice(where: DeviceLike): DLDevice {
  const { type, index } = parseDevice(where);
  if (type === 'cpu') return [DLDeviceType.kDLCPU, 0];
  if (type === 'cuda') return [DLDeviceType.kDLCUDA, index ?? 0];
  throw new BufferError(`Cannot pack tensors on ${type}`);
}

/** The tensor where it is wanted: moved or copied, if that was asked for or cannot be helped. */
function placed(tensor: Tensor, dl_device: DLDevice | null, copy: boolean | null): Tensor {
  const wanted = dl_device === null ? tensor.device : parseDevice(torchDevice(dl_device));
  const moves = dl_device !== null && String(wanted) !== String(tensor.device);
  if (!moves) return copy === true ? tensor.clone() : tensor;
  if (copy === false) {
    throw new ValueError(`cannot move (i.e. copy=False) tensor from ${tensor.device} to ${wanted} without copying.`);
  }
  return tensor.to(wanted);
}

function capsuleOf(tensor: Tensor, { dl_device, copy }: DLPackOptions, versioned: boolean, readOnly: boolean): Capsule {
  const there = placed(tensor, dl_device ?? null, copy ?? null);
  packing.check(there);
  // An object of its own: what is done to that of the caller does not reach it.
  return new Capsule(there.detach(), versioned, readOnly);
}

/** What `Tensor.__dlpack__` takes. */
export const exported = signature(`Tensor.__dlpack__(self, *, stream: Any = -1, max_version: tuple[int, int] = None,
  dl_device: DLDevice = None, copy: bool = None, read_only: bool = False)`);

/** `Tensor.__dlpack__`. */
export function exportTensor(tensor: Tensor, args: readonly unknown[]): Capsule {
  const [stream, max_version, dl_device, copy, read_only] = exported.list(args);
  if (tensor.requires_grad) {
    throw new BufferError("Can't export tensors that require gradient, use tensor.detach()");
  }
  if (tensor.is_conj()) throw new BufferError("Can't export tensors with the conjugate bit set");
  if (tensor.layout !== strided) throw new BufferError("Can't export tensors with layout other than torch.strided");
  if (stream !== null && !Number.isInteger(stream)) throw new TypeError('stream must be ``int`` or ``none``');
  if (tensor.is_cpu && stream !== null && stream !== -1) throw new AssertionError('stream should be None on cpu.');
  const versioned = max_version !== null && max_version[0] >= 1;
  if (read_only && !versioned) {
    throw new BufferError(
      'read_only export requires the versioned DLPack protocol; pass max_version=(1, 0) or higher');
  }
  return capsuleOf(tensor, { dl_device, copy }, versioned, read_only);
}

const packs = signature('_to_dlpack(data: Tensor, *, dl_device: DLDevice = None, copy: bool = None)');

/**
 * A capsule with a tensor for another library, over the same memory (`torch.to_dlpack`). Throws a BufferError for
 * devices and dtypes that DLPack does not know.
 */
export function to_dlpack(...args: typeof packs.args): Capsule {
  const [data, dl_device, copy] = packs.list(args);
  if (!is_tensor(data)) {
    throw new TypeError(`_to_dlpack(): argument 'data' (position 1) must be Tensor, not ${typeName(data)}`);
  }
  return capsuleOf(data, { dl_device, copy }, false, false);
}

/** The tensor that a producer or a capsule has. */
function imported(capsule: unknown): Tensor {
  if (capsule instanceof Capsule) return Capsule.tensor(capsule);
  const tensor = packing.take(capsule);
  if (tensor === null) throw new RuntimeError(used);
  return tensor;
}

/** Asks with all that is wanted, then with less, as older libraries know less. */
function asked(producer: DLPackProducer, options: DLPackOptions): { capsule: unknown; copied: boolean } {
  const attempts = [options, without(options, 'max_version'), without(options, 'max_version', 'copy')];
  for (const [i, attempt] of attempts.entries()) {
    try {
      return { capsule: producer.__dlpack__(attempt), copied: i < 2 };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return { capsule: producer.__dlpack__(without(options, 'max_version', 'copy', 'dl_device')), copied: false };
}

function without(options: DLPackOptions, ...names: readonly string[]): DLPackOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));
}

/**
 * A tensor over the memory of another library's, which has `__dlpack__` and `__dlpack_device__`, or in a capsule
 * (`torch.from_dlpack`). `device` and `copy` say where it shall be, and whether it may or must be copied. Throws a
 * RuntimeError for a capsule that was used.
 */
export const from_dlpack = signature(
  'from_dlpack(ext_tensor: object, *, device: DeviceLike = None, copy: bool = None) -> Tensor',
).define((ext_tensor, device, copy) => {
  const producer = ext_tensor as Partial<DLPackProducer> | null;
  if (typeof producer?.__dlpack__ !== 'function') {
    if (device !== null || copy !== null) {
      throw new AssertionError('device and copy kwargs not supported when ext_tensor is already a DLPack capsule.');
    }
    return imported(ext_tensor);
  }
  const here = (producer as DLPackProducer).__dlpack_device__();
  const target = device === null ? null : dlDevice(device);
  const moves = target !== null && (target[0] !== here[0] || target[1] !== here[1]);
  if (moves && copy === false) {
    const text = (each: DLDevice): string => `(${each.join(', ')})`;
    throw new ValueError(`cannot move DLPack tensor from device ${text(here)} to ${text(target)} without copying. ` +
      'Set copy=None or copy=True.');
  }
  const { capsule, copied } = asked(producer as DLPackProducer, {
    max_version: [1, 0], ...(copy === null ? {} : { copy }),
    ...(target !== null && !moves ? { dl_device: target } : {}),
  });
  const tensor = imported(capsule);
  if (moves) return tensor.to(parseDevice(device!));
  return copy === true && !copied ? tensor.clone() : tensor;
});

/**
 * A tensor that others may read and not change (`torch.utils.dlpack.ReadOnlyTensorWrapper`): `from_dlpack` takes it,
 * and nothing else does.
 */
export class ReadOnlyTensorWrapper implements DLPackProducer {
  readonly #tensor: Tensor;

  constructor(tensor: Tensor) {
    this.#tensor = tensor;
  }

  /** A capsule that says that its memory is not to be changed. */
  __dlpack__(options: DLPackOptions = {}): Capsule {
    const max_version = options.max_version ?? [1, 0];
    return exportTensor(this.#tensor, [{ ...options, max_version, read_only: true }]);
  }
  /** Where the tensor is. */
  __dlpack_device__(): DLDevice {
    return deviceOf(this.#tensor);
  }
}
