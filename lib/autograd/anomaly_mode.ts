import { modes } from '../addon/doors.js';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
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
 * throws a RuntimeError with its name. For one function, or with `using` for the rest of the block; holds for all
 * threads.
 */
export function detect_anomaly(check_nan?: boolean | AnomalyOptions): Mode;
export function detect_anomaly<T>(body: () => T, check_nan?: boolean | AnomalyOptions): T;
export function detect_anomaly<T>(...args: unknown[]): T | Mode {
  const name = 'detect_anomaly';
  const [body] = args;
  const [check_nan] = takes.detect_anomaly.list(typeof body === 'function' ? args.slice(1) : args);
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
  modes.set_anomaly_enabled(mode, checkedFlag(name, 'check_nan', 2, check_nan));
  return new Mode(name, () => modes.set_anomaly_enabled(enabled, checking));
}

/** Whether the search is on (`torch.is_anomaly_enabled`). */
export function is_anomaly_enabled(): boolean {
  return modes.is_anomaly_enabled();
}
