import { native } from '../binding.js';
import type { ArgumentPlan, BoundOperator, Handle, OperatorPlan, TypePlan } from '../native.js';
import { withoutPrototype } from '../../python/objects.js';
import { convert, kinds, mismatch } from './arguments.js';
import { returnType, type NamedTupleMaker } from './named_tuple.js';
import { readerOf, type ResultReader } from './results.js';
import { handleOf } from '../handle.js';
import { wrap } from '../wrap.js';

/** Keyword arguments: the one trailing plain object of a call. */
export type Keywords = Readonly<Record<string, unknown>>;

export interface OverloadOptions {
  /** The public name, for messages and for the names of result tuples. */
  readonly name: string;
  readonly numbersAsTensors?: boolean;
  /** Whether the first argument is the tensor that a method was called on. */
  readonly method?: boolean;
  /** Defaults that differ from the schema's, by argument. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

/** One schema of libtorch: matches the arguments of a call, calls the addon, reads the results. */
export class Overload {
  readonly schema: OperatorPlan;
  readonly arguments: readonly ArgumentPlan[];
  /** How many arguments may be given by position. */
  readonly positional: number;
  /** How many of them have no default. */
  readonly required: number;
  /** The argument that takes sizes spread over the call, or -1. */
  readonly spread: number;
  readonly fullName: string;
  readonly #numbersAsTensors: boolean;
  readonly #requiredKeyword: boolean;
  readonly #defaults: readonly (readonly [at: number, value: unknown])[];
  #bound: BoundOperator | undefined;
  readonly #readers: readonly ResultReader[];
  /** For each result the argument that it is, or -1: in-place operators and `out=` give back the same object. */
  readonly #same: readonly number[];
  readonly #tuple: NamedTupleMaker | undefined;

  constructor(fullName: string, given: OverloadOptions) {
    const options = withoutPrototype(given);
    this.#numbersAsTensors = options.numbersAsTensors ?? false;
    const schema = native.schema(fullName, this.#numbersAsTensors);
    this.fullName = fullName;
    this.schema = schema;
    this.arguments = schema.arguments;
    const keyword = this.arguments.findIndex((argument) => argument.kwarg_only);
    this.positional = keyword < 0 ? this.arguments.length : keyword;
    this.required = this.arguments.filter((argument, i) => argument.required && i < this.positional).length;
    this.#requiredKeyword = this.arguments.some((argument) => argument.kwarg_only && argument.required);
    const first = options.method ? 1 : 0;
    this.spread = schema.spread === first ? first : -1;
    this.#readers = schema.returns.map(readerOf);
    this.#same = schema.returns.map((result) => result.same_as);
    this.#defaults = Object.entries(options.defaults ?? {}).map(([name, value]) =>
      [this.arguments.findIndex((argument) => argument.name === name), value] as const);
    if (schema.returns.length > 1 && schema.returns.every((result) => result.name)) {
      const writes = this.arguments.some((argument) => argument.out);
      this.#tuple = returnType(writes ? `${options.name}_out` : options.name, schema.returns.map(({ name }) => name!)).maker;
    }
  }

  /** Whether a call with `count` tensors and nothing else fits, and gives one tensor: see {@link callTensors}. */
  takesTensors(count: number): boolean {
    const plans = this.arguments;
    return count >= this.required && count <= this.positional && !this.#requiredKeyword &&
      plans.slice(0, count).every(isTensor) && this.schema.returns.length === 1 &&
      isTensor(this.schema.returns[0]!) && !this.schema.returns[0]!.optional && this.#same[0]! <= 0 &&
      this.#defaults.length === 0;
  }

  /** What {@link match} and {@link call} do for one tensor or two, without lists; {@link mismatch} for other values. */
  callTensors(self: unknown, other: unknown): unknown {
    const handle = handleOf(self);
    if (handle === undefined) return mismatch;
    const bound = (this.#bound ??= native.bind(this.fullName, this.#numbersAsTensors));
    let result: unknown;
    if (other === undefined) result = bound(handle);
    else {
      const second = handleOf(other);
      if (second === undefined) return mismatch;
      result = bound(handle, second);
    }
    if (this.#same[0] === 0) return self;
    return result === null ? null : wrap(result as Handle);
  }

  /** The arguments in schema order, those after `*` too, converted; undefined if one does not fit. */
  matchInOrder(args: readonly unknown[]): unknown[] | undefined {
    const plans = this.arguments;
    const count = args.length;
    if (count > plans.length) return undefined;
    const values = new Array<unknown>(count);
    for (let i = 0; i < count; i++) {
      const value = convert(plans[i]!, args[i]);
      if (value === mismatch) return undefined;
      values[i] = value;
    }
    return values;
  }

  /** The converted arguments in schema order; undefined if the call does not fit this overload. */
  match(args: readonly unknown[], keywords: Keywords | undefined): unknown[] | undefined {
    const plans = this.arguments;
    const spread = this.spread;
    let count = args.length;
    let values: unknown[];
    if (spread >= 0 && count > spread && isInteger(args[spread])) {
      if (!areIntegers(args, spread)) return undefined;
      // The addon takes them spread, too, but not with arguments after them.
      if (keywords === undefined) values = args.slice();
      else values = spread === 0 ? [args.slice()] : [undefined, args.slice(spread)];
      count = spread;
    } else {
      if (count > this.positional) return undefined;
      values = new Array<unknown>(count);
    }
    for (let i = 0; i < count; i++) {
      const value = convert(plans[i]!, args[i]);
      if (value === mismatch || (value === undefined && plans[i]!.required)) return undefined;
      values[i] = value;
    }
    count = values.length;
    if (keywords !== undefined) return this.#matchKeywords(values, count, keywords);
    return count < this.required || this.#requiredKeyword ? undefined : values;
  }

  #matchKeywords(values: unknown[], count: number, keywords: Keywords): unknown[] | undefined {
    const plans = this.arguments;
    let used = 0;
    for (let i = count; i < plans.length; i++) {
      const plan = plans[i]!;
      let given: unknown;
      const name = nameIn(keywords, plan);
      if (Object.hasOwn(keywords, name)) {
        given = keywords[name];
        used++;
      }
      const value = convert(plan, given);
      if (value === mismatch || (value === undefined && plan.required)) return undefined;
      values.push(value);
    }
    return used === Object.keys(keywords).length ? values : undefined;
  }

  /** Calls with what {@link match} made; `args` and `keywords` are the originals, for results that are one of them. */
  call(values: unknown[], args: readonly unknown[], keywords: Keywords | undefined): unknown {
    for (const [i, value] of this.#defaults) {
      while (values.length <= i) values.push(undefined);
      if (values[i] === undefined) values[i] = value;
    }
    const bound = (this.#bound ??= native.bind(this.fullName, this.#numbersAsTensors));
    return this.results(invoke(bound, values), args, keywords);
  }

  /** What users see of the results of a call with these arguments. */
  results(result: unknown, args: readonly unknown[], keywords: Keywords | undefined): unknown {
    const readers = this.#readers;
    if (readers.length === 1) {
      const same = this.#same[0]!;
      return same < 0 ? readers[0]!(result) : this.#original(same, args, keywords);
    }
    if (readers.length === 0) return undefined;
    const items = result as unknown[];
    for (let i = 0; i < readers.length; i++) {
      const same = this.#same[i]!;
      items[i] = same < 0 ? readers[i]!(items[i]) : this.#original(same, args, keywords);
    }
    return this.#tuple === undefined ? items : this.#tuple(items);
  }

  #original(index: number, args: readonly unknown[], keywords: Keywords | undefined): unknown {
    return index < args.length ? args[index] : keywords?.[nameIn(keywords, this.arguments[index]!)];
  }
}

/** What the call calls an argument: the first tensor, `self` in most schemas, is `input` in Python. */
function nameIn(keywords: Keywords, { name }: ArgumentPlan): string {
  return name === 'self' && !Object.hasOwn(keywords, 'self') ? 'input' : name;
}

const isTensor = ({ kind, depth }: TypePlan): boolean => kind === kinds.Tensor && depth === 0;

// Calls with a fixed number of arguments are faster than a spread one.
function invoke(bound: BoundOperator, v: readonly unknown[]): unknown {
  switch (v.length) {
    case 0:
      return bound();
    case 1:
      return bound(v[0]);
    case 2:
      return bound(v[0], v[1]);
    case 3:
      return bound(v[0], v[1], v[2]);
    case 4:
      return bound(v[0], v[1], v[2], v[3]);
    default:
      return bound(...v);
  }
}

function isInteger(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Whether the sizes spread over a call from `start` on are integers. */
function areIntegers(args: readonly unknown[], start: number): boolean {
  for (let i = start; i < args.length; i++) {
    const size = args[i];
    if (typeof size === 'number' ? !Number.isInteger(size) : typeof size !== 'bigint') return false;
  }
  return true;
}
