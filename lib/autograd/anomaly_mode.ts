import { native } from '../binding.js';
import { inBlock, Mode, runInMode } from './mode.js';

export interface AnomalyOptions {
  /** Also look for NaN in the results of every backward function; true if not given. */
  readonly check_nan?: boolean;
}

/**
 * Looks for the cause of bad gradients, slowly (`torch.autograd.detect_anomaly`): a backward function that gives NaN
 * throws a RuntimeError with its name. For one function, or with `using` for the rest of the block; holds for all
 * threads.
 */
export function detect_anomaly(options?: AnomalyOptions): Mode;
export function detect_anomaly<T>(body: () => T, options?: AnomalyOptions): T;
export function detect_anomaly<T>(
  first: (() => T) | AnomalyOptions = {}, options: AnomalyOptions = {},
): T | Mode {
  const name = 'detect_anomaly';
  if (typeof first === 'function') return runInMode(name, anomalyMode(name, true, options), first);
  return inBlock(anomalyMode(name, true, first));
}

/** Switches the search on or off, from here on or with `using` for a block (`torch.autograd.set_detect_anomaly`). */
export function set_detect_anomaly(mode: boolean, options: AnomalyOptions = {}): Mode {
  return anomalyMode('set_detect_anomaly', mode, options);
}

function anomalyMode(name: string, mode: boolean, options: AnomalyOptions): Mode {
  const enabled = native.is_anomaly_enabled();
  const checking = native.is_anomaly_check_nan_enabled();
  native.set_anomaly_enabled(mode, options.check_nan ?? true);
  return new Mode(name, () => native.set_anomaly_enabled(enabled, checking));
}

/** Whether the search is on (`torch.is_anomaly_enabled`). */
export function is_anomaly_enabled(): boolean {
  return native.is_anomaly_enabled();
}
