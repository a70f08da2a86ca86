import { is_tensor } from '../../values/is_tensor.js';
import { is_available } from '../../cuda.js';
import { isMap, isPlainObject } from '../../python/objects.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';

/** Whether batches go to pinned memory: asked for, and there is a GPU to copy it to; warns where there is none. */
export function pinning(wanted: boolean, device: string): boolean {
  if (!wanted) return false;
  if (device !== '') {
    warn('UserWarning',
      'pin_memory_device is deprecated, the current accelerator will be used as the device,' +
        `ignore pin_memory_device='${device}'.`);
  }
  if (is_available()) return true;
  warn('UserWarning',
    "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be used.");
  return false;
}

/** The batch with its tensors in pinned memory; an object with a `pin_memory` method is asked to do it itself. */
export function pin_memory(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (is_tensor(data)) return (data as Tensor).pin_memory();
  const { pin_memory: own } = data as { pin_memory?: unknown };
  if (typeof own === 'function') return (own as () => unknown).call(data);
  if (Array.isArray(data)) return data.map(pin_memory);
  if (isMap(data)) return new Map(Array.from(data, ([key, value]) => [key, pin_memory(value)]));
  if (!isPlainObject(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, pin_memory(value)]));
}
