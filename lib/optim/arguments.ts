import type { SomeNamed } from '../operator_types.js';
import { namedArguments } from '../python_arguments.js';
import type { ParamsT } from './param_groups.js';

/** Some of the positional arguments, then one plain object that names others. */
export type Positional<Arguments extends readonly unknown[], Options> =
  Arguments extends readonly [...infer Fewer, unknown]
    ? Positional<Fewer, Options> | [...Arguments, options?: Partial<Options>]
    : [options?: Partial<Options>];

/** The arguments of an optimizer: `(params, { lr: 0.1 })`, `(params, 0.1)`, `({ params, lr: 0.1 })`. */
export type OptimizerArguments<Arguments extends readonly unknown[], Options extends object> =
  | [params: ParamsT<Options>, ...rest: Positional<Arguments, Options>]
  | [arguments: Partial<Options> & { readonly params: ParamsT<Options> }];

/** Arguments by position, in `Order`, the rest of them or all in one plain object; `Fields` says which may be left out. */
export type Call<Fields extends object, Order extends readonly (keyof Fields)[]> =
  ByPosition<Fields, Order> | SomeNamed<Fields, Order>;

type ByPosition<Fields, Order extends readonly (keyof Fields)[]> =
  Order extends readonly [infer First extends keyof Fields, ...infer Rest extends readonly (keyof Fields)[]]
    ? undefined extends Fields[First]
      ? [argument?: Fields[First], ...rest: ByPosition<Fields, Rest>]
      : [argument: Fields[First], ...rest: ByPosition<Fields, Rest>]
    : [];

/** A constructor's arguments by name; those of `keywordOnly` may not be given by position. Throws Python's TypeErrors. */
export function constructorArguments<T extends object>(
  name: string, positional: readonly string[], keywordOnly: readonly string[], args: readonly unknown[], required = 1,
): Partial<T> {
  const fn = `${name}.__init__`;
  const given = args.filter((arg, i) => i < args.length - 1 || arg !== undefined);
  const last = given.at(-1);
  const named = typeof last === 'object' && last !== null && Object.getPrototypeOf(last) === Object.prototype;
  const count = named ? given.length - 1 : given.length;
  if (count > positional.length) {
    // Python counts self.
    const takes = required === positional.length ? `${required + 1}` : `from ${required + 1} to ${positional.length + 1}`;
    throw new TypeError(`${fn}() takes ${takes} positional arguments but ${count + 1} were given`);
  }
  return namedArguments<Record<string, unknown>>(fn, [...positional, ...keywordOnly], required, given) as Partial<T>;
}
