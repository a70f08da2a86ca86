/** Keys of the dispatcher that calls pass over, as 64 bits. */
import { dispatchKeys as native } from '../addon/doors.js';
import { DispatchKeySet, type DispatchKeyName } from '../jit/dispatch_keys.js';

const bits = (key: DispatchKeyName): bigint => new DispatchKeySet(key).raw_repr();

/** The keys whose kernels come after that of a key. */
export const after = (key: DispatchKeyName): DispatchKeySet => DispatchKeySet.from_raw_repr(bits(key) - 1n);

/** Runs a function whose calls pass over the kernels of these keys. */
export function excluding<T>(keys: readonly DispatchKeyName[], body: () => T): T {
  const excluded = native.dispatch_exclude(keys.map(bits).reduce((all, each) => all | each));
  try {
    return body();
  } finally {
    native.dispatch_include(excluded);
  }
}

/** What autograd has. */
export const autogradKeys = ['AutogradFunctionality', 'AutogradOther', 'AutogradNestedTensor'] as const;
