import { switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';

/**
 * Which kernels libtorch chose for this processor: `'AVX2'`, `'AVX512'`, `'DEFAULT'`
 * (`torch.backends.cpu.get_cpu_capability`).
 */
export const get_cpu_capability = signature('get_cpu_capability() -> str').define(
  () => switches.read_switch('cpu_capability'));
