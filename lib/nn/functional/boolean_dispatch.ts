import { isPlainObject } from '../../python/objects.js';

type Call = (...args: readonly unknown[]) => unknown;

/**
 * A function called `name` that sends calls to `flagged` where the argument `flag`, the one at place `at`, is true, and
 * to `plain` otherwise. Both take the same arguments; messages are those of the one that is called.
 */
export function boolean_dispatch<F>(name: string, flag: string, at: number, flagged: unknown, plain: F): F {
  const fn = (...args: unknown[]): unknown => {
    const last = args[args.length - 1];
    const given = isPlainObject(last) ? last[flag] : args[at];
    return ((given === true ? flagged : plain) as Call)(...args);
  };
  return Object.defineProperty(fn, 'name', { value: name }) as F;
}
