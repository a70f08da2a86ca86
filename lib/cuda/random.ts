/** `torch.cuda.random`: the generators of the devices. */
import { signature } from '../arguments/signature.js';
import { cudaGenerator, type Generator, type Seed } from '../tensor/generator.js';
import { current_device, device_count } from './device.js';
import { indexOf } from './device_index.js';
import { is_available } from './init.js';

/** Seeds the current device's generator (`torch.cuda.manual_seed`); does nothing without CUDA. */
export const manual_seed = signature('manual_seed(seed: Seed) -> None').define((seed) => {
  if (is_available()) cudaGenerator(current_device()).manual_seed(seed);
});

/** Seeds the generators of all GPUs (`torch.cuda.manual_seed_all`); does nothing without CUDA. */
export const manual_seed_all = signature('manual_seed_all(seed: Seed) -> None').define((seed) => {
  for (const generator of default_generators()) generator.manual_seed(seed);
});

/** Seeds the current device's generator with a random number of the system (`torch.cuda.seed`). */
export function seed(): void {
  if (is_available()) cudaGenerator(current_device()).seed();
}

/** The last seed of the current device's generator (`torch.cuda.initial_seed`). */
export function initial_seed(): Seed {
  return cudaGenerator(current_device()).initial_seed();
}

/** The state of a device's generator (`torch.cuda.get_rng_state`). */
export const get_rng_state = signature('get_rng_state(device: CudaDevice = None) -> Tensor').define(
  (device) => cudaGenerator(indexOf(device) ?? current_device()).get_state());

/** Puts a device's generator into a state that {@link get_rng_state} gave (`torch.cuda.set_rng_state`). */
export const set_rng_state = signature(
  'set_rng_state(new_state: Tensor, device: CudaDevice = None) -> None',
).define((new_state, device) => {
  cudaGenerator(indexOf(device) ?? current_device()).set_state(new_state);
});

/** The generators of all GPUs. */
export function default_generators(): Generator[] {
  return Array.from({ length: device_count() }, (_, i) => cudaGenerator(i));
}
