import { modes } from '../addon/doors.js';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import { warn } from '../python/warnings.js';
import { callStack } from './call_stack.js';
import { inBlock, Mode, runInMode } from './mode.js';

export interface AnomalyOptions {
  /** Also look for NaN in the results of every backward function; true if not given. */
  readonly check_nan?: boolean;
}

const takes = {
  detect_anomaly: signature('detect_anomaly(check_nan: bool = True)'),
  set_detect_anomaly: signature('set_detect_anomaly(mode: bool, check_nan: bool = True)'),
};

/**
 * Looks for the cause of bad gradients, slowly (`torch.autograd.detect_anomaly`): a backward function that gives NaN
 * throws a RuntimeError with its name, and for every error in backward a warning shows the lines that called forward.
 * For one function, or with `using` for the rest of the block; holds for all threads.
 */
export function detect_anomaly(check_nan?: boolean | AnomalyOptions): Mode;
export function detect_anomaly<T>(body: () => T, check_nan?: boolean | AnomalyOptions): T;
export function detect_anomaly<T>(...args: unknown[]): T | Mode {
  const name = 'detect_anomaly';
  const [body] = args;
  const [check_nan] = takes.detect_anomaly.list(typeof body === 'function' ? args.slice(1) : args);
  warn('UserWarning', 'Anomaly Detection has been enabled. This mode will increase the runtime and should only be ' +
    'enabled for debugging.');
  const mode = anomalyMode(name, true, check_nan);
  return typeof body === 'function' ? runInMode(name, mode, body as () => T) : inBlock(mode);
}

/** Switches the search on or off, from here on or with `using` for a block (`torch.autograd.set_detect_anomaly`). */
export function set_detect_anomaly(mode: boolean, check_nan?: boolean | AnomalyOptions): Mode;
export function set_detect_anomaly(named: AnomalyOptions & { readonly mode: boolean }): Mode;
export function set_detect_anomaly(...args: unknown[]): Mode {
  const name = 'set_detect_anomaly';
  const [mode, check_nan] = takes.set_detect_anomaly.list(args);
  return anomalyMode(name, checkedFlag(name, 'mode', 1, mode), check_nan);
}

function anomalyMode(name: string, mode: boolean, check_nan: boolean): Mode {
  const enabled = modes.is_anomaly_enabled();
  const checking = modes.is_anomaly_check_nan_enabled();
  switchTo(mode, checkedFlag(name, 'check_nan', 2, check_nan));
  return new Mode(name, () => modes.set_anomaly_enabled(enabled, checking));
}

/** Whether the search is on (`torch.is_anomaly_enabled`). */
export function is_anomaly_enabled(): boolean {
  return modes.is_anomaly_enabled();
}

/** Whether a NaN in backward is an error while the search is on (`torch.is_anomaly_check_nan_enabled`). */
export function is_anomaly_check_nan_enabled(): boolean {
  return modes.is_anomaly_check_nan_enabled();
}

/** Switches the search on or off, for all threads (`torch.set_anomaly_enabled`). */
export const set_anomaly_enabled = signature('set_anomaly_enabled(enabled: bool, check_nan: bool = True) -> None')
  .define((enabled, check_nan) => {
    switchTo(checkedFlag('set_anomaly_enabled', 'enabled', 1, enabled),
      checkedFlag('set_anomaly_enabled', 'check_nan', 2, check_nan));
  });

function switchTo(enabled: boolean, check_nan: boolean): void {
  modes.set_anomaly_enabled(enabled, check_nan);
}

// Each thread tells its own lines, whoever has switched the search on.
modes.set_anomaly_reporter((name, stack, made_the_last) => {
  if (name === undefined) return callStack().reverse().join('\n');
  const text = made_the_last
    ? `\n\nPrevious calculation was induced by ${name}. Traceback of forward call that induced the previous calculation:`
    : `Error detected in ${name}. Traceback of forward call that caused the error:`;
  const lines = stack === '' ? '' : stack!.split('\n').map((line) => `  ${line}\n`).join('');
  process.emitWarning(lines === '' && !made_the_last
    ? `Error detected in ${name}. No forward pass information available. Enable detect anomaly during forward pass for ` +
      'more information.'
    : `${text}\n${lines}`, 'UserWarning');
  return '';
});
