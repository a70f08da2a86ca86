/** `torch.backends.cuda.cufft_plan_cache`: plans of Fourier transforms that are kept for reuse, on each CUDA device. */
import { op } from '../addon/call/op.js';
import * as cuda from '../cuda.js';
import { parseDevice, type DeviceLike } from '../values/device.js';
import { RuntimeError } from '../values/errors.js';

/** The plans of one device. */
export class cuFFTPlanCache {
  readonly device_index: number;

  constructor(device_index: number) {
    this.device_index = device_index;
  }

  /** How many plans there are. */
  get size(): number {
    return op<number>('aten::_cufft_get_plan_cache_size')(this.device_index);
  }
  set size(_: number) {
    throw new RuntimeError('.size is a read-only property showing the number of plans currently in the cache. To change ' +
      'the cache capacity, set cufft_plan_cache.max_size.');
  }

  /** How many are kept at most. */
  get max_size(): number {
    return op<number>('aten::_cufft_get_plan_cache_max_size')(this.device_index);
  }
  set max_size(value: number) {
    op<void>('aten::_cufft_set_plan_cache_max_size')(this.device_index, value);
  }

  /** Forgets all plans. */
  clear(): void {
    op<void>('aten::_cufft_clear_plan_cache')(this.device_index);
  }
}

const caches = new Map<number, cuFFTPlanCache>();

function cacheOf(device: DeviceLike | number): cuFFTPlanCache {
  const index = typeof device === 'number' ? device : (parseDevice(device).index ?? cuda.current_device());
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
        const cache = /^-?\d+$/.test(name) ? undefined : cacheOf(cuda.current_device());
        if (cache === undefined) return cacheOf(Number(name));
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
