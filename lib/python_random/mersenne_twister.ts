/**
 * MT19937 of Makoto Matsumoto and Takuji Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform
 * pseudo-random number generator", ACM Transactions on Modeling and Computer Simulation 8(1), 1998, with their seeding
 * by array and by number of 2002: the generator of Python's `random`, and of numpy's `RandomState`.
 */

const N = 624;
const M = 397;
const UPPER = 0x80000000;
const LOWER = 0x7fffffff;

/** How many words the state has. */
export const words = N;

/** The generator: words of 32 bits. */
export class MersenneTwister {
  readonly #state = new Uint32Array(N);
  #next = N;

  /** A word of 32 bits. */
  word(): number {
    if (this.#next >= N) this.#twist();
    let y = this.#state[this.#next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** A float in [0, 1) with 53 random bits. */
  random(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  #twist(): void {
    const s = this.#state;
    for (let i = 0; i < N; i++) {
      const y = ((s[i]) & UPPER) | ((s[(i + 1) % N]) & LOWER);
      s[i] = (s[(i + M) % N]) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }

  /** Starts anew from a word. */
  seedByNumber(seed: number): void {
    const s = this.#state;
    s[0] = seed;
    for (let i = 1; i < N; i++) s[i] = Math.imul(1812433253, mixed(s, i)) + i;
    this.#next = N;
  }

  /** Starts anew from words, the least significant first. */
  seedByArray(key: readonly number[]): void {
    const s = this.#state;
    this.seedByNumber(19650218);
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, key.length); k > 0; k--) {
      s[i] = ((s[i]) ^ Math.imul(mixed(s, i), 1664525)) + (key[j]) + j;
      i = wrap(s, i + 1);
      j = (j + 1) % key.length;
    }
    for (let k = N - 1; k > 0; k--) {
      s[i] = ((s[i]) ^ Math.imul(mixed(s, i), 1566083941)) - i;
      i = wrap(s, i + 1);
    }
    s[0] = 0x80000000;
  }
}

function mixed(s: Uint32Array, i: number): number {
  const before = s[i - 1];
  return before ^ (before >>> 30);
}

/** Seeding walks in a circle over places 1 to N-1; place 0 takes over the last value at each turn. */
function wrap(s: Uint32Array, i: number): number {
  if (i < N) return i;
  s[0] = s[N - 1];
  return 1;
}
