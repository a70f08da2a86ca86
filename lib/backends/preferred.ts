/** Which of several libraries computes on CUDA devices, as values that print as PyTorch's enums. */
import { switches } from '../addon/doors.js';
import { RuntimeError, ValueError } from '../values/errors.js';

type Which = 'linalg_library' | 'blas_library' | 'rocm_fa_library';

/** A library among those of its kind: `<_LinalgBackend.Default: 0>`. */
export class Library {
  readonly kind: string;
  readonly name: string;
  readonly value: number;

  constructor(kind: string, name: string, value: number) {
    this.kind = kind;
    this.name = name;
    this.value = value;
  }

  toString(): string {
    return `${this.kind}.${this.name}`;
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `<${this.kind}.${this.name}: ${this.value}>`;
  }
}

/** One kind of libraries: their names in order, and what else they may be called. */
export class Libraries {
  readonly #which: Which;
  readonly #all: readonly Library[];
  readonly #names: ReadonlyMap<string, number>;
  readonly #choose: string;

  constructor(which: Which, kind: string, names: readonly string[], choices: Readonly<Record<string, number>>) {
    this.#which = which;
    this.#all = names.map((name, i) => new Library(kind, name, i));
    this.#names = new Map(Object.entries(choices));
    this.#choose = `Choose from: ${Object.keys(choices).join(', ')}.`;
  }

  at(number: number): Library {
    return this.#all[number]!;
  }

  /** The one in use, after making `given` that if it is not null. */
  prefer(given: Library | string | null): Library {
    if (given !== null) switches.write_switch(this.#which, this.find(given, 'Unknown input value', 'Unknown input value type.').value);
    return this.at(switches.read_switch(this.#which));
  }

  /** The one that was named. Throws PyTorch's errors with these words. */
  find(given: Library | string, unknown: string, otherType: string): Library {
    if (typeof given === 'string') {
      const number = this.#names.get(given);
      if (number === undefined) throw new RuntimeError(`${unknown}. ${this.#choose}`);
      return this.at(number);
    }
    if (this.#all.includes(given)) return given;
    if (this.#which === 'rocm_fa_library') throw new ValueError(`${unknown}. ${this.#choose}`);
    throw new RuntimeError(otherType);
  }
}
