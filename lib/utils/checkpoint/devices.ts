import * as cuda from '../../cuda.js';
import { warn } from '../../python/warnings.js';
import { iterable } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import { is_tensor } from '../../values/is_tensor.js';
import { isPlainObject } from '../../python/objects.js';
import type { Tensor } from '../../tensor/tensor.js';

/** Calls `see` with every tensor in lists and plain objects. */
function eachTensor(value: unknown, see: (tensor: Tensor) => void): void {
  if (is_tensor(value)) see(value);
  else if (Array.isArray(value)) for (const each of value as unknown[]) eachTensor(each, see);
  else if (isPlainObject(value)) for (const each of Object.values(value)) eachTensor(each, see);
}

let defaultDeviceType: string | null = null;

/**
 * The device whose random numbers a checkpoint keeps where none of its arguments lies on one
 * (`torch.utils.checkpoint.DefaultDeviceType`).
 */
export class DefaultDeviceType {
  static set_device_type(device = 'cuda'): void {
    defaultDeviceType = device;
  }

  static get_device_type(): string {
    return (defaultDeviceType ??= cuda.is_available() ? 'cuda' : 'cpu');
  }
}

/** The type of the device that the arguments lie on. */
export function inferDeviceType(args: readonly unknown[]): string {
  const types: string[] = [];
  eachTensor(args, ({ device: { type } }) => {
    if (type !== 'cpu') types.push(type);
  });
  const different = [...new Set(types)];
  if (different.length > 1) {
    const sorted = different.toSorted().map((each) => `'${each}'`).join(', ');
    warn('UserWarning', 'Tensor arguments, excluding CPU tensors, are detected on at least two types of devices. ' +
      'Device state will only be saved for devices of a single device type, and the remaining devices will be ' +
      'ignored. Consequently, if any checkpointed functions involve randomness, this may result in incorrect ' +
      'gradients. (Note that if CUDA devices are among the devices detected, it will be prioritized; otherwise, the ' +
      `first device encountered will be selected.)\nDevice types: [${sorted}] first device type: ${types[0]}`);
  }
  if (types.length === 0) return DefaultDeviceType.get_device_type();
  return different.includes('cuda') ? 'cuda' : types[0]!;
}

/**
 * The numbers of the devices that the tensors among `args` lie on, and the states of their generators
 * (`torch.utils.checkpoint.get_device_states`).
 */
export const get_device_states = signature('get_device_states(*args: Any) -> tuple[list[int], list[Tensor]]').define(
  (args) => deviceStates(args));

/** The same for arguments of which the last may be an object like any other. */
export function deviceStates(args: readonly unknown[]): [number[], Tensor[]] {
  const devices: number[] = [];
  eachTensor(args, (tensor) => {
    if (!['cpu', 'meta'].includes(tensor.device.type)) devices.push(tensor.get_device());
  });
  return [devices, devices.map((device) => cuda.get_rng_state(device))];
}

/** Puts the generators of devices into states that {@link get_device_states} gave. */
export const set_device_states = signature(`set_device_states(devices: Sequence[int], states: Sequence[Tensor], *,
  device_type: str = None) -> None`, { devices: iterable, states: iterable }).define((devices, states, device_type) => {
  if ((device_type ?? DefaultDeviceType.get_device_type()) === 'meta') return;
  const all = [...states];
  [...devices].slice(0, all.length).forEach((device, i) => cuda.set_rng_state(all[i]!, device));
});
