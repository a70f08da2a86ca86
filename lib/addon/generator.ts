import { native } from './binding.js';
import { selfOf } from './handle.js';
import type { ObjectHandle } from './native.js';
import { NativeObject } from './native_object.js';
import { wrap } from './wrap.js';
import type { Tensor } from '../tensor/tensor.js';

/** A generator of libtorch; seeds are unsigned and have 64 bits. */
export class NativeGenerator extends NativeObject {
  /** A new one on a device, or with `own` the device's own. */
  constructor(device: string, own: boolean) {
    super(own ? native.default_generator(device) : native.new_generator(device));
  }

  static device(generator: NativeGenerator): string {
    return native.generator_device(handleOfGenerator(generator));
  }
  static manual_seed(generator: NativeGenerator, seed: bigint): void {
    native.generator_manual_seed(handleOfGenerator(generator), seed);
  }
  static seed(generator: NativeGenerator): bigint {
    return native.generator_seed(handleOfGenerator(generator));
  }
  static initial_seed(generator: NativeGenerator): bigint {
    return native.generator_initial_seed(handleOfGenerator(generator));
  }
  static get_state(generator: NativeGenerator): Tensor {
    return wrap(native.generator_get_state(handleOfGenerator(generator)));
  }
  static set_state(generator: NativeGenerator, state: Tensor): void {
    native.generator_set_state(handleOfGenerator(generator), selfOf(state));
  }
}

function handleOfGenerator(generator: NativeGenerator): ObjectHandle {
  return NativeObject.handle(generator)!;
}
