import { isPlainObject } from '../python/objects.js';
import { typeName } from '../values/type_name.js';
import { missing, multipleValues, tooMany, unexpectedKeyword } from './complaints.js';

type Names<T> = readonly (keyof T & string)[];

/**
 * The arguments of a function that is written in TypeScript, by name: positional ones in the order of `names`, then
 * one trailing plain object. The first `required` must be given. Throws Python's TypeErrors.
 */
export function namedArguments<T extends object>(
  fn: string, names: Names<T>, required: number, args: readonly unknown[],
): Partial<T> {
  const last = args.at(-1);
  const given = isPlainObject(last) ? last : {};
  const positional = given === last ? args.slice(0, -1) : args;
  if (positional.length > names.length) {
    // Python counts the object of a method, too.
    const self = fn.includes('.') ? 1 : 0;
    throw tooMany(fn, required + self, names.length + self, positional.length + self);
  }
  const values = empty();
  for (const [i, value] of positional.entries()) values[names[i]] = value;
  for (const [name, value] of Object.entries(given)) {
    checkName(fn, name, names);
    if (Object.hasOwn(values, name)) throw multipleValues(fn, name);
    values[name] = value;
  }
  const absent = names.slice(0, required).filter((name) => values[name] === undefined);
  if (absent.length > 0) throw missing(fn, 'positional', absent);
  return values as Partial<T>;
}

/**
 * Checks the arguments of `fn`, which takes `count` (none or one) and no names. Throws the TypeErrors of Python's
 * functions that are written in C.
 */
export function exactly(fn: string, count: 0 | 1, args: readonly unknown[]): void {
  if (args.length === count) return;
  if (args.length > count && isPlainObject(args.at(-1))) throw new TypeError(`${fn}() takes no keyword arguments`);
  throw new TypeError(`${fn}() takes ${count === 0 ? 'no arguments' : 'exactly one argument'} (${args.length} given)`);
}

/** The tensors of a variadic function: spread, or all in one array. */
export function variadic<T>(args: readonly (T | readonly T[])[]): readonly T[] {
  return args.length === 1 && Array.isArray(args[0]) ? (args[0] as readonly T[]) : (args as readonly T[]);
}

/**
 * The options of `fn`, which takes them as one plain object: those that were given, and nothing that somebody has put
 * on Object.prototype. Throws a TypeError for a name that `fn` does not have, with the nearest one that it has, and for
 * anything but a plain object.
 */
export function optionsOf<T extends object>(fn: string, options: T | null | undefined, names: Names<T>): Partial<T> {
  if (options === undefined || options === null) return none as Partial<T>;
  if (!isPlainObject(options)) {
    throw new TypeError(`${fn}() takes its options by name, { ${names[0]}: ... }, but got ${typeName(options)}`);
  }
  const values = empty();
  for (const [name, value] of Object.entries(options)) {
    checkName(fn, name, names);
    values[name] = value;
  }
  return values as Partial<T>;
}

/** A flag of `fn`, its last argument, by position or by name. Throws a TypeError for what is no boolean. */
export function flagOf<Name extends string>(
  fn: string, name: Name, given: boolean | { readonly [N in Name]?: boolean } | undefined, otherwise?: boolean,
  position = 1,
): boolean {
  const value = isPlainObject(given) ? optionsOf<Record<string, unknown>>(fn, given, [name])[name] : given;
  return checkedFlag(fn, name, position, value === undefined ? otherwise : value);
}

/** A boolean argument. Throws PyTorch's TypeError for anything else: objects and text would all be true. */
export function checkedFlag(fn: string, name: string, position: number, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new TypeError(`${fn}(): argument '${name}' (position ${position}) must be bool, not ${typeName(value)}`);
}

/** An object without the prototype that anybody may have changed. */
function empty(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}
const none = Object.freeze(empty());

function checkName(fn: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw unexpectedKeyword(fn, name, names);
}
