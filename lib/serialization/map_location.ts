import { device_count, is_available } from '../cuda.js';
import { device, parseDevice, type DeviceLike } from '../values/device.js';
import { RuntimeError } from '../values/errors.js';
import { isMap } from '../python/objects.js';
import { UntypedStorage } from '../tensor/storage.js';

/** Chooses the storage for one that was read, on the CPU, and the place where it was saved; null leaves that to us. */
export type MapLocationFunction = (storage: UntypedStorage, location: string) => UntypedStorage | null | undefined;

/** Where storages go: a device for all, another place for each place, or a function that decides. */
export type MapLocation =
  | DeviceLike | Readonly<Record<string, DeviceLike>> | ReadonlyMap<string, DeviceLike> | MapLocationFunction;

/** Puts a storage where it belongs. */
export type RestoreLocation = (storage: UntypedStorage, location: string) => UntypedStorage;

export function restoreLocation(map: MapLocation | null | undefined): RestoreLocation {
  if (map === null || map === undefined) return default_restore_location;
  if (typeof map === 'function') return (storage, location) => restoredBy(map, storage, location);
  const one = fixedDevice(map);
  if (one !== undefined) return (storage) => default_restore_location(storage, one);
  if (isMap(map)) {
    const places = map as ReadonlyMap<string, DeviceLike>;
    return (storage, location) => default_restore_location(storage, String(places.get(location) ?? location));
  }
  const places = map as Readonly<Record<string, DeviceLike>>;
  return (storage, location) => default_restore_location(
    storage, String(Object.hasOwn(places, location) ? places[location] : location));
}

/** The one device that everything goes to, if the argument says so. */
export function fixedDevice(map: MapLocation | null | undefined): string | undefined {
  if (typeof map === 'string') return map;
  return map instanceof device ? map.toString() : undefined;
}

function restoredBy(map: MapLocationFunction, storage: UntypedStorage, location: string): UntypedStorage {
  const chosen = map(storage, location);
  if (chosen === null || chosen === undefined) return default_restore_location(storage, location);
  if (!(chosen instanceof UntypedStorage)) {
    throw new TypeError('map_location: the function must give a storage or null; storage.to(device) makes one');
  }
  return chosen;
}

/**
 * Moves a storage to the place that a file names (`torch.serialization.default_restore_location`). Throws a
 * RuntimeError for a CUDA device that is not there, and for places unknown here.
 */
export function default_restore_location(storage: UntypedStorage, location: string): UntypedStorage {
  if (location === 'cpu') return storage;
  if (location === 'meta') return new UntypedStorage(storage.nbytes(), { device: 'meta' });
  if (/^cuda(:\d+)?$/.test(location)) return storage.to(cudaDevice(location));
  throw new RuntimeError(`don't know how to restore data location of torch.storage.UntypedStorage (tagged with ${location})`);
}

function cudaDevice(location: string): device {
  const place = parseDevice(location as DeviceLike);
  if (!is_available()) {
    throw new RuntimeError('Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. ' +
      'If you are running on a CPU-only machine, please use torch.load with map_location=torch.device(\'cpu\') to map ' +
      'your storages to the CPU.');
  }
  const count = device_count();
  if ((place.index ?? 0) >= count) {
    throw new RuntimeError(`Attempting to deserialize object on CUDA device ${place.index} but ` +
      `torch.cuda.device_count() is ${count}. Please use torch.load with map_location to map your storages to an ` +
      'existing device.');
  }
  return place;
}
