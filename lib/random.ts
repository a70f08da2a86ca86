/** `torch.random`: the state of the generators that are used wherever none is named. */
import { cuda, seeds } from './addon/doors.js';
import { inBlock, Mode, runInMode } from './autograd/mode.js';
import { RuntimeError } from './values/errors.js';
import { cudaGenerator, default_generator, seedBits, type Seed } from './tensor/generator.js';
import { signature } from './arguments/signature.js';

export { default_generator, Generator } from './tensor/generator.js';

/**
 * Seeds the generators of all devices, and gives the CPU's back (`torch.manual_seed`). Seeds lie between -2^63 and
 * 2^64 - 1; a negative one counts from the upper end. Throws a RuntimeError for what is no integer.
 */
export const manual_seed = signature('manual_seed(seed: Seed) -> Generator').define((seed) => {
  seeds.manual_seed(seedBits(seed));
  return default_generator;
});

/** Seeds the generators of all devices with a random number of the system, and gives that back (`torch.seed`). */
export function seed(): Seed {
  const chosen = default_generator.seed();
  seeds.manual_seed(seedBits(chosen));
  return chosen;
}

/** The last seed of the CPU's generator (`torch.initial_seed`). */
export function initial_seed(): Seed {
  return default_generator.initial_seed();
}

/** The state of the CPU's generator, as a tensor of bytes (`torch.get_rng_state`). */
export const get_rng_state = signature('get_rng_state() -> Tensor').define(() => default_generator.get_state());

/** Puts the CPU's generator into a state that {@link get_rng_state} gave (`torch.set_rng_state`). */
export const set_rng_state = signature('set_rng_state(new_state: Tensor) -> None').define((new_state) => {
  default_generator.set_state(new_state);
});

/**
 * The generator of a worker that is a thread of the main program's (`torch.random.thread_safe_generator`): null, since
 * a worker's thread has a default generator of its own, as a process of Python's has.
 */
export const thread_safe_generator = signature('thread_safe_generator() -> Generator | None').define(() => null);

const fork_rng_ = signature('fork_rng(devices: Sequence[int] = None, enabled: bool = True, *, device_type: str = None)');

/**
 * Runs `body`, then puts the generators back into the state they were in (`torch.random.fork_rng`), also those of the
 * CUDA `devices`, all of them if not given; with `enabled` false, or for a `device_type` of 'meta', it keeps nothing.
 * Without a body it holds to the end of the block: `using _ = torch.random.fork_rng()`. An async body would draw its
 * numbers later, so it is refused with a TypeError; a RuntimeError says that a kind of device has no generators.
 */
export function fork_rng<T>(body: () => T, ...args: typeof fork_rng_.args): T;
export function fork_rng(...args: typeof fork_rng_.args): Mode;
export function fork_rng(...given: unknown[]): unknown {
  const body = typeof given[0] === 'function' ? (given.shift() as () => unknown) : undefined;
  const mode = new Mode('fork_rng', keepStates(...fork_rng_.list(given)));
  return body === undefined ? inBlock(mode) : runInMode('fork_rng', mode, body);
}

/** What puts back the states that hold now. */
function keepStates(kept: readonly number[] | null, enabled: boolean, device_type: string | null): () => void {
  if (!enabled || device_type === 'meta') return () => undefined;
  if (device_type !== null && device_type !== 'cuda') {
    throw new RuntimeError(
      `Device '${device_type}' does not have a corresponding module registered as 'torch.${device_type}'.`);
  }
  const devices = kept ?? Array.from({ length: cuda.cuda_device_count() }, (_, i) => i);
  const generators = [default_generator, ...devices.map(cudaGenerator)];
  const states = generators.map((generator) => generator.get_state());
  return () => generators.forEach((each, i) => each.set_state(states[i]!));
}
