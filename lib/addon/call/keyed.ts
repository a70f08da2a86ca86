/** Ways into an operator other than from its top: at keys of the dispatcher that the caller names. */
import { isKeywords } from '../../python/keywords.js';
import { native } from '../binding.js';
import type { KeyedOperator } from '../native/library.js';
import { noMatch } from './no_match.js';
import { Overload, type Keywords } from './overload.js';

/** Calls at keys, with arguments by position; those after `*`, and others, named in a plain object at the end. */
export type KeyedCall = (keys: bigint, args: readonly unknown[]) => unknown;

/** Goes on in the operator 'ns::name.overload' at the first of the keys. */
export const redispatch = (fullName: string): KeyedCall =>
  keyed(fullName, () => native.operator_redispatch(fullName));

/** The kernel that the operator has for a key now. Throws a RuntimeError if it has none. */
export function kernelAt(fullName: string, key: string): KeyedCall {
  const kernel = native.operator_kernel(fullName, key);
  return keyed(fullName, () => kernel);
}

function keyed(fullName: string, entry: () => KeyedOperator): KeyedCall {
  const name = fullName.replace(/^.*::|\..*$/g, '');
  let bound: KeyedOperator | undefined;
  let overload: Overload | undefined;
  return (keys, args) => {
    bound ??= entry();
    overload ??= new Overload(fullName, { name });
    const last = args.at(-1);
    const keywords = isKeywords(last) ? last as Keywords : undefined;
    const positional = keywords === undefined ? args : args.slice(0, -1);
    const values = overload.match(positional, keywords);
    if (values === undefined) throw noMatch(name, [overload], positional, keywords, false);
    return overload.results(bound(keys, ...values), positional, keywords);
  };
}
