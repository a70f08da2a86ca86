import { callable } from '../python/callable.js';
import { isDeviceLike, parseDevice, type device, type DeviceLike } from '../values/device.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { NativeGenerator } from '../addon/generator.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from './tensor.js';
import { is_tensor } from '../values/is_tensor.js';
import { typeName } from '../values/type_name.js';

/** Unsigned, 64 bits: a bigint where a number would not hold it exactly. */
export type Seed = number | bigint;

const takes = {
  Generator: signature('Generator(device: DeviceLike = "cpu")'),
  manual_seed: signature('Generator.manual_seed(seed: Seed)'),
  set_state: signature('Generator.set_state(new_state: Tensor)'),
};

class GeneratorObject extends NativeGenerator {
  get device(): device {
    return parseDevice(NativeGenerator.device(this) as DeviceLike);
  }

  /** Starts the seed's sequence, and gives the generator back. Throws a RuntimeError for what is no integer. */
  manual_seed(...args: typeof takes.manual_seed.args): this {
    const [seed] = takes.manual_seed.list(args);
    NativeGenerator.manual_seed(this, seedBits(seed));
    return this;
  }

  /** Seeds with a random number of the system, and gives that back. */
  seed(): Seed {
    return seedOf(NativeGenerator.seed(this));
  }

  /** The last seed. */
  initial_seed(): Seed {
    return seedOf(NativeGenerator.initial_seed(this));
  }

  /** A copy of the whole state: bytes, on the CPU. */
  get_state(): Tensor {
    return NativeGenerator.get_state(this);
  }

  /** Goes on from a state that {@link get_state} gave. Throws a TypeError or RuntimeError for another tensor. */
  set_state(...args: typeof takes.set_state.args): void {
    const [state] = takes.set_state.list(args);
    if (!is_tensor(state)) throw new TypeError(`expected a torch.ByteTensor, but got ${typeof state}`);
    NativeGenerator.set_state(this, state);
  }
}

/** A source of random numbers (`torch.Generator`). */
export type Generator = GeneratorObject;

/** A new source of random numbers on a device, the CPU if none is named; with or without `new`. */
export const Generator = callable('Generator', GeneratorObject.prototype, (...args: typeof takes.Generator.args) => {
  const [device] = takes.Generator.list(args);
  if (!isDeviceLike(device)) {
    throw new TypeError(`Generator(): argument 'device' must be torch.device, not ${typeName(device)}`);
  }
  return new GeneratorObject(parseDevice(device).toString(), false);
});

/** The CPU's own generator, which is used wherever none is named (`torch.default_generator`). */
export const default_generator: Generator = new GeneratorObject('cpu', true);

/** The own generator of a device, by its text. */
export function ownGenerator(device: string): Generator {
  return new GeneratorObject(device, true);
}

/** The own generator of a CUDA device (`torch.cuda.default_generators`). */
export function cudaGenerator(index: number): Generator {
  return ownGenerator(`cuda:${index}`);
}

const limit = 2n ** 63n;

/** The seed as libtorch takes it. */
export function seedBits(seed: Seed): bigint {
  if (typeof seed !== 'bigint' && !Number.isInteger(seed)) {
    const kind = typeof seed === 'number' ? 'float' : typeof seed;
    throw new RuntimeError(`manual_seed expected a long, but got ${kind}`);
  }
  const value = BigInt(seed);
  if (value < -limit || value >= 2n * limit) throw new ValueError('Overflow when unpacking long long');
  return BigInt.asUintN(64, value);
}

function seedOf(bits: bigint): Seed {
  return bits <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(bits) : bits;
}
