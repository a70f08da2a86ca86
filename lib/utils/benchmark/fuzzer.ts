import { randomInt } from 'node:crypto';
import { signature } from '../../arguments/signature.js';
import { isMap } from '../../python/objects.js';
import { py_repr } from '../../python/repr.js';
import { manual_seed } from '../../random.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError, ValueError } from '../../values/errors.js';
import type { FuzzedTensor } from './fuzzed_tensor.js';
import { RandomState } from './random_state.js';

/** A value of a parameter: a number, what a distribution has, or another parameter's value. */
export type ParameterValue = number | boolean | string | ParameterAlias;
/** All parameters of a sample. */
export type FuzzedParameters = Readonly<Record<string, ParameterValue>>;
/** The likelihood of each value: a map where they are no texts. */
export type Likelihoods = ReadonlyMap<unknown, number> | Readonly<Record<string, number>>;
/** Says whether parameters may be. */
export type FuzzerConstraint = (params: FuzzedParameters) => boolean;
/** What is known of a tensor that was made. */
export type TensorProperties = Readonly<Record<string, unknown>>;
/** Tensors by their names, what is known of them, and the parameters. */
export type FuzzedSample = readonly [
  tensors: Record<string, Tensor>, properties: Record<string, TensorProperties>, params: FuzzedParameters,
];

const takes = {
  parameter: signature(`FuzzedParameter(name: str, minval: float = None, maxval: float = None,
    distribution: str | Likelihoods | None = None, strict: bool = False)`),
  alias: signature('ParameterAlias(alias_to: str)'),
  fuzzer: signature(`Fuzzer(parameters: Sequence[FuzzedParameter | Sequence[FuzzedParameter]],
    tensors: Sequence[FuzzedTensor | Sequence[FuzzedTensor]], constraints: Sequence[FuzzerConstraint] = None,
    seed: int = None)`),
  take: signature('Fuzzer.take(self, n: int)'),
};

const isInteger = (value: number | null): value is number => value !== null && Number.isInteger(value);

/**
 * A number that fuzzers draw (`torch.utils.benchmark.FuzzedParameter`): `uniform` or `loguniform` from `minval` to
 * `maxval`, both included, or one of the keys of a map by its likelihood. Throws an AssertionError for another
 * distribution, and likelihoods that do not sum up to one. An integer is drawn where both ends are.
 */
export class FuzzedParameter {
  readonly name: string;
  readonly strict: boolean;
  readonly #ends: readonly [number | null, number | null];
  readonly #distribution: 'uniform' | 'loguniform' | readonly (readonly [unknown, number])[];

  constructor(...args: typeof takes.parameter.args) {
    const { name, minval, maxval, distribution, strict } = takes.parameter.read(args);
    this.name = name;
    this.strict = strict;
    this.#ends = [minval, maxval];
    if (distribution === 'uniform' || distribution === 'loguniform') {
      this.#distribution = distribution;
      return;
    }
    if (typeof distribution !== 'object' || distribution === null) {
      throw new AssertionError(`Unknown distribution: ${distribution ?? 'None'}`);
    }
    const entries = isMap(distribution) ? [...(distribution as ReadonlyMap<unknown, number>)]
      : Object.entries(distribution as Readonly<Record<string, number>>);
    if (entries.some(([, likelihood]) => likelihood < 0)) throw new AssertionError('Probabilities cannot be negative');
    if (Math.abs(entries.reduce((sum, [, likelihood]) => sum + likelihood, 0) - 1) > 1e-5) {
      throw new AssertionError('Distribution is not normalized');
    }
    for (const [end, value] of [['minval', minval], ['maxval', maxval]] as const) {
      if (value !== null) throw new AssertionError(`When passing a custom distribution, '${end}' must be None`);
    }
    this.#distribution = entries;
  }

  /** Draws a value. */
  sample(state: RandomState): ParameterValue {
    const [least, most] = this.#ends;
    if (typeof this.#distribution !== 'string') {
      const place = state.choice(this.#distribution.map(([, likelihood]) => likelihood));
      return this.#distribution[place]![0] as ParameterValue;
    }
    if (this.#distribution === 'loguniform') {
      const drawn = Math.trunc(2 ** state.uniform(Math.log2(least!), Math.log2(most!)));
      if (least !== null && drawn < least) return least;
      return most !== null && drawn > most ? most : drawn;
    }
    if (isInteger(least) && isInteger(most)) return Number(state.randint(BigInt(least), BigInt(most) + 1n));
    return state.uniform(least!, most!);
  }
}

/** The value of another parameter (`torch.utils.benchmark.ParameterAlias`). */
export class ParameterAlias {
  readonly alias_to: string;

  constructor(...args: typeof takes.alias.args) {
    [this.alias_to] = takes.alias.list(args);
  }
  toString(): string {
    return `ParameterAlias[alias_to: ${this.alias_to}]`;
  }
}

function resolved(params: Readonly<Record<string, ParameterValue>>): FuzzedParameters {
  const found = { ...params };
  const left = (): string[] => Object.keys(found).filter((name) => found[name] instanceof ParameterAlias);
  for (let names = left(); names.length > 0;) {
    for (const name of names) found[name] = found[(found[name] as ParameterAlias).alias_to]!;
    const now = left();
    if (now.length === names.length) throw new ValueError(`ParameterAlias cycle detected\n${py_repr(found)}`);
    names = now;
  }
  return found;
}

const flat = <T extends object>(values: readonly (T | readonly T[])[]): T[] =>
  values.flatMap((each) => (Array.isArray(each) ? (each as T[]) : [each as T]));

/**
 * Draws parameters, and makes tensors by them (`torch.utils.benchmark.Fuzzer`), from numpy's numbers for the same seed.
 * Throws a ValueError for a name that is both.
 */
export class Fuzzer {
  readonly #parameters: readonly FuzzedParameter[];
  readonly #tensors: readonly FuzzedTensor[];
  readonly #constraints: readonly FuzzerConstraint[];
  readonly #seed: number;
  #rejections = 0;
  #generated = 0;

  constructor(...args: typeof takes.fuzzer.args) {
    const { parameters, tensors, constraints, seed } = takes.fuzzer.read(args);
    this.#seed = seed ?? randomInt(2 ** 32 - 1);
    this.#parameters = flat(parameters);
    this.#tensors = flat(tensors);
    this.#constraints = constraints ?? [];
    const names = new Set(this.#parameters.map(({ name }) => name));
    const both = this.#tensors.map(({ name }) => name).filter((name) => names.has(name));
    if (both.length > 0) throw new ValueError(`Duplicate names in parameters and tensors: ${py_repr(new Set(both))}`);
  }

  /** Makes `n` samples, one after the other; it sets the seed of PyTorch's generator. */
  *take(...args: typeof takes.take.args): IterableIterator<FuzzedSample> {
    const [n] = takes.take.list(args);
    const state = new RandomState(this.#seed);
    manual_seed(state.randint(0n, 1n << 63n));
    for (let i = 0; i < n; i++) {
      const params = this.#generate(state);
      const tensors: Record<string, Tensor> = {};
      const known: Record<string, TensorProperties> = {};
      for (const each of this.#tensors) [tensors[each.name], known[each.name]] = each._make_tensor(params, state);
      yield [tensors, known, params];
    }
  }

  /** Which part of the parameters that were drawn could not be. */
  get rejection_rate(): number {
    return this.#generated === 0 ? 0 : this.#rejections / this.#generated;
  }

  #generate(state: RandomState): FuzzedParameters {
    const strict: Record<string, ParameterValue> = {};
    for (let i = 0; i < 1000; i++) {
      const drawn: Record<string, ParameterValue> = {};
      for (const each of this.#parameters) {
        drawn[each.name] = each.strict ? (strict[each.name] ??= each.sample(state)) : each.sample(state);
      }
      const params = resolved(drawn);
      this.#generated++;
      if (this.#constraints.every((fits) => fits(params)) &&
        this.#tensors.every((each) => each.satisfies_constraints(params))) return params;
      this.#rejections++;
    }
    throw new ValueError('Failed to generate a set of valid parameters.');
  }
}
