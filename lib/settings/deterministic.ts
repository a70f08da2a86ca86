/** Whether operators must give the same bits each time. */
import { switches } from '../addon/doors.js';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import { pythonType } from '../backends/module.js';
import { RuntimeError } from '../values/errors.js';

/** Off, warnings, errors: in this order libtorch's numbers. */
const modes = ['default', 'warn', 'error'] as const;

/** What happens where an operator has no algorithm that gives the same bits each time, by number or name. */
export type DebugMode = 0 | 1 | 2 | (typeof modes)[number];

/**
 * Makes operators choose algorithms that give the same bits each time; where there is none they throw a RuntimeError,
 * or with `warn_only` warn (`torch.use_deterministic_algorithms`). Holds for the whole process.
 */
export const use_deterministic_algorithms = signature(
  'use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None').define((mode, warn_only) => {
  checkedFlag('_set_deterministic_algorithms', 'mode', 1, mode);
  if (typeof warn_only !== 'boolean') {
    throw new TypeError(
      `_set_deterministic_algorithms(): argument 'warn_only' must be bool, not ${pythonType(warn_only)}`);
  }
  // libtorch keeps whether to warn also while the whole is off.
  switches.write_switch('deterministic_algorithms', (mode ? 1 : 0) | (warn_only ? 2 : 0));
});

/** Whether {@link use_deterministic_algorithms} is on (`torch.are_deterministic_algorithms_enabled`). */
export const are_deterministic_algorithms_enabled = signature('are_deterministic_algorithms_enabled() -> bool').define(
  () => (switches.read_switch('deterministic_algorithms') & 1) !== 0);

/** Whether it only warns (`torch.is_deterministic_algorithms_warn_only_enabled`). */
export const is_deterministic_algorithms_warn_only_enabled = signature(
  'is_deterministic_algorithms_warn_only_enabled() -> bool').define(
  () => (switches.read_switch('deterministic_algorithms') & 2) !== 0);

/** {@link use_deterministic_algorithms} by one word or number (`torch.set_deterministic_debug_mode`). */
export const set_deterministic_debug_mode = signature(
  'set_deterministic_debug_mode(debug_mode: DebugMode) -> None').define((debug_mode: number | string) => {
  if (typeof debug_mode !== 'string' && !Number.isInteger(debug_mode)) {
    throw new TypeError(`debug_mode must be str or int, but got <class '${pythonType(debug_mode)}'>`);
  }
  const mode = typeof debug_mode === 'string' ? (modes as readonly string[]).indexOf(debug_mode) : debug_mode;
  if (mode >= 0 && mode < modes.length) return use_deterministic_algorithms(mode > 0, { warn_only: mode === 1 });
  const expected = typeof debug_mode === 'string' ? 'one of `default`, `warn`, `error`' : '0, 1, or 2';
  throw new RuntimeError(`invalid value of debug_mode, expected ${expected}, but got ${debug_mode}`);
});

/** 0, 1 or 2: off, warnings, errors (`torch.get_deterministic_debug_mode`). */
export const get_deterministic_debug_mode = signature('get_deterministic_debug_mode() -> int').define(() => {
  if (!are_deterministic_algorithms_enabled()) return 0;
  return is_deterministic_algorithms_warn_only_enabled() ? 1 : 2;
});
