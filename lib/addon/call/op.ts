import { askOperator, overriding } from '../../arguments/overrides.js';
import { isKeywords } from '../../python/keywords.js';
import type { Tensor } from '../../tensor/tensor.js';
import { noMatch } from './no_match.js';
import { Overload, type Keywords } from './overload.js';
import { allowedMethods, refuseWaiting } from './uninitialized.js';

type AnyFunction = (...args: unknown[]) => unknown;

const made = new Map<string, AnyFunction>();

/**
 * An operator of libtorch by its full name ('aten::add.Tensor'), for the library itself: a function that takes and
 * gives what users see. Its arguments come in schema order, those after `*` too; `undefined` takes the default, and the
 * last ones may be named in one plain object. The operator is looked up at the first call. Throws a TypeError for what
 * does not fit, as the public functions do.
 */
export function op<R = Tensor>(fullName: string): (...args: unknown[]) => R {
  let call = made.get(fullName);
  if (call === undefined) made.set(fullName, (call = operator(fullName)));
  return call as (...args: unknown[]) => R;
}

function operator(fullName: string): AnyFunction {
  const name = fullName.replace(/^.*::|\..*$/g, '');
  // What a waiting parameter takes as a method, it takes here.
  const allowed = allowedMethods.has(name);
  let overload: Overload | undefined;
  const call: AnyFunction = (...args) => {
    if (overload === undefined) overload = new Overload(fullName, { name });
    const last = args.at(-1);
    refuseWaiting(name, allowed, args, last);
    const values = overload.matchInOrder(args);
    return values === undefined ? callNamed(call, overload, args, last) : overload.call(values, args, undefined);
  };
  return Object.defineProperty(call, 'name', { value: name });
}

function callNamed(call: AnyFunction, overload: Overload, args: readonly unknown[], last: unknown): unknown {
  let positional = args;
  let keywords: Keywords;
  if (isKeywords(last)) {
    positional = args.slice(0, -1);
    keywords = last as Keywords;
    const values = overload.match(positional, keywords);
    if (values !== undefined) return overload.call(values, positional, keywords);
  } else {
    // As if those after `*` had been named.
    const start = overload.positional;
    const named = overload.arguments.slice(start).map((plan, i) => [plan.name, args[start + i]]);
    if (args.length <= overload.arguments.length) positional = args.slice(0, start);
    keywords = Object.fromEntries(named.filter(([, value]) => value !== undefined)) as Keywords;
  }
  const found = overriding(positional, keywords);
  if (found !== undefined) return askOperator(call, found, positional, keywords);
  throw noMatch(call.name, [overload], positional, keywords, false);
}
