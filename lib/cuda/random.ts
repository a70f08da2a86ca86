/** `torch.cuda.random`: the generators of the devices. */
import { itemsOf, toInt, withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { cudaGenerator, type Generator, type Seed } from '../tensor/generator.js';
import { isDeviceLike, parseDevice, type DeviceLike } from '../values/device.js';
import { current_device, device_count } from './device.js';
import { init, is_available } from './init.js';

const made: Generator[] = [];
let filled = false;

/** The generators of all GPUs; made when they are first asked for (`torch.cuda.default_generators`). */
export const default_generators: readonly Generator[] = new Proxy(made, {
  get(target, name) {
    fill();
    return Reflect.get(target, name) as unknown;
  },
  has(target, name) {
    fill();
    return Reflect.has(target, name);
  },
  ownKeys(target) {
    fill();
    return Reflect.ownKeys(target);
  },
});

function fill(): void {
  if (filled) return;
  filled = true;
  for (let i = 0; i < device_count(); i++) made.push(cudaGenerator(i));
}

const currentGenerator = (): Generator => default_generators[current_device()]!;

/** The generator of a device; of a device without an index, the current one's. */
const generatorOf = (device: DeviceLike | number): Generator =>
  default_generators[parseDevice(device).index ?? current_device()]!;

/**
 * Seeds the current device's generator (`torch.cuda.manual_seed`); does nothing without CUDA. Throws a TypeError or
 * ValueError for what is no number, as Python's `int` does.
 */
export const manual_seed = signature('manual_seed(seed: Seed) -> None').define((seed) => {
  const number = toInt(seed);
  if (is_available()) currentGenerator().manual_seed(number);
});

/** Seeds the generators of all GPUs (`torch.cuda.manual_seed_all`); does nothing without CUDA. */
export const manual_seed_all = signature('manual_seed_all(seed: Seed) -> None').define((seed) => {
  const number = toInt(seed);
  for (const generator of default_generators) generator.manual_seed(number);
});

/** Seeds the current device's generator with a random number of the system (`torch.cuda.seed`). */
export const seed = signature('seed() -> None').define(() => {
  if (is_available()) currentGenerator().seed();
});

/** Seeds the generators of all GPUs with one random number of the system (`torch.cuda.seed_all`). */
export const seed_all = signature('seed_all() -> None').define(() => {
  const [first, ...others] = default_generators;
  const random = first?.seed();
  for (const generator of others) generator.manual_seed(random!);
});

/** The last seed of the current device's generator (`torch.cuda.initial_seed`). */
export const initial_seed = signature('initial_seed() -> Seed').define((): Seed => {
  init();
  return currentGenerator().initial_seed();
});

/** The state of a device's generator (`torch.cuda.get_rng_state`). */
export const get_rng_state = signature('get_rng_state(device: DeviceLike | int = "cuda") -> Tensor').define((device) => {
  init();
  return generatorOf(device).get_state();
});

/** The states of the generators of all GPUs (`torch.cuda.get_rng_state_all`). */
export const get_rng_state_all = signature('get_rng_state_all() -> list[Tensor]').define(
  () => Array.from({ length: device_count() }, (_, i) => get_rng_state(i)));

/**
 * Puts a device's generator into a state that {@link get_rng_state} gave (`torch.cuda.set_rng_state`); does nothing
 * without CUDA.
 */
export const set_rng_state = signature(
  'set_rng_state(new_state: Tensor, device: DeviceLike | int = "cuda") -> None',
).define((new_state, device) => {
  withAttribute(new_state, 'clone');
  const place = isDeviceLike(device) ? parseDevice(device) : device;
  if (is_available()) generatorOf(place).set_state(new_state);
});

/** Puts the generators of all GPUs into states (`torch.cuda.set_rng_state_all`). */
export const set_rng_state_all = signature('set_rng_state_all(new_states: Sequence[Tensor]) -> None').define(
  (new_states) => itemsOf(new_states).forEach((state, i) => set_rng_state(state, i)));
