/**
 * Python's `random`, call for call: the same seed gives the same numbers. Transforms that torchvision draws with it
 * (`RandomChoice`, `RandomOrder`) use the generator that the functions of this module share.
 * What is built on the generator (integers by rejection, shuffling, sampling) follows the documented behaviour of
 * Python 3's module.
 */
import { createHash, randomFillSync } from 'node:crypto';
import { ValueError } from '../values/errors.js';
import { MersenneTwister, words as stateWords } from './mersenne_twister.js';

/** What a sequence can start from. */
export type Seed = number | bigint | string;

/** A generator of its own, with Python's methods (`random.Random`). */
export class Random {
  readonly #generator = new MersenneTwister();
  #spare: number | null = null;

  constructor(seed?: Seed) {
    this.seed(seed);
  }

  /**
   * Starts the sequence anew: from an integer of any size (its sign is ignored, as in Python), a string, or, without
   * an argument, from the operating system's randomness.
   */
  seed(seed?: Seed): void {
    this.#generator.seedByArray(seedWords(seed));
    this.#spare = null;
  }

  /** A float in [0, 1) with 53 random bits. */
  random(): number {
    return this.#generator.random();
  }

  /** An integer of `k` random bits, 0 <= k <= 53. */
  getrandbits(k: number): number {
    if (!Number.isInteger(k)) throw new TypeError(`getrandbits(): k must be an integer, got ${k}`);
    if (k < 0) throw new RangeError('number of bits must be non-negative');
    if (k > 53) throw new RangeError(`getrandbits(): at most 53 bits fit a JavaScript number, asked for ${k}`);
    if (k === 0) return 0;
    if (k <= 32) return this.#generator.word() >>> (32 - k);
    // Least significant word first; the last one gives only the bits still missing.
    const low = this.#generator.word();
    return (this.#generator.word() >>> (64 - k)) * 0x100000000 + low;
  }

  /** An integer in [a, b], both ends included. */
  randint(a: number, b: number): number {
    return this.randrange(a, safeInteger('randint', 'b', b) + 1);
  }

  /** One of `start`, `start + step`, ... below `stop`; with one argument, an integer in [0, start). */
  randrange(start: number, stop?: number, step = 1): number {
    safeInteger('randrange', 'start', start);
    if (stop === undefined) {
      if (start <= 0) throw new RangeError('empty range for randrange()');
      return this.#below(start);
    }
    safeInteger('randrange', 'stop', stop);
    safeInteger('randrange', 'step', step);
    if (step === 0) throw new RangeError('zero step for randrange()');
    const count = Math.ceil((stop - start) / step);
    if (count <= 0) throw new RangeError(`empty range in randrange(${start}, ${stop}${step === 1 ? '' : `, ${step}`})`);
    return start + step * this.#below(count);
  }

  /** One element of a sequence that is not empty. */
  choice<T>(sequence: ArrayLike<T>): T {
    if (sequence.length === 0) throw new RangeError('Cannot choose from an empty sequence');
    return sequence[this.#below(sequence.length)];
  }

  /** `k` elements of a sequence, drawn anew each time, each as likely as its weight says. */
  choices<T>(population: ArrayLike<T>, weights: readonly number[] | null = null, k = 1): T[] {
    const n = population.length;
    if (weights === null) return Array.from({ length: k }, () => population[Math.floor(this.random() * n)]);
    if (weights.length !== n) throw new ValueError('The number of weights does not match the population');
    let total = 0;
    const ends = weights.map((weight) => (total += weight));
    if (!(total > 0)) throw new ValueError('Total of weights must be greater than zero');
    if (total === Infinity) throw new ValueError('Total of weights must be finite');
    return Array.from({ length: k }, () => {
      const point = this.random() * total;
      const found = ends.findIndex((end) => point < end);
      return population[found < 0 ? n - 1 : found];
    });
  }

  /** Puts the elements of `x` in random order, in place. */
  shuffle(x: unknown[]): void {
    for (let i = x.length - 1; i > 0; i--) {
      const j = this.#below(i + 1);
      [x[i], x[j]] = [x[j], x[i]];
    }
  }

  /** `k` different elements of `population`, in random order; the population stays as it is. */
  sample<T>(population: ArrayLike<T>, k: number): T[] {
    const n = population.length;
    safeInteger('sample', 'k', k);
    if (k < 0 || k > n) throw new RangeError('Sample larger than population or is negative');
    // Python picks the cheaper of two methods, and they draw different numbers: the rule must be the same.
    let poolLimit = 21;
    if (k > 5) poolLimit += 4 ** Math.ceil(Math.log(k * 3) / Math.log(4));
    const result: T[] = [];
    if (n <= poolLimit) {
      const pool = Array.from(population);
      for (let i = 0; i < k; i++) {
        const j = this.#below(n - i);
        result.push(pool[j]);
        pool[j] = pool[n - i - 1];
      }
      return result;
    }
    const taken = new Set<number>();
    for (let i = 0; i < k; i++) {
      let j = this.#below(n);
      while (taken.has(j)) j = this.#below(n);
      taken.add(j);
      result.push(population[j]);
    }
    return result;
  }

  /** A float between `a` and `b`. */
  uniform(a: number, b: number): number {
    return a + (b - a) * this.random();
  }

  /**
   * A float from the normal distribution. The uniform numbers used are Python's; the last digit may differ, because
   * V8 and the C library round `log`, `sin` and `cos` differently.
   */
  gauss(mu = 0, sigma = 1): number {
    let z = this.#spare;
    this.#spare = null;
    if (z === null) {
      // Box-Muller makes two at a time; the second waits for the next call.
      const angle = this.random() * 2 * Math.PI;
      const radius = Math.sqrt(-2 * Math.log(1 - this.random()));
      z = Math.cos(angle) * radius;
      this.#spare = Math.sin(angle) * radius;
    }
    return mu + z * sigma;
  }

  /** An integer in [0, n), without bias: numbers that do not fit are thrown away and drawn again. */
  #below(n: number): number {
    const bits = n > 0xffffffff ? 64 - Math.clz32(Math.floor(n / 0x100000000)) : 32 - Math.clz32(n);
    let r = this.getrandbits(bits);
    while (r >= n) r = this.getrandbits(bits);
    return r;
  }
}

/** The 32-bit words a seed stands for, least significant first. */
function seedWords(seed: Seed | undefined): number[] {
  if (seed === undefined) return Array.from(randomFillSync(new Uint32Array(stateWords)));
  let value: bigint;
  if (typeof seed === 'string') {
    const text = Buffer.from(seed, 'utf8');
    const bytes = Buffer.concat([text, createHash('sha512').update(text).digest()]);
    value = BigInt('0x' + bytes.toString('hex'));
  } else if (typeof seed === 'number' && !Number.isSafeInteger(seed)) {
    throw new TypeError(`seed(): wanted an integer (a bigint beyond 2^53) or a string, got ${seed}`);
  } else {
    value = BigInt(seed);
    if (value < 0n) value = -value;
  }
  const words: number[] = [];
  do {
    words.push(Number(value & 0xffffffffn));
    value >>= 32n;
  } while (value > 0n);
  return words;
}

function safeInteger(name: string, argument: string, value: number): number {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${name}(): ${argument} must be an integer, got ${value}`);
  return value;
}

// Python's module-level functions share one hidden generator; so do ours.
const shared = new Random();

/** Starts the shared sequence anew (`random.seed`); see {@link Random.seed}. */
export const seed = (value?: Seed): void => shared.seed(value);
/** A float in [0, 1) of the shared generator (`random.random`); see {@link Random.random}. */
export const random = (): number => shared.random();
/** An integer of `k` random bits (`random.getrandbits`); see {@link Random.getrandbits}. */
export const getrandbits = (k: number): number => shared.getrandbits(k);
/** An integer in [a, b], both ends included (`random.randint`); see {@link Random.randint}. */
export const randint = (a: number, b: number): number => shared.randint(a, b);
/**
 * One of `start`, `start + step`, ... below `stop`; with one argument, an integer in [0, start) (`random.randrange`);
 * see {@link Random.randrange}.
 */
export const randrange = (start: number, stop?: number, step?: number): number => shared.randrange(start, stop, step);
/** One element of a sequence that is not empty (`random.choice`); see {@link Random.choice}. */
export const choice = <T>(sequence: ArrayLike<T>): T => shared.choice(sequence);
/**
 * `k` elements of a sequence, drawn anew each time, by their weights (`random.choices`); see {@link Random.choices}.
 */
export const choices = <T>(population: ArrayLike<T>, weights?: readonly number[] | null, k?: number): T[] =>
  shared.choices(population, weights, k);
/** Puts the elements of `x` in random order, in place (`random.shuffle`); see {@link Random.shuffle}. */
export const shuffle = (x: unknown[]): void => shared.shuffle(x);
/** `k` different elements of `population`, in random order (`random.sample`); see {@link Random.sample}. */
export const sample = <T>(population: ArrayLike<T>, k: number): T[] => shared.sample(population, k);
/** A float between `a` and `b` (`random.uniform`); see {@link Random.uniform}. */
export const uniform = (a: number, b: number): number => shared.uniform(a, b);
/** A float from the normal distribution (`random.gauss`); see {@link Random.gauss}. */
export const gauss = (mu?: number, sigma?: number): number => shared.gauss(mu, sigma);
