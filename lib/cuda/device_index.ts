import { ValueError } from '../values/errors.js';
import { parseDevice, type DeviceLike } from '../values/device.js';

/** A CUDA device: its index, or a device with one; nothing is the current one. */
export type CudaDevice = DeviceLike | number | null | undefined;

/** The index, or null for the current device. */
export function indexOf(device: CudaDevice): number | null {
  if (device === null || device === undefined) return null;
  const { type, index } = parseDevice(device);
  if (type !== 'cuda') throw new ValueError(`Expected a cuda device, but got: ${type}`);
  return index;
}
