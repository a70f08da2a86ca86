/** `torch.accelerator.memory`: what the accelerator's allocators hold. */
import { accelerator } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { OrderedDict } from '../collections/ordered_dict.js';
import { indexOf, type AcceleratorDevice } from './device_index.js';

/** Gives memory that was freed and kept for reuse back to the system (`torch.accelerator.empty_cache`). */
export const empty_cache = signature('empty_cache() -> None').define(() => {
  if (accelerator.accelerator_is_allocator_ready()) accelerator.accelerator_empty_cache();
});

/** The same for pinned memory of the host (`torch.accelerator.empty_host_cache`). */
export const empty_host_cache = signature('empty_host_cache() -> None').define(
  () => accelerator.accelerator_empty_host_cache());

function statsOf(place: AcceleratorDevice): OrderedDict<string, number> {
  const stats = new OrderedDict<string, number>();
  if (!accelerator.accelerator_is_allocator_ready()) return stats;
  const found = accelerator.accelerator_stats(indexOf(place));
  for (const name of Object.keys(found).sort()) stats.set(name, found[name]!);
  return stats;
}

/**
 * Counts and bytes of the device's allocator by PyTorch's names, `'allocated_bytes.all.current'`, in their order
 * (`torch.accelerator.memory_stats`); empty before there is anything on a device.
 */
export const memory_stats = signature(
  'memory_stats(device_index: AcceleratorDevice = None, /) -> OrderedDict[str, float]').define(statsOf);

const one = (name: string) => (place: AcceleratorDevice): number => statsOf(place).get(name) ?? 0;

/** Bytes of tensors on the device (`torch.accelerator.memory_allocated`). */
export const memory_allocated = signature('memory_allocated(device_index: AcceleratorDevice = None, /) -> int').define(
  one('allocated_bytes.all.current'));

/** The most bytes of tensors since the start or a reset (`torch.accelerator.max_memory_allocated`). */
export const max_memory_allocated = signature(
  'max_memory_allocated(device_index: AcceleratorDevice = None, /) -> int').define(one('allocated_bytes.all.peak'));

/** Bytes taken from the system for tensors (`torch.accelerator.memory_reserved`). */
export const memory_reserved = signature('memory_reserved(device_index: AcceleratorDevice = None, /) -> int').define(
  one('reserved_bytes.all.current'));

/** The most bytes taken since the start or a reset (`torch.accelerator.max_memory_reserved`). */
export const max_memory_reserved = signature(
  'max_memory_reserved(device_index: AcceleratorDevice = None, /) -> int').define(one('reserved_bytes.all.peak'));

/** Counts what was allocated and freed anew from here (`torch.accelerator.reset_accumulated_memory_stats`). */
export const reset_accumulated_memory_stats = signature(
  'reset_accumulated_memory_stats(device_index: AcceleratorDevice = None, /) -> None').define((place) => {
  if (accelerator.accelerator_is_allocator_ready()) accelerator.accelerator_reset_accumulated_stats(indexOf(place));
});

/** Lets the maxima start anew from what is held now (`torch.accelerator.reset_peak_memory_stats`). */
export const reset_peak_memory_stats = signature(
  'reset_peak_memory_stats(device_index: AcceleratorDevice = None, /) -> None').define((place) => {
  if (accelerator.accelerator_is_allocator_ready()) accelerator.accelerator_reset_peak_stats(indexOf(place));
});

/** Free and all bytes of the device, other programs counted in (`torch.accelerator.get_memory_info`). */
export const get_memory_info = signature(
  'get_memory_info(device_index: AcceleratorDevice = None, /) -> tuple[int, int]').define(
  (place) => accelerator.accelerator_memory_info(indexOf(place)));
