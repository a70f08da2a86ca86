/** `torch.cuda.memory`: what the allocator of CUDA's tensors holds. */
import { cuda, type CudaMemoryStats } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { indexOf, type CudaDevice } from './device_index.js';
import { is_available } from './init.js';

export {
  change_current_allocator, CUDAPluggableAllocator, MemPool, use_mem_pool,
} from './memory_pools.js';

/** Gives the memory that was freed and kept for reuse back to the system (`torch.cuda.empty_cache`). */
export function empty_cache(): void {
  cuda.cuda_empty_cache();
}

/** Bytes of tensors on the device (`torch.cuda.memory_allocated`); 0 without CUDA. */
export const memory_allocated = signature('memory_allocated(device: CudaDevice = None) -> int').define(
  (device) => statsOf(device).allocated);

/** The most bytes of tensors there were since the start or a reset (`torch.cuda.max_memory_allocated`). */
export const max_memory_allocated = signature('max_memory_allocated(device: CudaDevice = None) -> int').define(
  (device) => statsOf(device).max_allocated);

/** Bytes taken from the system for tensors (`torch.cuda.memory_reserved`); 0 without CUDA. */
export const memory_reserved = signature('memory_reserved(device: CudaDevice = None) -> int').define(
  (device) => statsOf(device).reserved);

/** The most bytes taken since the start or a reset (`torch.cuda.max_memory_reserved`). */
export const max_memory_reserved = signature('max_memory_reserved(device: CudaDevice = None) -> int').define(
  (device) => statsOf(device).max_reserved);

/** Lets the two maxima start anew from what is held now (`torch.cuda.reset_peak_memory_stats`). */
export const reset_peak_memory_stats = signature(
  'reset_peak_memory_stats(device: CudaDevice = None) -> None',
).define((device) => {
  cuda.cuda_reset_peak_memory_stats(indexOf(device));
});

/** Free and all bytes of the device, other programs counted in (`torch.cuda.mem_get_info`). */
export const mem_get_info = signature('mem_get_info(device: CudaDevice = None) -> tuple[int, int]').define(
  (device) => cuda.cuda_memory_info(indexOf(device)));

const nothing: CudaMemoryStats = { allocated: 0, max_allocated: 0, reserved: 0, max_reserved: 0 };

function statsOf(device: CudaDevice): CudaMemoryStats {
  return is_available() ? cuda.cuda_memory_stats(indexOf(device)) : nothing;
}
