import { ValueError } from '../values/errors.js';
import { py_repr } from '../python/repr.js';
import { isDeviceLike, parseDevice, type DeviceLike } from '../values/device.js';

/** A CUDA device: its index, or a device with one; nothing is the current one. */
export type CudaDevice = DeviceLike | number | null | undefined;

/** A device that is given where it may not be left out. */
type Given = DeviceLike | number | null;

/**
 * The index that a user means; null for the current device, and for what is no device. Integers pass as they are.
 * Throws a ValueError for another type of device.
 */
export function indexOf(device: CudaDevice): number | null {
  if (device === null || device === undefined) return null;
  // A flag is a number, in Python.
  if (typeof device === 'boolean' || Number.isInteger(device)) return Number(device);
  if (!isDeviceLike(device)) return null;
  const place = parseDevice(device);
  if (place.type !== 'cuda') throw new ValueError(`Expected a cuda device, but got: ${place}`);
  return place.index;
}

/** As {@link indexOf}, but the index must be said. */
export function givenIndex(device: Given | undefined): number {
  const index = indexOf(device);
  if (index !== null) return index;
  throw new ValueError('Expected a torch.device with a specified index or an integer, but ' +
    `got:${typeof device === 'string' ? device : py_repr(device)}`);
}
