/** What is asked of the accelerator itself: whether there is one, what it can, its streams. */
import { accelerator } from '../addon/doors.js';
import { NativeStream } from '../addon/streams.js';
import { signature } from '../arguments/signature.js';
import type { device } from '../values/device.js';
import { dtypeOf, type dtype } from '../values/dtype.js';
import { typeName } from '../values/type_name.js';
import { indexOf } from './device_index.js';
import { builtFor } from './device_type.js';
import { StreamObject } from './stream.js';

/** How many devices the accelerator has (`torch.accelerator.device_count`); 0 without one. */
export const device_count = signature('device_count() -> int').define(
  () => (builtFor() === null ? 0 : accelerator.accelerator_device_count()));

/** Whether tensors can live on the accelerator (`torch.accelerator.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => device_count() > 0);

/**
 * The accelerator that libtorch was built for, without an index; null for none, and with `check_available` also where
 * it cannot be used (`torch.accelerator.current_accelerator`).
 */
export const current_accelerator = signature(
  'current_accelerator(check_available: bool = False) -> Optional[device]').define(
  (check_available): device | null => (check_available && !is_available() ? null : builtFor()));

/** What a device can. */
export interface DeviceCapability {
  /** The dtypes that tensors can have there. */
  readonly supported_dtypes: ReadonlySet<dtype>;
}

/** What a device can: the dtypes of tensors there (`torch.accelerator.get_device_capability`). */
export const get_device_capability = signature(
  'get_device_capability(device: AcceleratorDevice = None, /) -> DeviceCapability').define((place) => ({
  supported_dtypes: new Set(accelerator.accelerator_dtypes(indexOf(place)).map(dtypeOf)),
}));

/** The stream on which a device's work is queued (`torch.accelerator.current_stream`). */
export const current_stream = signature('current_stream(device: AcceleratorDevice = None, /) -> Stream').define(
  (place) => new StreamObject({ kind: 'accelerator', index: indexOf(place) }));

/** Queues work on a stream from now on, and makes its device the current one (`torch.accelerator.set_stream`). */
export const set_stream = signature('set_stream(stream: Stream) -> None').define((stream) => {
  if (!((stream as unknown) instanceof StreamObject)) {
    throw new TypeError(`set_stream(): argument 'stream' (position 1) must be torch.Stream, not ${typeName(stream)}`);
  }
  NativeStream.setOfAccelerator(stream);
});

/**
 * Waits until everything queued on a device is done (`torch.accelerator.synchronize`). Nothing waits where there is no
 * device.
 */
export const synchronize = signature('synchronize(device: AcceleratorDevice = None, /) -> None').define((place) => {
  const index = indexOf(place);
  if (device_count() > 0) accelerator.accelerator_synchronize(index);
});
