import { cuda } from '../addon/doors.js';
import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { AssertionError, RuntimeError } from '../values/errors.js';
import { givenIndex, indexOf } from './device_index.js';
import { init } from './init.js';
import { CudaDeviceProperties } from './properties.js';

/** How many GPUs there are (`torch.cuda.device_count`). */
export const device_count = signature('device_count() -> int').define(() => cuda.cuda_device_count());

/** The index of the device on which tensors are made where none is named (`torch.cuda.current_device`). */
export const current_device = signature('current_device() -> int').define(() => {
  init();
  return cuda.cuda_current_device();
});

/**
 * Makes a device the current one; does nothing for a negative index (`torch.cuda.set_device`). Throws a ValueError for
 * a device without an index.
 */
export const set_device = signature('set_device(device: CudaDevice) -> None').define((device) => {
  const index = givenIndex(device);
  if (index >= 0) cuda.cuda_set_device(index);
});

/**
 * Makes a device the current one, and gives back what undoes that; nothing for null and negative indices. Throws
 * PyTorch's RuntimeError where there is no current device.
 */
function enter(index: number | null): () => void {
  if (index === null && device_count() === 0) throw new RuntimeError('invalid argument to exchangeDevice');
  if (index === null || index < 0) return () => {};
  const before = cuda.cuda_exchange_device(index);
  return () => cuda.cuda_set_device(before);
}

/** A context in which a device is the current one; null and negative indices change nothing (`torch.cuda.device`). */
export const device = context(signature('device(device: CudaDevice)'), (wanted) => enter(indexOf(wanted)));

/** What lies on a device: a tensor or a storage. */
export interface OnDevice {
  readonly is_cuda: boolean;
  get_device(): number | null;
}

/** A context in which the device of a tensor or storage is the current one (`torch.cuda.device_of`). */
export const device_of = context(signature('device_of(obj: OnDevice)'),
  (obj) => enter(withAttribute(obj, 'is_cuda').is_cuda ? obj.get_device() : -1));

/** Waits until everything queued on the device is done (`torch.cuda.synchronize`). */
export const synchronize = signature('synchronize(device: CudaDevice = None) -> None').define((device) => {
  init();
  cuda.cuda_synchronize(indexOf(device));
});

/** The index of a device that is there. Throws an AssertionError for others. */
function checkedIndex(index: number | null, what: string): number {
  const chosen = index ?? current_device();
  if (chosen < 0 || chosen >= device_count()) throw new AssertionError(`Invalid ${what} id`);
  return chosen;
}

/**
 * Name, memory in bytes, compute capability, multiprocessors and more (`torch.cuda.get_device_properties`). Throws an
 * AssertionError for a device that is not there.
 */
export const get_device_properties = signature(
  'get_device_properties(device: CudaDevice = None) -> CudaDeviceProperties',
).define((device) => {
  init();
  return new CudaDeviceProperties(cuda.cuda_device_properties(checkedIndex(indexOf(device), 'device')));
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

/** Whether one device may read the memory of another (`torch.cuda.can_device_access_peer`). */
export const can_device_access_peer = signature(
  'can_device_access_peer(device: CudaDevice, peer_device: CudaDevice) -> bool').define((device, peer_device) => {
  init();
  return cuda.cuda_can_access_peer(
    checkedIndex(indexOf(device), 'device'), checkedIndex(givenIndex(peer_device), 'peer device'));
});
