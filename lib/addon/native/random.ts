import type { Handle, ObjectHandle } from '../native.js';

/** The doors of native/device/random.h and native/device/settings.h; seeds are unsigned and have 64 bits. */
export interface SeedNative {
  /** Of all devices. */
  manual_seed(seed: bigint): void;
}

export interface RandomNative extends SeedNative {
  default_generator(device: string): ObjectHandle;
  new_generator(device: string): ObjectHandle;
  generator_manual_seed(generator: ObjectHandle, seed: bigint): void;
  generator_seed(generator: ObjectHandle): bigint;
  generator_initial_seed(generator: ObjectHandle): bigint;
  generator_get_state(generator: ObjectHandle): Handle;
  generator_set_state(generator: ObjectHandle, state: Handle): void;
  generator_device(generator: ObjectHandle): string;
}

export interface SettingsNative {
  get_num_threads(): number;
  init_num_threads(): void;
  set_num_threads(count: number): void;
  get_num_interop_threads(): number;
  set_num_interop_threads(count: number): void;
  check_sparse_invariants(): boolean;
  set_check_sparse_invariants(enabled: boolean): void;
  /** Numbers of c10::ScalarType. */
  get_default_dtype(): number;
  set_default_dtype(code: number): void;
}
