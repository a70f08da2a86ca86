import * as accelerator from './accelerator/module.js';
import { signature } from './arguments/signature.js';
import { cpu, cuda } from './device_modules.js';
import { device, parseDevice, type DeviceLike } from './values/device.js';
import { RuntimeError } from './values/errors.js';

/** The modules of devices that are here. */
const modules = { cpu, cuda } as const;

/** What all modules of devices have: `torch.cpu` and `torch.cuda`. */
export type DeviceModule = typeof cpu | typeof cuda;

/**
 * The module of a kind of device, `torch.cuda` or `torch.cpu`; of the accelerator, or the CPU, if none is named
 * (`torch.get_device_module`). Throws a RuntimeError for a kind of device without a module here.
 */
export const get_device_module = signature(
  'get_device_module(device: DeviceLike | None = None) -> DeviceModule').define((place: unknown) => {
  const type = typeOf(place);
  if (type in modules) return modules[type as keyof typeof modules];
  throw new RuntimeError(
    `Device '${type}' does not have a corresponding module registered as 'torch.${type}'.`);
});

function typeOf(place: unknown): string {
  if (place === null) return accelerator.current_accelerator()?.type ?? 'cpu';
  if (place instanceof device) return place.type;
  if (typeof place === 'string') return parseDevice(place as DeviceLike).type;
  throw new RuntimeError(`Invalid value of device '${String(place)}', expect torch.device, str, or None`);
}
