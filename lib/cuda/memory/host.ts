import { cuda, type NestedStats } from '../../addon/doors.js';
import { signature } from '../../arguments/signature.js';
import { is_initialized } from '../init.js';
import { flat } from './flat.js';

/**
 * What the allocator of pinned memory counts, as a nested dictionary; empty before CUDA has begun
 * (`torch.cuda.host_memory_stats_as_nested_dict`).
 */
export const host_memory_stats_as_nested_dict = signature('host_memory_stats_as_nested_dict() -> NestedStats').define(
  (): NestedStats => (is_initialized() ? cuda.cuda_host_memory_stats() : {}));

/** What the allocator of pinned memory counts; empty before CUDA has begun (`torch.cuda.host_memory_stats`). */
export const host_memory_stats = signature('host_memory_stats() -> dict[str, int]').define(
  () => flat(host_memory_stats_as_nested_dict()));

/** Lets the sums of pinned memory start anew (`torch.cuda.reset_accumulated_host_memory_stats`). */
export const reset_accumulated_host_memory_stats = signature('reset_accumulated_host_memory_stats() -> None').define(
  () => {
    if (is_initialized()) cuda.cuda_reset_host_memory_stats(false);
  });

/** Lets the maxima of pinned memory start anew (`torch.cuda.reset_peak_host_memory_stats`). */
export const reset_peak_host_memory_stats = signature('reset_peak_host_memory_stats() -> None').define(() => {
  if (is_initialized()) cuda.cuda_reset_host_memory_stats(true);
});
