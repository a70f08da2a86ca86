import { switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { AttributeError, RuntimeError } from '../values/errors.js';

/** Whether this libtorch was built for Apple's GPUs (`torch.backends.mps.is_built`). */
export const is_built = signature('is_built() -> bool').define(() => switches.read_switch('has_mps'));

/** Whether tensors can live on an Apple GPU (`torch.backends.mps.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => switches.read_switch('has_mps'));

/**
 * Whether the system is at least that macOS (`torch.backends.mps.is_macos_or_newer`). Throws a RuntimeError without
 * MPS.
 */
export const is_macos_or_newer = signature('is_macos_or_newer(major: int, minor: int) -> bool', { checks: true }).define(
  () => withoutMps());

/** As {@link is_macos_or_newer}, of macOS 13 (`torch.backends.mps.is_macos13_or_newer`). */
export const is_macos13_or_newer = signature('is_macos13_or_newer(minor: int = 0) -> bool', { checks: true }).define(
  () => withoutMps());

/** The name of the GPU (`torch.backends.mps.get_name`). Throws PyTorch's AttributeError without MPS. */
export const get_name = signature('get_name() -> str').define(() => absent('_mps_get_name'));

/** How many cores the GPU has (`torch.backends.mps.get_core_count`). Throws PyTorch's AttributeError without MPS. */
export const get_core_count = signature('get_core_count() -> int').define(() => absent('_mps_get_core_count'));

function withoutMps(): never {
  throw new RuntimeError('Cannot execute isOnMacOSorNewer() without MPS backend.');
}

function absent(name: string): never {
  throw new AttributeError(`module 'torch._C' has no attribute '${name}'`);
}
