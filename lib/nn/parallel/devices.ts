/** The GPUs that modules run on at the same time. */
import { is_available } from '../../cuda/init.js';
import { current_device, device_count } from '../../cuda/device.js';
import { device as Device, parseDevice, type DeviceLike } from '../../values/device.js';
import { ValueError } from '../../values/errors.js';

/** A GPU, by its number too. */
export type ParallelDevice = number | DeviceLike;

/** The kind of GPUs that this machine has; null where it has none. */
export const availableType = (): 'cuda' | null => (is_available() ? 'cuda' : null);

/** The numbers of all of them; null where there are none. */
export const allIndices = (): number[] | null =>
  (is_available() ? Array.from({ length: device_count() }, (_, i) => i) : null);

/** What a device may be: `cpu`, -1 then, and the current one where none is named, null if there is none. */
interface Allowed {
  readonly cpu?: boolean;
  readonly current?: boolean;
}

/** The number of a GPU. Throws a ValueError for another device. */
export function indexOf(given: ParallelDevice | null, { cpu = false, current = false }: Allowed = {}): number | null {
  if (typeof given === 'number') return given;
  if (given !== null) {
    const device = given instanceof Device ? given : parseDevice(given);
    if (device.type === 'cpu') {
      if (cpu) return -1;
      throw new ValueError(`Expected a non cpu device, but got: ${device}`);
    }
    if (device.index !== null) return device.index;
  }
  if (current) return is_available() ? current_device() : null;
  throw new ValueError(`Expected a torch.device with a specified index or an integer, but got:${given ?? 'None'}`);
}

/** As {@link indexOf}, of several. */
export const indicesOf = (devices: readonly ParallelDevice[], allowed?: Allowed): number[] =>
  devices.map((each) => indexOf(each, allowed)!);

/** The GPU of a number, -1 being the main memory. */
export const deviceOf = (index: number): Device => parseDevice((index < 0 ? 'cpu' : `cuda:${index}`) as DeviceLike);
