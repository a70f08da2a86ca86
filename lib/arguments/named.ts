import { nearest } from '../python/keywords.js';
import { isPlainObject } from '../python/objects.js';
import { typeName } from '../values/type_name.js';

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
    const most = names.length + self;
    const takes = required === names.length ? `${most}` : `from ${required + self} to ${most}`;
    const count = positional.length + self;
    const plural = most === 1 && required === names.length ? '' : 's';
    throw new TypeError(
      `${fn}() takes ${takes} positional argument${plural} but ${count} ${count === 1 ? 'was' : 'were'} given`);
  }
  const values = empty();
  for (const [i, value] of positional.entries()) values[names[i]] = value;
  for (const [name, value] of Object.entries(given)) {
    checkName(fn, name, names);
    if (Object.hasOwn(values, name)) throw new TypeError(`${fn}() got multiple values for argument '${name}'`);
    values[name] = value;
  }
  const missing = names.slice(0, required).filter((name) => values[name] === undefined).map((name) => `'${name}'`);
  if (missing.length > 0) {
    const what = `required positional argument${missing.length === 1 ? '' : 's'}`;
    throw new TypeError(`${fn}() missing ${missing.length} ${what}: ${listed(missing)}`);
  }
  return values as Partial<T>;
}

/** As Python lists the names of missing arguments: 'a', 'a' and 'b', 'a', 'b', and 'c'. */
function listed(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
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
  if (names.includes(name)) return;
  const near = nearest(name, names);
  const hint = near === undefined ? '' : `. Did you mean '${near}'?`;
  throw new TypeError(`${fn}() got an unexpected keyword argument '${name}'${hint}`);
}
