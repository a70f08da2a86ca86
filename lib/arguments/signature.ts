import type { Signatures } from '../generated/signatures.js';
import { isPlainObject } from '../python/objects.js';
import { missing, multipleValues, positionalOnly, tooMany, unexpectedKeyword } from './complaints.js';
import { checkOf, plain, type Check, type Kinds } from './kinds.js';
import { anyOverrides, askFunction, modesOn, overrides } from './overrides.js';
import { parseSignature, type Parameter, type ParsedSignature } from './text.js';

type Text = keyof Signatures;
type Keywords = Readonly<Record<string, unknown>>;

/** A function that is called as its original in Python: by position, by name in one trailing object, or both. */
export type PythonFunction<T extends Text> = Signatures[T]['call'];

/**
 * The arguments of a function, method or constructor that is written in TypeScript, from one text in PyTorch's
 * notation: `signature('relu(input: Tensor, inplace: bool = False) -> Tensor')`. They come by position, by name in one
 * trailing plain object, or both; undefined counts as not given. What does not fit is Python's TypeError. Values are
 * of any kind, unless `kinds` says what those of a type or of a parameter must be: `signature('f(t: Type)', { Type })`.
 * `npm run gen` writes the types of the text into lib/generated/signatures.
 */
export class Signature<T extends Text> {
  /** What a call may give, as a type: `constructor(...args: typeof linear.args)`. */
  declare readonly args: Signatures[T]['forms'][number];
  /** The same, one by one: the build makes overloads of them in the declarations. */
  declare readonly forms: Signatures[T]['forms'];
  readonly #text: string;
  readonly #kinds: Kinds | undefined;
  #parsed: Parsed | undefined;

  constructor(text: T & string, kinds?: Kinds) {
    this.#text = text;
    this.#kinds = kinds;
  }

  /** The parameters, as they are written. */
  get parameters(): readonly Parameter[] {
    return this.#read().parameters;
  }

  /** As Python's messages name the function. */
  get name(): string {
    return this.#read().shownName;
  }

  /**
   * The values of all parameters in order, with the defaults of those that were not given. Throws TypeErrors, in which
   * the function is called `shownName` where that is given: the method of a subclass.
   */
  list(args: readonly unknown[], shownName?: string): Signatures[T]['values'] {
    const read = this.#read();
    const parsed = shownName === undefined ? read : { ...read, shownName };
    return checked(parsed, this.#bind(parsed, args), args) as Signatures[T]['values'];
  }

  /** The values by name; see {@link list}. */
  read(args: readonly unknown[], shownName?: string): Signatures[T]['fields'] {
    const { names } = this.#read();
    const values = this.list(args, shownName) as readonly unknown[];
    const fields = Object.create(null) as Record<string, unknown>;
    for (let i = 0; i < values.length; i++) fields[names[i]!] = values[i];
    return fields as Signatures[T]['fields'];
  }

  /**
   * Makes the function: `body` takes all values in order. Who has a `__torch_function__` and is an argument is asked
   * first, unless `asks` is false.
   */
  define(
    body: (...values: Signatures[T]['values']) => ReturnType<Signatures[T]['call']>, { asks = true } = {},
  ): PythonFunction<T> {
    const call = body as (...values: readonly unknown[]) => unknown;
    const bind = (given: ArrayLike<unknown>): unknown => {
      const args = Array.from(given);
      const parsed = this.#read();
      const values = this.#bind(parsed, args);
      if (!asks || (modesOn === 0 && !anyOverrides(values))) return call(...checked(parsed, values, args));
      return askFunction(fn, args, () => call(...checked(parsed, values, args)));
    };
    // A body that takes a list gets one.
    const fn = call.length > 0 && call.length <= few ? quickly(() => this.#read(), call, bind, asks)
      : (...args: unknown[]): unknown => bind(args);
    // Read only when somebody asks: most programs call a few functions.
    const name = /^[\w.]+/.exec(this.#text.trimStart())![0];
    signatures.set(fn, this);
    return Object.defineProperty(fn, 'name', { value: name }) as PythonFunction<T>;
  }

  #read(): Parsed {
    return (this.#parsed ??= prepared(parseSignature(this.#text), this.#kinds));
  }

  #bind(parsed: Parsed, args: readonly unknown[]): unknown[] {
    const { parameters, names, defaults, most, rest } = parsed;
    const keywords = keywordsOf(parameters, args);
    let count = keywords === undefined ? args.length : args.length - 1;
    while (count > most && args[count - 1] === undefined) count--;
    if (count > most && rest < 0) throw this.#tooMany(parsed, count, keywords);
    const values = defaults.slice();
    for (let i = 0; i < count && i < most; i++) if (args[i] !== undefined) values[i] = args[i];
    if (rest >= 0) values[rest] = args.slice(most, count);
    for (const name of keywords === undefined ? [] : Object.keys(keywords)) {
      const at = names.indexOf(name);
      if (at < 0 || at === rest) throw unexpectedKeyword(parsed.shownName, name, names);
      if (parameters[at]!.positionalOnly) {
        const given = Object.keys(keywords!);
        const only = parameters.filter((each) => each.positionalOnly && given.includes(each.name));
        throw positionalOnly(parsed.shownName, only.map((each) => each.name));
      }
      if (at < count && at < most) throw multipleValues(parsed.shownName, name);
      if (keywords![name] !== undefined) values[at] = keywords![name];
    }
    checkMissing(parsed, values);
    return values;
  }

  #tooMany(parsed: Parsed, count: number, keywords?: Keywords): TypeError {
    const { parameters, names, most, required, self, shownName } = parsed;
    const named = Object.keys(keywords ?? {});
    const only = named.filter((name) => parameters[names.indexOf(name)]?.keywordOnly === true).length;
    return tooMany(shownName, required + self, most + self, count + self, only);
  }
}

type AnyFunction = (...args: unknown[]) => unknown;
type Bind = (args: ArrayLike<unknown>) => unknown;

/** Most functions have no more parameters, and are called by position: lists of arguments cost as much as a check. */
const few = 8;

/** Calls by position without lists; what is not that, or lacks something, is left to `bind`. */
function quickly(read: () => Parsed, call: AnyFunction, bind: Bind, asks: boolean): AnyFunction {
  let parsed: Parsed | undefined;
  return function (a?: unknown, b?: unknown, c?: unknown, d?: unknown, e?, f?, g?, h?): unknown {
    parsed ??= read();
    const { defaults: v, required, quick } = parsed;
    const count = arguments.length;
    if (count < required || count > quick || mayName(arguments[count - 1])) return bind(arguments);
    for (let i = 0; i < required; i++) if (arguments[i] === undefined) return bind(arguments);
    if (asks && (modesOn !== 0 || overrides(a) || overrides(b) || overrides(c) || overrides(d))) return bind(arguments);
    const [p, q, r, s] = [or(a, v[0]), or(b, v[1]), or(c, v[2]), or(d, v[3])];
    if (parsed.checks.length > 0) checked(parsed, [p, q, r, s, e, f, g, h], arguments);
    return v.length <= 4 ? call(p, q, r, s) : call(p, q, r, s, or(e, v[4]), or(f, v[5]), or(g, v[6]), or(h, v[7]));
  };
}

function or(given: unknown, otherwise: unknown): unknown {
  return given === undefined ? otherwise : given;
}

/**
 * See {@link Signature}. `{ checks: true }` is for what is C++ in PyTorch, where numbers, texts, flags and tensors of
 * another kind than the text says are TypeErrors; what is Python there takes anything, and complains when it uses it.
 */
export function signature<const T extends Text>(text: T & string, kinds?: Kinds | { checks: true }): Signature<T> {
  return new Signature(text, kinds !== undefined && 'checks' in kinds ? plain : kinds as Kinds | undefined);
}

/** The signatures of functions. */
const signatures = new WeakMap<object, { readonly parameters: readonly Parameter[] }>();

/** The parameters of a function that {@link Signature.define} made; undefined for any other. */
export function parametersOf(fn: object): readonly Parameter[] | undefined {
  return signatures.get(fn)?.parameters;
}

/** Has a function be asked for its parameters as another one is. */
export function takesAs(fn: object, other: object): void {
  const known = signatures.get(other);
  if (known !== undefined) signatures.set(fn, known);
}

interface Parsed extends ParsedSignature {
  readonly names: readonly string[];
  readonly defaults: readonly unknown[];
  /** How many positions there are, and how many of them have no default. */
  readonly most: number;
  readonly required: number;
  /** The parameter that takes all further positions, or -1. */
  readonly rest: number;
  /** Up to how many positions, with no names, make a call that is complete; -1 if none do. */
  readonly quick: number;
  /** Of each parameter whose kind is known. */
  readonly checks: readonly (Check | undefined)[];
}

function checked({ checks, shownName }: Parsed, values: unknown[], given: ArrayLike<unknown>): unknown[] {
  if (checks.length === 0) return values;
  const positions = mayName(given[given.length - 1]) ? given.length - 1 : given.length;
  for (let i = 0; i < checks.length; i++) checks[i]?.(values[i], shownName, positions);
  return values;
}

function prepared(parsed: ParsedSignature, kinds: Kinds | undefined): Parsed {
  const { parameters } = parsed;
  const positional = parameters.filter(({ keywordOnly, variadic }) => !keywordOnly && !variadic);
  return {
    ...parsed,
    names: parameters.map(({ name }) => name),
    defaults: parameters.map(({ value }) => value),
    most: positional.length,
    required: positional.filter(({ required }) => required).length,
    rest: parameters.findIndex(({ variadic }) => variadic),
    checks: kinds === undefined ? [] : parameters.map((each, i) => checkOf(each, i + 1, kinds)),
    quick: parameters.some(({ variadic, keywordOnly, required }) => variadic || (keywordOnly && required))
      ? -1 : positional.length,
  };
}

function mayName(last: unknown): boolean {
  return typeof last === 'object' && last !== null && isPlainObject(last);
}

/** The object that names arguments, if the last one does. */
function keywordsOf(parameters: readonly Parameter[], args: readonly unknown[]): Keywords | undefined {
  const at = args.length - 1;
  const last = args[at];
  if (!mayName(last)) return undefined;
  const parameter = parameters[at];
  if (parameter === undefined || parameter.keywordOnly || !parameter.takesObject) return last as Keywords;
  // It may be the argument itself: it is not where it names all that is still wanted, and nothing else.
  const names = Object.keys(last as Keywords);
  const left = parameters.slice(at);
  const fits = names.every((name) => left.some((each) => each.name === name)) &&
    left.every(({ required, name }) => !required || names.includes(name));
  return fits && names.length > 0 ? (last as Keywords) : undefined;
}

function checkMissing({ parameters, shownName }: Parsed, values: readonly unknown[]): void {
  const absent = parameters.filter(({ required }, i) => required && values[i] === undefined);
  if (absent.length === 0) return;
  const positional = absent.filter(({ keywordOnly }) => !keywordOnly);
  const kind = positional.length > 0 ? 'positional' : 'keyword-only';
  throw missing(shownName, kind, (positional.length > 0 ? positional : absent).map(({ name }) => name));
}
