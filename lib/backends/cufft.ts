/** `torch.backends.cuda.cufft_plan_cache`: plans of Fourier transforms that are kept for reuse, on each CUDA device. */
import { op } from '../addon/call/op.js';
import { signature } from '../arguments/signature.js';
import * as cuda from '../cuda.js';
import { givenIndex } from '../cuda/device_index.js';
import { deviceTypes, type DeviceLike } from '../values/device.js';
import { RuntimeError } from '../values/errors.js';

/** What has a device: {@link cuFFTPlanCache}. */
interface OfDevice {
  readonly device_index: number;
}

/**
 * A property that is read and assigned by functions of the object's `device_index`; a text in place of the second one
 * says why it cannot be assigned (`torch.backends.cuda.cuFFTPlanCacheAttrContextProp`). It is a descriptor as
 * `Object.defineProperty` takes it.
 */
export class cuFFTPlanCacheAttrContextProp<T> {
  readonly getter: (device_index: number) => T;
  readonly setter: string | ((device_index: number, value: T) => void);
  /** Reads the property of `this`. */
  readonly get: (this: OfDevice) => T;
  /** Assigns the property of `this`. Throws a RuntimeError with the text where there is one. */
  readonly set: (this: OfDevice, value: T) => void;

  constructor(getter: (device_index: number) => T, setter: string | ((device_index: number, value: T) => void)) {
    this.getter = getter;
    this.setter = setter;
    this.get = function () {
      return getter(this.device_index);
    };
    this.set = function (value) {
      if (typeof setter === 'string') throw new RuntimeError(setter);
      setter(this.device_index, value);
    };
  }
}

const takes = signature('cuFFTPlanCache(device_index: int)');

/** The plans of one device. */
export class cuFFTPlanCache {
  readonly device_index: number;
  /** How many plans there are. */
  declare size: number;
  /** How many are kept at most. */
  declare max_size: number;

  constructor(...args: typeof takes.args) {
    [this.device_index] = takes.list(args);
  }

  /** Forgets all plans. */
  clear(): void {
    op<void>('aten::_cufft_clear_plan_cache')(this.device_index);
  }
}

Object.defineProperties(cuFFTPlanCache.prototype, {
  size: new cuFFTPlanCacheAttrContextProp<number>(op('aten::_cufft_get_plan_cache_size'),
    '.size is a read-only property showing the number of plans currently in the cache. To change the cache capacity, ' +
    'set cufft_plan_cache.max_size.'),
  max_size: new cuFFTPlanCacheAttrContextProp<number>(
    op('aten::_cufft_get_plan_cache_max_size'), op('aten::_cufft_set_plan_cache_max_size')),
});

/** Whether a name is not one of {@link cuFFTPlanCache}'s but the text of a device. */
function isDeviceText(name: string): name is Extract<DeviceLike, string> {
  return (deviceTypes as readonly string[]).includes(name.split(':', 1)[0]!);
}

const caches = new Map<number, cuFFTPlanCache>();

function cacheOf(device: DeviceLike | number): cuFFTPlanCache {
  const index = givenIndex(device);
  const count = cuda.device_count();
  if (index < 0 || index >= count) {
    throw new RuntimeError(`cufft_plan_cache: expected 0 <= device index < ${count}, but got device with index ${index}`);
  }
  let cache = caches.get(index);
  if (cache === undefined) caches.set(index, (cache = new cuFFTPlanCache(index)));
  return cache;
}

/**
 * The plans of the current device, and by index those of each
 * (`torch.backends.cuda.cuFFTPlanCacheManager`).
 */
export class cuFFTPlanCacheManager {
  readonly [device: number]: cuFFTPlanCache;
  declare readonly device_index: number;
  declare size: number;
  declare max_size: number;
  /** Forgets the plans of the current device. */
  declare readonly clear: () => void;

  constructor() {
    return new Proxy(this, {
      get(_, name, receiver): unknown {
        if (typeof name === 'symbol') return Reflect.get(cuFFTPlanCacheManager.prototype, name, receiver) as unknown;
        if (/^-?\d+$/.test(name)) return cacheOf(Number(name));
        if (isDeviceText(name)) return cacheOf(name);
        const cache = cacheOf(cuda.current_device());
        const value = Reflect.get(cache, name) as unknown;
        return typeof value === 'function' ? value.bind(cache) : value;
      },
      set(_, name, value): boolean {
        return Reflect.set(cacheOf(cuda.current_device()), name, value);
      },
    });
  }
}

/** See {@link cuFFTPlanCacheManager}. */
export const cufft_plan_cache = new cuFFTPlanCacheManager();
