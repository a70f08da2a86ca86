import { fork_rng, get_rng_state, set_rng_state } from '../../random.js';
import { deviceStates, inferDeviceType, set_device_states } from './devices.js';

/** Runs a body with the random numbers that were to come when this was made, and puts the generators back. */
export type WithState = <T>(body: () => T) => T;

/** The generators of the CPU and of the devices that the arguments lie on. It keeps none of the arguments. */
export function randomState(args: readonly unknown[]): WithState {
  const state = get_rng_state();
  const device_type = inferDeviceType(args);
  const [devices, states] = deviceStates(args);
  return (body) => fork_rng(() => {
    set_rng_state(state);
    if (devices.length > 0) set_device_states(devices, states, { device_type });
    return body();
  }, devices);
}
