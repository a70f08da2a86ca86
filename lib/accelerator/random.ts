/** `torch.accelerator.random`: the generators of the accelerator's devices. */
import { accelerator } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { ownGenerator, type Generator } from '../tensor/generator.js';
import { RuntimeError } from '../values/errors.js';
import { indexOf, type AcceleratorDevice } from './device_index.js';
import { builtFor } from './device_type.js';

function generatorOf(place: AcceleratorDevice): Generator {
  const index = indexOf(place);
  accelerator.accelerator_device_index();
  const built = builtFor();
  if (built === null) throw new RuntimeError('Accelerator expected');
  return ownGenerator(`${built.type}:${index}`);
}

/** The last seed of a device's generator (`torch.accelerator.random.initial_seed`). */
export const initial_seed = signature('initial_seed(device: AcceleratorDevice = None, /) -> int | bigint').define(
  (place) => generatorOf(place).initial_seed());

/** The state of a device's generator (`torch.accelerator.random.get_rng_state`). */
export const get_rng_state = signature('get_rng_state(device: AcceleratorDevice = None, /) -> Tensor').define(
  (place) => generatorOf(place).get_state());

/** The states of the generators of all devices (`torch.accelerator.random.get_rng_state_all`). */
export const get_rng_state_all = signature('get_rng_state_all() -> list[Tensor]').define(
  () => Array.from({ length: accelerator.accelerator_device_count() }, (_, i) => get_rng_state(i)));
