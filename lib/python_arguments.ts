import { isKeywords, nearest } from './keywords.js';

/**
 * The arguments of a function that is written in TypeScript, by name: positional ones in the order of `names`, then
 * one trailing plain object. The first `required` must be given. Throws Python's TypeErrors.
 */
export function namedArguments<T extends object>(
  fn: string, names: readonly (keyof T & string)[], required: number, args: readonly unknown[],
): Partial<T> {
  const last = args.at(-1);
  const given = typeof last === 'object' && last !== null && isKeywords(last) ? (last as Record<string, unknown>) : {};
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
  const values: Record<string, unknown> = {};
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

/** The tensors of a variadic function: spread, or all in one array. */
export function variadic<T>(args: readonly (T | readonly T[])[]): readonly T[] {
  return args.length === 1 && Array.isArray(args[0]) ? (args[0] as readonly T[]) : (args as readonly T[]);
}

/** Throws a TypeError for an option that `fn` does not have, with the nearest one that it has. */
export function checkOptions(fn: string, options: object | null, names: readonly string[]): void {
  for (const name of Object.keys(options ?? {})) checkName(fn, name, names);
}

function checkName(fn: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const near = nearest(name, names);
  const hint = near === undefined ? '' : `. Did you mean '${near}'?`;
  throw new TypeError(`${fn}() got an unexpected keyword argument '${name}'${hint}`);
}
