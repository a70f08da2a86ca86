import { switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';

/** Whether this libtorch was built with KleidiAI (`torch.backends.kleidiai.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => switches.read_switch('has_kleidiai'));
