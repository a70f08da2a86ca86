import type { Handle } from '../native.js';

/** The doors of native/random.h and native/settings.h; seeds are unsigned and have 64 bits. */
export interface RandomNative {
  manual_seed(seed: bigint): void;
  default_generator(device: string): Handle;
  new_generator(device: string): Handle;
  generator_manual_seed(generator: Handle, seed: bigint): void;
  generator_seed(generator: Handle): bigint;
  generator_initial_seed(generator: Handle): bigint;
  generator_get_state(generator: Handle): Handle;
  generator_set_state(generator: Handle, state: Handle): void;
  generator_device(generator: Handle): string;
}

export interface SettingsNative {
  get_num_threads(): number;
  set_num_threads(count: number): void;
  get_num_interop_threads(): number;
  set_num_interop_threads(count: number): void;
  /** Numbers of c10::ScalarType. */
  get_default_dtype(): number;
  set_default_dtype(code: number): void;
}
