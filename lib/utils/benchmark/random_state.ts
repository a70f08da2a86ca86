import { MersenneTwister } from '../../python_random/mersenne_twister.js';
import { ValueError } from '../../values/errors.js';

/** The numbers of numpy's `RandomState`, of which fuzzers draw: the same seed gives the same. */
export class RandomState {
  readonly #generator = new MersenneTwister();

  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new ValueError('Seed must be between 0 and 2**32 - 1');
    }
    this.#generator.seedByNumber(seed);
  }

  /** A float in [0, 1). */
  rand(): number {
    return this.#generator.random();
  }
  /** A float in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.#generator.random();
  }
  /** An integer from `low` to below `high`: by words, masked, until one is not too large. */
  randint(low: bigint, high: bigint): bigint {
    const range = high - low - 1n;
    if (range < 0n) throw new ValueError('low >= high');
    return range === 0n ? low : low + this.#upTo(range);
  }
  /** A place in a list of probabilities that sum up to one. */
  choice(probabilities: readonly number[]): number {
    let sum = 0;
    const ends = probabilities.map((each) => (sum += each));
    const point = this.#generator.random();
    const found = ends.findIndex((end) => point < end / sum);
    return found < 0 ? probabilities.length - 1 : found;
  }
  /** The numbers below `n` in another order. */
  permutation(n: number): number[] {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = Number(this.#upTo(BigInt(i)));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }

  #upTo(most: bigint): bigint {
    const mask = (1n << BigInt(most.toString(2).length)) - 1n;
    const word = (): bigint => BigInt(this.#generator.word());
    for (;;) {
      const drawn = most > 0xffffffffn ? (word() << 32n) | word() : word();
      if ((drawn & mask) <= most) return drawn & mask;
    }
  }
}
