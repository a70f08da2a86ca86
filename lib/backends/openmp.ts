import { switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';

/** Whether this libtorch was built with OpenMP (`torch.backends.openmp.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => switches.read_switch('has_openmp'));
