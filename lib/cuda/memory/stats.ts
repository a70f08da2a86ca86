import { cuda, type NestedStats } from '../../addon/doors.js';
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';
import { RuntimeError } from '../../values/errors.js';
import { indexOf, type CudaDevice } from '../device_index.js';
import { is_available, is_initialized } from '../init.js';
import { flat } from './flat.js';

/**
 * What the allocator of a device counts, as PyTorch's nested dictionary; empty before CUDA has begun
 * (`torch.cuda.memory_stats_as_nested_dict`).
 */
export const memory_stats_as_nested_dict = signature(
  'memory_stats_as_nested_dict(device: CudaDevice = None) -> NestedStats').define(
  (device): NestedStats => (is_initialized() ? cuda.cuda_memory_stats(indexOf(device)) : {}));

/**
 * What the allocator of a device counts: `allocated_bytes.all.peak` and the like; empty before CUDA has begun
 * (`torch.cuda.memory_stats`).
 */
export const memory_stats = signature('memory_stats(device: CudaDevice = None) -> dict[str, int]').define(
  (device) => flat(memory_stats_as_nested_dict(device)));

const figure = (name: string) => (device: CudaDevice): number => memory_stats(device)[name] ?? 0;

/** Bytes of tensors on the device (`torch.cuda.memory_allocated`); 0 before CUDA has begun. */
export const memory_allocated = signature('memory_allocated(device: CudaDevice = None) -> int').define(
  figure('allocated_bytes.all.current'));

/** The most bytes of tensors there were since the start or a reset (`torch.cuda.max_memory_allocated`). */
export const max_memory_allocated = signature('max_memory_allocated(device: CudaDevice = None) -> int').define(
  figure('allocated_bytes.all.peak'));

/** Bytes taken from the system for tensors (`torch.cuda.memory_reserved`); 0 before CUDA has begun. */
export const memory_reserved = signature('memory_reserved(device: CudaDevice = None) -> int').define(
  figure('reserved_bytes.all.current'));

/** The most bytes taken since the start or a reset (`torch.cuda.max_memory_reserved`). */
export const max_memory_reserved = signature('max_memory_reserved(device: CudaDevice = None) -> int').define(
  figure('reserved_bytes.all.peak'));

/** As {@link memory_reserved}, which it was renamed to (`torch.cuda.memory_cached`). */
export const memory_cached = signature('memory_cached(device: CudaDevice = None) -> int').define((device) => {
  warn('FutureWarning', '`torch.cuda.memory_cached` has been renamed to `torch.cuda.memory_reserved`');
  return memory_reserved(device);
});

/** As {@link max_memory_reserved}, which it was renamed to (`torch.cuda.max_memory_cached`). */
export const max_memory_cached = signature('max_memory_cached(device: CudaDevice = None) -> int').define((device) => {
  warn('FutureWarning', '`torch.cuda.max_memory_cached` has been renamed to `torch.cuda.max_memory_reserved`');
  return max_memory_reserved(device);
});

function reset(device: CudaDevice, peaks: boolean): void {
  const index = indexOf(device);
  if (is_available()) return cuda.cuda_reset_memory_stats(index, peaks);
  const name = `reset_${peaks ? 'peak' : 'accumulated'}_memory_stats`;
  throw new RuntimeError(index === null || index < 0 ? `invalid argument to ${name}` : 'Invalid device argument ');
}

/**
 * Lets the maxima start anew from what is held now (`torch.cuda.reset_peak_memory_stats`). Throws a RuntimeError
 * without CUDA.
 */
export const reset_peak_memory_stats = signature('reset_peak_memory_stats(device: CudaDevice = None) -> None').define(
  (device) => reset(device, true));

/** Lets the sums and counts start anew (`torch.cuda.reset_accumulated_memory_stats`); as for the maxima. */
export const reset_accumulated_memory_stats = signature(
  'reset_accumulated_memory_stats(device: CudaDevice = None) -> None').define((device) => reset(device, false));

const resetsAll = (name: string) => (device: CudaDevice): void => {
  warn('FutureWarning', `torch.cuda.${name} now calls torch.cuda.reset_peak_memory_stats, which resets /all/ peak memory ` +
    'stats.');
  reset(device, true);
};

/** As {@link reset_peak_memory_stats} (`torch.cuda.reset_max_memory_allocated`). */
export const reset_max_memory_allocated = signature(
  'reset_max_memory_allocated(device: CudaDevice = None) -> None').define(resetsAll('reset_max_memory_allocated'));

/** As {@link reset_peak_memory_stats} (`torch.cuda.reset_max_memory_cached`). */
export const reset_max_memory_cached = signature(
  'reset_max_memory_cached(device: CudaDevice = None) -> None').define(resetsAll('reset_max_memory_cached'));
