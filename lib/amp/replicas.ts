import type { Tensor } from '../tensor/tensor.js';
import type { device } from '../values/device.js';

/** Copies of a tensor, one for each device that asks. */
export class Replicas {
  readonly replicas = new Map<string, Tensor>();
  readonly #original: Tensor;

  constructor(original: Tensor) {
    this.#original = original;
  }

  on(place: device): Tensor {
    const key = String(place);
    let replica = this.replicas.get(key);
    if (replica === undefined) {
      replica = this.#original.to(place, { non_blocking: true, copy: true });
      this.replicas.set(key, replica);
    }
    return replica;
  }
}
