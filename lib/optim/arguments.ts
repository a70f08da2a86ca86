import { isPlainObject } from '../python/objects.js';
import { namedArguments } from '../arguments/named.js';
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

/** A constructor's arguments by name; those of `keywordOnly` cannot be given by position. Throws as Python does. */
export function constructorArguments<T extends object>(
  name: string, positional: readonly string[], keywordOnly: readonly string[], args: readonly unknown[], required = 1,
): Partial<T> {
  const fn = `${name}.__init__`;
  const given = args.filter((arg, i) => i < args.length - 1 || arg !== undefined);
  const last = given.at(-1);
  const named = isPlainObject(last);
  const count = named ? given.length - 1 : given.length;
  if (count > positional.length) {
    // Python counts self.
    const most = positional.length + 1;
    const takes = required + 1 === most ? `${most}` : `from ${required + 1} to ${most}`;
    throw new TypeError(`${fn}() takes ${takes} positional arguments but ${count + 1} were given`);
  }
  return namedArguments<Record<string, unknown>>(fn, [...positional, ...keywordOnly], required, given) as Partial<T>;
}
