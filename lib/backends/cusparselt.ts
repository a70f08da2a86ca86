import { switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';

/** Whether this libtorch was built with cuSPARSELt (`torch.backends.cusparselt.is_available`). */
export const is_available = signature('is_available() -> bool').define(
  () => /\bUSE_CUSPARSELT=(1|ON)/.test(switches.read_switch('config')));

/**
 * The version of cuSPARSELt as one number; null without, and where libtorch does not tell
 * (`torch.backends.cusparselt.version`).
 */
export const version = signature('version() -> int | None').define(() => null);

/** The greatest number of an algorithm, where the version is known (`torch.backends.cusparselt.get_max_alg_id`). */
export const get_max_alg_id = signature('get_max_alg_id() -> int | None').define(() => null);
