import { autocast, is_autocast_available, within } from '../../amp/autocast.js';
import { get_autocast_dtype, is_autocast_cache_enabled, is_autocast_enabled } from '../../settings/autocast.js';
import { inferDeviceType } from './devices.js';
import type { WithState } from './random_state.js';

/** Runs a body in the autocast that was when this was made, on the CPU and on the device of the arguments. */
export function autocastState(args: readonly unknown[]): WithState {
  const kinds = [inferDeviceType(args), 'cpu'].filter((kind) => is_autocast_available(kind));
  const states = kinds.map((kind) => [kind, {
    enabled: is_autocast_enabled(kind), dtype: get_autocast_dtype(kind), cache_enabled: is_autocast_cache_enabled(),
  }] as const);
  return (body) => states.reduceRight<typeof body>(
    (inner, [kind, options]) => () => within(autocast(kind, options), inner), body)();
}
