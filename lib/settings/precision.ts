import { switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { checkedSwitch, pythonType } from '../backends/module.js';
import { RuntimeError } from '../values/errors.js';

/**
 * How exactly matrix products of float32 are computed: with all bits, with TF32 or bfloat16 in three parts, in
 * bfloat16.
 */
export type MatmulPrecision = 'highest' | 'high' | 'medium';

/** How exactly matrix products of float32 are computed (`torch.get_float32_matmul_precision`). */
export const get_float32_matmul_precision = signature('get_float32_matmul_precision() -> MatmulPrecision').define(
  () => switches.read_switch('float32_matmul_precision') as MatmulPrecision);

/**
 * Says how exactly matrix products of float32 are computed, on every device (`torch.set_float32_matmul_precision`);
 * another word than these three warns and changes nothing. Throws a RuntimeError for what is no text.
 */
export const set_float32_matmul_precision = signature(
  'set_float32_matmul_precision(precision: MatmulPrecision) -> None').define((precision: unknown) => {
  if (typeof precision !== 'string') {
    throw new RuntimeError(`set_float32_matmul_precision expects a str, but got ${pythonType(precision)}`);
  }
  switches.write_switch('float32_matmul_precision', precision);
});

/**
 * Whether the processor turns numbers that are too small to be normal into 0, from now on and in this thread
 * (`torch.set_flush_denormal`); gives back whether it can.
 */
export const set_flush_denormal = signature('set_flush_denormal(mode: bool) -> bool').define((mode: unknown) => {
  if (typeof mode !== 'boolean') throw new RuntimeError(`flush_denormal expects a bool, but got ${pythonType(mode)}`);
  return switches.set_flush_denormal(mode);
});

/** Says whether libtorch's warnings come each time, not once (`torch.set_warn_always`). */
export const set_warn_always = signature('set_warn_always(b: bool) -> None').define((b) => {
  switches.write_switch('warn_always', checkedSwitch('setWarnOnlyOnce', b));
});

/** Whether libtorch's warnings come each time (`torch.is_warn_always_enabled`). */
export const is_warn_always_enabled = signature('is_warn_always_enabled() -> bool').define(
  () => switches.read_switch('warn_always'));
