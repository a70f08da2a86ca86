import { cuda } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { indexOf } from './device_index.js';

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
