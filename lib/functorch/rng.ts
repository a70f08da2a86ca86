import { NativeGenerator } from '../addon/generator.js';
import type { Tensor } from '../tensor/tensor.js';

const generator = new NativeGenerator('cpu', true);

/** The state of the CPU's generator. */
export const get_rng_state = (): Tensor => NativeGenerator.get_state(generator);
export const set_rng_state = (state: Tensor): void => NativeGenerator.set_state(generator, state);
