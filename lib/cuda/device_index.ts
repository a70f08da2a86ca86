import { ValueError } from '../values/errors.js';
import { parseDevice, type DeviceLike } from '../values/device.js';

/** A CUDA device: its index, or a device with one; nothing is the current one. */
export type CudaDevice = DeviceLike | number | null | undefined;

/** A device that is given where it may not be left out. */
type Given = DeviceLike | number | null;

/**
 * The index that a user means; null for the current device. Numbers pass as they are. Throws a ValueError for another
 * type of device.
 */
export function indexOf(device: CudaDevice): number | null {
  if (device === null || device === undefined) return null;
  if (typeof device === 'number') return device;
  const { type, index } = parseDevice(device);
  if (type !== 'cuda') throw new ValueError(`Expected a cuda device, but got: ${type}`);
  return index;
}

/** As {@link indexOf}, but the index must be said. */
export function givenIndex(device: Given | undefined): number {
  const index = indexOf(device);
  if (index !== null) return index;
  throw new ValueError('Expected a torch.device with a specified index or an integer, but ' +
    `got:${device === null || device === undefined ? 'None' : String(device)}`);
}
