import { cuda, type NvmlValue } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { ModuleNotFoundError } from '../values/errors.js';
import { indexOf, type CudaDevice } from './device_index.js';

/** PyTorch asks NVML through a package of Python's, nvidia-ml-py; here the library itself is asked. */
function ask(what: NvmlValue, device: CudaDevice): number {
  // Without the library it is not asked which device.
  const value = cuda.nvml_value(what, null);
  if (value !== null) return device === null || device === undefined ? value : cuda.nvml_value(what, indexOf(device))!;
  throw new ModuleNotFoundError("nvidia-ml-py does not seem to be installed or it can't be imported.");
}

// Each throws PyTorch's ModuleNotFoundError where NVIDIA's management library is not there.
/** Bytes in use on the device, by all programs (`torch.cuda.device_memory_used`). */
export const device_memory_used = signature('device_memory_used(device: CudaDevice = None) -> int').define(
  (device) => ask('device_memory_used', device));
/** Percent of the last moments in which memory was read or written (`torch.cuda.memory_usage`). */
export const memory_usage = signature('memory_usage(device: CudaDevice = None) -> int').define(
  (device) => ask('memory_usage', device));
/** Percent of the last moments in which a kernel ran (`torch.cuda.utilization`). */
export const utilization = signature('utilization(device: CudaDevice = None) -> int').define(
  (device) => ask('utilization', device));
/** The temperature of the GPU in degrees Celsius (`torch.cuda.temperature`). */
export const temperature = signature('temperature(device: CudaDevice = None) -> int').define(
  (device) => ask('temperature', device));
/** Power in thousandths of a watt (`torch.cuda.power_draw`). */
export const power_draw = signature('power_draw(device: CudaDevice = None) -> int').define(
  (device) => ask('power_draw', device));
/** The clock of the multiprocessors in millions a second (`torch.cuda.clock_rate`). */
export const clock_rate = signature('clock_rate(device: CudaDevice = None) -> int').define(
  (device) => ask('clock_rate', device));
