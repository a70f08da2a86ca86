import { accelerator } from '../addon/doors.js';
import { device, deviceTypes, type DeviceType } from '../values/device.js';

/** PyTorch's name of a kind of device, by libtorch's number. */
export function typeOf(code: number): DeviceType {
  return deviceTypes[code]!;
}

/** libtorch's number of the accelerator; of the CPU where there is none. */
export function acceleratorType(): number {
  return accelerator.accelerator_type() ?? 0;
}

/** The accelerator that libtorch was built for, as a device without an index; null for none. */
export function builtFor(): device | null {
  const type = accelerator.accelerator_type();
  return type === null ? null : device(typeOf(type));
}
