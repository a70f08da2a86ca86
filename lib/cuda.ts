/** `torch.cuda`: NVIDIA GPUs. Without one every function here still answers, or throws an error that says why. */
import { cuda } from './addon/doors.js';
import { signature } from './arguments/signature.js';
import { parseDevice, type DeviceLike } from './values/device.js';
import { ValueError } from './values/errors.js';
import type { CudaMemoryStats } from './addon/doors.js';
import { cudaGenerator, type Generator, type Seed } from './tensor/generator.js';

export type { CudaDeviceProperties } from './addon/doors.js';

/** A CUDA device: its index, or a device with one; nothing is the current one. */
export type CudaDevice = DeviceLike | number | null | undefined;

/** Whether tensors can live on a GPU (`torch.cuda.is_available`). */
export function is_available(): boolean {
  return cuda.cuda_device_count() > 0;
}

/** The one reason why {@link is_available} is false, in one line; null if it is true. PyTorch has no such function. */
export function unavailable_reason(): string | null {
  return cuda.cuda_unavailable_reason();
}

/** How many GPUs there are (`torch.cuda.device_count`). */
export function device_count(): number {
  return cuda.cuda_device_count();
}

/** The index of the device on which tensors are made where none is named (`torch.cuda.current_device`). */
export function current_device(): number {
  return cuda.cuda_current_device();
}

/** Makes a device the current one (`torch.cuda.set_device`). */
export const set_device = signature('set_device(device: CudaDevice) -> None').define((device) => {
  const index = indexOf(device);
  if (index !== null) cuda.cuda_set_device(index);
});

/** Waits until everything queued on the device is done (`torch.cuda.synchronize`). */
export const synchronize = signature('synchronize(device: CudaDevice = None) -> None').define((device) => {
  cuda.cuda_synchronize(indexOf(device));
});

/** The name of the GPU: `'NVIDIA H100'` (`torch.cuda.get_device_name`). */
export const get_device_name = signature('get_device_name(device: CudaDevice = None) -> str').define(
  (device) => get_device_properties(device).name);

/** Compute capability: major and minor (`torch.cuda.get_device_capability`). */
export const get_device_capability = signature(
  'get_device_capability(device: CudaDevice = None) -> tuple[int, int]',
).define((device) => {
  const { major, minor } = get_device_properties(device);
  return [major, minor];
});

/** Name, memory in bytes, compute capability, multiprocessors (`torch.cuda.get_device_properties`). */
export const get_device_properties = signature(
  'get_device_properties(device: CudaDevice = None) -> CudaDeviceProperties',
).define(
  (device) => cuda.cuda_device_properties(indexOf(device)));

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

/** Seeds the current device's generator (`torch.cuda.manual_seed`); does nothing without CUDA. */
export const manual_seed = signature('manual_seed(seed: Seed) -> None').define((seed) => {
  if (is_available()) cudaGenerator(current_device()).manual_seed(seed);
});

/** Seeds the generators of all GPUs (`torch.cuda.manual_seed_all`); does nothing without CUDA. */
export const manual_seed_all = signature('manual_seed_all(seed: Seed) -> None').define((seed) => {
  for (const generator of default_generators()) generator.manual_seed(seed);
});

/** Seeds the current device's generator with a random number of the system (`torch.cuda.seed`). */
export function seed(): void {
  if (is_available()) cudaGenerator(current_device()).seed();
}

/** The last seed of the current device's generator (`torch.cuda.initial_seed`). */
export function initial_seed(): Seed {
  return cudaGenerator(current_device()).initial_seed();
}

/** The state of a device's generator (`torch.cuda.get_rng_state`). */
export const get_rng_state = signature('get_rng_state(device: CudaDevice = None) -> Tensor').define(
  (device) => cudaGenerator(indexOf(device) ?? current_device()).get_state());

/** Puts a device's generator into a state that {@link get_rng_state} gave (`torch.cuda.set_rng_state`). */
export const set_rng_state = signature(
  'set_rng_state(new_state: Tensor, device: CudaDevice = None) -> None',
).define((new_state, device) => {
  cudaGenerator(indexOf(device) ?? current_device()).set_state(new_state);
});

/** The generators of all GPUs. */
export function default_generators(): Generator[] {
  return Array.from({ length: device_count() }, (_, i) => cudaGenerator(i));
}

const nothing: CudaMemoryStats = { allocated: 0, max_allocated: 0, reserved: 0, max_reserved: 0 };

function statsOf(device: CudaDevice): CudaMemoryStats {
  return is_available() ? cuda.cuda_memory_stats(indexOf(device)) : nothing;
}

/** The index, or null for the current device. */
function indexOf(device: CudaDevice): number | null {
  if (device === null || device === undefined) return null;
  const { type, index } = parseDevice(device);
  if (type !== 'cuda') throw new ValueError(`Expected a cuda device, but got: ${type}`);
  return index;
}
