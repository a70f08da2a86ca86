import { argumentAliases } from '../generated/operator_table.js';
import { isKeywords } from '../python/keywords.js';
import { withoutPrototype } from '../python/objects.js';
import type { Tensor } from '../tensor/tensor.js';
import { askModes, askOperator, modesOn, NotImplemented, overriding, type AnyFunction } from '../arguments/overrides.js';
import { typeName } from '../values/type_name.js';
import { convert, mismatch } from '../addon/call/arguments.js';
import { Overload, type Keywords, type OverloadOptions } from '../addon/call/overload.js';
import { checkOut } from './check_out.js';
import { noMatch } from '../addon/call/no_match.js';
import { refuseWaiting } from '../addon/call/uninitialized.js';

export interface OperatorOptions extends OverloadOptions {
  /** Creates tensors: takes `requires_grad` too, which no schema has. */
  readonly creates?: boolean;
}

interface Candidate {
  readonly base: Overload;
  /** The form that writes into `out`. */
  readonly out: Overload | undefined;
}

/** A public function or method: tries its overloads in order, positional arguments first, then the named ones. */
export class Operator {
  readonly name: string;
  /** The public function or method: what a `__torch_function__` is told was called. */
  fn: AnyFunction | undefined;
  readonly #options: OperatorOptions;
  readonly #spec: string;
  readonly #isMethod: boolean;
  #candidates: readonly Candidate[] | undefined;
  /** The first candidate, if it takes one tensor, or two; null if it does not. */
  #unary: Overload | null | undefined;
  #binary: Overload | null | undefined;

  /** `spec` lists full overload names in the order in which they are tried: `base` or `base/out`. */
  constructor(spec: string, options: OperatorOptions) {
    this.name = options.name;
    this.#spec = spec;
    this.#options = withoutPrototype(options);
    this.#isMethod = this.#options.method ?? false;
  }

  get candidates(): readonly Candidate[] {
    return (this.#candidates ??= this.#spec.split(' ').map((pair) => {
      const [base, out] = pair.split('/') as [string, string?];
      return {
        base: new Overload(base, this.#options),
        out: out === undefined ? undefined : new Overload(out, this.#options),
      };
    }));
  }

  /** Calls with one tensor or two, the commonest calls, as {@link call} does. */
  callTensors(self: unknown, other?: unknown): unknown {
    refuseWaiting(this.name, this.#isMethod, self, other);
    if (modesOn !== 0) return this.call(other === undefined ? [self] : [self, other]);
    let simple: Overload | null | undefined;
    if (other === undefined) {
      simple = this.#unary;
      if (simple === undefined) simple = this.#unary = this.#firstIfTakes(1);
    } else {
      simple = this.#binary;
      if (simple === undefined) simple = this.#binary = this.#firstIfTakes(2);
    }
    if (simple !== null) {
      const result = simple.callTensors(self, other);
      if (result !== mismatch) return result;
    }
    return this.call(other === undefined ? [self] : [self, other]);
  }

  #firstIfTakes(count: number): Overload | null {
    const { base } = this.candidates[0]!;
    return base.takesTensors(count) ? base : null;
  }

  /** Calls with positional arguments, a method's `this` first, and perhaps one trailing plain object. */
  call(args: unknown[]): unknown {
    const candidates = this.#candidates ?? this.candidates;
    const last = args.length > 0 ? args[args.length - 1] : undefined;
    refuseWaiting(this.name, this.#isMethod, args, last);
    if (modesOn !== 0 && this.fn !== undefined) {
      const result = askModes(this.fn, args);
      if (result !== NotImplemented) return result;
    }
    if (typeof last === 'object' && last !== null && isKeywords(last)) {
      const positional = args.slice(0, -1);
      for (let i = 0; i < candidates.length; i++) {
        const base = candidates[i]!.base;
        const values = base.match(positional, last as Keywords);
        if (values !== undefined) return base.call(values, positional, last as Keywords);
      }
      return this.#callNamed(positional, last as Keywords);
    }
    for (let i = 0; i < candidates.length; i++) {
      const base = candidates[i]!.base;
      const values = base.match(args, undefined);
      if (values !== undefined) return base.call(values, args, undefined);
    }
    return this.#unmatched(candidates.map(({ base }) => base), args, undefined);
  }

  /** A call that fits no overload: one of what is no tensor of libtorch's, or an error. */
  #unmatched(overloads: readonly Overload[], args: readonly unknown[], keywords: Keywords | undefined): unknown {
    if (this.#isMethod && args[0] === undefined && args.length > 1) {
      // A method that was taken from its class: its first argument is what it is called on.
      return this.call(keywords === undefined ? args.slice(1) : [...args.slice(1), keywords]);
    }
    const found = overriding(args, keywords);
    if (found !== undefined && this.fn !== undefined) return askOperator(this.fn, found, args, keywords);
    throw noMatch(this.name, overloads, args, keywords, this.#isMethod);
  }

  /** Names that are no overload's own: `out`, `requires_grad`, NumPy's. */
  #callNamed(args: readonly unknown[], given: Keywords): unknown {
    const out = own(given, 'out');
    const requires_grad = own(given, 'requires_grad');
    if (this.#options.creates && requires_grad !== undefined) {
      if (typeof requires_grad !== 'boolean') {
        throw new TypeError(`${this.name}(): argument 'requires_grad' must be bool, not ${typeName(requires_grad)}`);
      }
      return (this.#callNamed(args, without(given, 'requires_grad')) as Tensor).requires_grad_(requires_grad);
    }
    let keywords = unaliased(out === undefined || out === null ? given : without(given, 'out'), this.candidates);
    const overloads: Overload[] = [];
    const writing = out !== undefined && out !== null;
    if (writing && this.#options.creates) keywords = this.#fittingOut(out as Tensor, args, keywords);
    for (const { base, out: writes } of this.candidates) {
      // Of torch.ops an overload that writes stands for itself.
      const overload = writing ? (writes ?? (base.arguments.some((plan) => plan.out) ? base : undefined)) : base;
      if (overload === undefined) continue;
      overloads.push(overload);
      const named = writing ? { ...keywords, ...outArguments(overload, out) } : without(keywords, 'out');
      const values = overload.match(args, named);
      if (values !== undefined) return overload.call(values, args, named);
    }
    const shown = overloads.length > 0 ? overloads : this.candidates.map(({ base }) => base);
    return this.#unmatched(shown, args, given);
  }

  /**
   * What creates tensors takes a dtype, layout and device beside `out` too, which then has to have them. Gives back the
   * other keywords; throws a RuntimeError where `out` is of another kind.
   */
  #fittingOut(out: Tensor, args: readonly unknown[], keywords: Keywords): Keywords {
    const plans = new Map(this.candidates.flatMap(({ base }) => base.arguments).map((plan) => [plan.name, plan]));
    const asked = new Map<string, unknown>();
    for (const name of ['dtype', 'layout', 'device', 'pin_memory']) {
      const value = own(keywords, name);
      const plan = plans.get(name);
      if (plan === undefined || !Object.hasOwn(keywords, name)) continue;
      if (convert(plan, value) === mismatch) {
        throw noMatch(this.name, [this.candidates[0]!.base], args, { [name]: value }, false);
      }
      keywords = without(keywords, name);
      if (value !== undefined && value !== null) asked.set(name, value);
    }
    checkOut(out, asked);
    return keywords;
  }
}

function own(keywords: Keywords, name: string): unknown {
  return Object.hasOwn(keywords, name) ? keywords[name] : undefined;
}

/** `out` as the arguments of the schema: one tensor, or a tuple with one for each result. */
function outArguments(overload: Overload, out: unknown): Keywords {
  const names = overload.arguments.filter((argument) => argument.out).map((argument) => argument.name);
  if (names.length === 1) return { [names[0]!]: out };
  const items = Array.isArray(out) ? (out as unknown[]) : [out];
  return Object.fromEntries(names.map((name, i) => [name, items[i]]));
}

function without(keywords: Keywords, name: string): Keywords {
  if (!Object.hasOwn(keywords, name)) return keywords;
  const { [name]: _, ...rest } = keywords;
  return rest;
}

/** NumPy's names for arguments (`axis` for `dim`), where no overload has an argument of that name itself. */
function unaliased(keywords: Keywords, candidates: readonly Candidate[]): Keywords {
  const aliases = argumentAliases as Record<string, string>;
  if (!Object.keys(keywords).some((name) => Object.hasOwn(aliases, name))) return keywords;
  const known = (name: string): boolean =>
    candidates.some(({ base }) => base.arguments.some((argument) => argument.name === name));
  return Object.fromEntries(
    Object.entries(keywords).map(([name, value]) => [
      !known(name) && Object.hasOwn(aliases, name) && known(aliases[name]!) ? aliases[name]! : name,
      value,
    ]));
}
