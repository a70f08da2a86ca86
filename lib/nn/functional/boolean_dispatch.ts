import { askFunction, asks } from '../../arguments/overrides.js';
import { takesAs } from '../../arguments/signature.js';
import { isPlainObject } from '../../python/objects.js';

type Call = (...args: readonly unknown[]) => unknown;

/**
 * A function called `name` that sends calls to `flagged` where the argument `flag`, the one at place `at`, is true, and
 * to `plain` otherwise. Both take the same arguments; messages are those of the one that is called. Of calls of `plain`
 * a `__torch_function__` is told that this function was called: `plain` itself asks nobody.
 */
export function boolean_dispatch<F>(name: string, flag: string, at: number, flagged: unknown, plain: F): F {
  const fn = (...args: unknown[]): unknown => {
    const last = args[args.length - 1];
    const given = isPlainObject(last) ? last[flag] : args[at];
    if (given === true) return (flagged as Call)(...args);
    return asks(args) ? askFunction(fn, args, () => (plain as Call)(...args)) : (plain as Call)(...args);
  };
  takesAs(fn, plain as object);
  return Object.defineProperty(fn, 'name', { value: name }) as F;
}
