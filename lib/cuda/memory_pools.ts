/** Pools of CUDA memory, and allocators of one's own. */
import { graphs } from '../addon/doors.js';
import { NativeAllocator, NativePool, type PoolId } from '../addon/graphs.js';
import { checkedFlag } from '../arguments/named.js';
import { pythonType, withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { context, type Mode } from '../autograd/mode.js';
import { callable } from '../python/callable.js';
import { typeName } from '../values/type_name.js';
import { current_device } from './device.js';
import { indexOf, type CudaDevice } from './device_index.js';

const takes = {
  pool: signature('MemPool(allocator: NativeAllocator = None, use_on_oom: bool = False, no_split: bool = False)'),
  allocator: signature('CUDAPluggableAllocator(path_to_so_file: str, alloc_fn_name: str, free_fn_name: str)'),
  use: signature('use_mem_pool(pool: MemPool, device: CudaDevice = None, body: Body = None)'),
};

/** The class behind {@link MemPool}. */
export class MemPoolObject extends NativePool {
  constructor(...args: typeof takes.pool.args) {
    const { allocator, use_on_oom, no_split } = takes.pool.read(args);
    if (allocator !== null && !((allocator as unknown) instanceof NativeAllocator)) {
      throw new TypeError(`MemPool(): argument 'allocator' (position 1) must be an allocator, not ${typeName(allocator)}`);
    }
    current_device();
    super(allocator, checkedFlag('MemPool', 'use_on_oom', 2, use_on_oom), checkedFlag('MemPool', 'no_split', 3, no_split));
  }

  /** The two numbers of the pool. */
  get id(): PoolId {
    return NativePool.id(this);
  }

  /** The index of the device whose memory it is. */
  get device(): number {
    return NativePool.device(this);
  }

  /** How many use it. */
  use_count(): number {
    return NativePool.use_count(this);
  }
}

/** A pool of CUDA memory (`torch.cuda.MemPool`). */
export type MemPool = MemPoolObject;

/**
 * A pool of CUDA memory, with or without `new` (`torch.cuda.MemPool`): its memory comes from `allocator`, where one is
 * given; `use_on_oom` lets others have of it what they lack, `no_split` keeps its segments whole. Throws a RuntimeError
 * without CUDA.
 */
export const MemPool = callable('MemPool', MemPoolObject.prototype,
  (...args: typeof takes.pool.args) => new MemPoolObject(...args));

class PluggableObject {
  readonly #allocator: NativeAllocator;

  constructor(...args: typeof takes.allocator.args) {
    const [path, allocate, free] = takes.allocator.list(args);
    if (typeof path !== 'string') {
      throw new TypeError(`expected str, bytes or os.PathLike object, not ${pythonType(path)}`);
    }
    this.#allocator = new NativeAllocator(path, allocate, free);
  }

  /** What {@link MemPool} takes. */
  allocator(): NativeAllocator {
    return this.#allocator;
  }
}

/** An allocator of CUDA memory in a library of one's own (`torch.cuda.CUDAPluggableAllocator`). */
export type CUDAPluggableAllocator = PluggableObject;

/**
 * An allocator of CUDA memory: two functions of a shared library, `void* (ssize_t size, int device, cudaStream_t
 * stream)` and `void (void* ptr, ssize_t size, int device, cudaStream_t stream)`, by their names
 * (`torch.cuda.CUDAPluggableAllocator`). Throws an OSError for a library that is not there.
 */
export const CUDAPluggableAllocator = callable('CUDAPluggableAllocator', PluggableObject.prototype,
  (...args: typeof takes.allocator.args) => new PluggableObject(...args));

/**
 * Takes all CUDA memory from an allocator from now on (`torch.cuda.memory.change_current_allocator`). Throws a
 * RuntimeError once any was taken from another one.
 */
export const change_current_allocator = signature(
  'change_current_allocator(allocator: CUDAPluggableAllocator) -> None').define((allocator: unknown) => {
  if (!(allocator instanceof PluggableObject)) {
    withAttribute(allocator, 'allocator');
    throw new TypeError('change_current_allocator(): argument \'allocator\' (position 1) must be a CUDAPluggableAllocator, ' +
      `not ${typeName(allocator)}`);
  }
  NativeAllocator.use(allocator.allocator());
});

function enter(pool: MemPool, device: CudaDevice): () => void {
  const index = indexOf(device) ?? current_device();
  if (!((pool as unknown) instanceof MemPoolObject)) {
    throw new TypeError(`use_mem_pool(): argument 'pool' (position 1) must be a MemPool, not ${typeName(pool)}`);
  }
  const { id } = pool;
  graphs.cuda_pool_enter(index, id);
  const leave = (): void => graphs.cuda_pool_leave(index, id);
  try {
    if (graphs.cuda_is_capturing()) graphs.cuda_retain_pool(id);
  } catch (error) {
    leave();
    throw error;
  }
  return leave;
}

/**
 * Takes what this thread allocates on a device from a pool (`torch.cuda.use_mem_pool`): for a function,
 * `use_mem_pool(pool, () => ...)`, or to the end of the block, `using _ = use_mem_pool(pool)`. A graph that is being
 * recorded keeps the pool.
 */
export function use_mem_pool(pool: MemPool, device?: CudaDevice): Mode;
export function use_mem_pool<T>(pool: MemPool, body: () => T): T;
export function use_mem_pool<T>(pool: MemPool, device: CudaDevice, body: () => T): T;
export function use_mem_pool(...args: unknown[]): unknown {
  const given = args.length === 2 && typeof args[1] === 'function' ? [args[0], null, args[1]] : args;
  const [pool, device, body] = takes.use.list(given);
  return context('use_mem_pool', () => enter(pool, device), body);
}
