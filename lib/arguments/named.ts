import { isPlainObject } from '../python/objects.js';
import { typeName } from '../values/type_name.js';
import { unexpectedKeyword } from './complaints.js';

type Names<T> = readonly (keyof T & string)[];

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
