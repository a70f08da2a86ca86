import { accelerator } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { context, type Mode } from '../autograd/mode.js';
import { py_repr } from '../python/repr.js';
import { warn } from '../python/warnings.js';
import { isDeviceLike, parseDevice, type DeviceLike } from '../values/device.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { builtFor } from './device_type.js';

/** A device of the accelerator: its index, or a device of its kind; nothing is the current one. */
export type AcceleratorDevice = DeviceLike | number | null | undefined;

/** The index that a user means; the current device's where none is said. Throws for a device of another kind. */
export function indexOf(place: AcceleratorDevice): number {
  return saidIndex(place) ?? current_device_index();
}

function saidIndex(place: AcceleratorDevice): number | null {
  // A flag is a number, in Python.
  if (typeof place === 'boolean' || Number.isInteger(place)) return Number(place);
  if (place === null || place === undefined || !isDeviceLike(place)) return null;
  const { type, index } = parseDevice(place);
  const built = builtFor();
  if (built === null) throw new RuntimeError('Accelerator expected');
  if (built.type !== type) throw new ValueError(`${type} doesn't match the current accelerator ${built}.`);
  return index;
}

/** The index of the accelerator's current device (`torch.accelerator.current_device_index`). */
export const current_device_index = signature('current_device_index() -> int').define(
  () => accelerator.accelerator_device_index());

/** The old name of {@link current_device_index}; deprecated (`torch.accelerator.current_device_idx`). */
export const current_device_idx = signature('current_device_idx() -> int').define(() => {
  warn('FutureWarning', 'Use `current_device_index` instead.');
  return current_device_index();
});

function setIndex(place: AcceleratorDevice): void {
  const index = saidIndex(place);
  if (index === null) {
    const text = typeof place === 'string' ? place : py_repr(place);
    throw new ValueError(`Expected a torch.device with a specified index or an integer, but got:${text}`);
  }
  if (index >= 0) accelerator.accelerator_set_device_index(index);
}

/**
 * Makes a device of the accelerator the current one (`torch.accelerator.set_device_index`); a negative index leaves
 * everything as it is. Throws a ValueError for a device of another kind, or without an index.
 */
export const set_device_index = signature('set_device_index(device: AcceleratorDevice, /) -> None').define(setIndex);

/** The old name of {@link set_device_index}; deprecated (`torch.accelerator.set_device_idx`). */
export const set_device_idx = signature('set_device_idx(device: AcceleratorDevice, /) -> None').define((place) => {
  warn('FutureWarning', 'Use `set_device_index` instead.');
  setIndex(place);
});

function enter(index: number | null): () => void {
  if (index === null) return () => undefined;
  const before = accelerator.accelerator_exchange_device(index);
  return () => void accelerator.accelerator_maybe_exchange_device(before);
}

/**
 * Another current device of the accelerator, by its index; null leaves it (`torch.accelerator.device_index`): for a
 * function, `device_index(1, () => ...)`, or to the end of the block, `using _ = device_index(1)`.
 */
export function device_index(device: number | null): Mode;
export function device_index<T>(device: number | null, body: () => T): T;
export function device_index(...args: unknown[]): unknown {
  const [index, body] = takes.list(args);
  return context('device_index', () => enter(index), body);
}

const takes = signature('device_index(device: int | None, body: Body = None)', { checks: true });
