import { type dtype, float32 } from './dtype.js';

/** What holds where a program names no dtype and no device. libtorch keeps these; who loads it says how to ask. */
export interface Defaults {
  dtype(): dtype;
  /** The device type of tensors made without naming one. */
  deviceType(): string;
  /** The index of the current CUDA device. */
  cudaDevice(): number;
}

/** Before libtorch is loaded: as it starts. */
let current: Defaults = { dtype: () => float32, deviceType: () => 'cpu', cudaDevice: () => 0 };

export function defaults(): Defaults {
  return current;
}

/** Says where to ask from now on; called once, when the addon is loaded. */
export function bindDefaults(source: Defaults): void {
  current = source;
}
