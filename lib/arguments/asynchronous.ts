import { is_tensor } from '../values/is_tensor.js';
import { isThenable } from '../python/objects.js';

/**
 * What a function of the user's gave back. Throws a TypeError if that is a promise: nobody here waits for it, and what
 * the function does after its first await would come too late. `complaint` says so.
 */
export function notAsync<T>(result: T, complaint: () => string): T {
  if (typeof result !== 'object' || result === null || is_tensor(result) || !isThenable(result)) return result;
  // Its failure must not end the process.
  result.then(undefined, () => undefined);
  throw new TypeError(complaint());
}

/** What a hook gave back; see {@link notAsync}. `name` is the method that registered it. */
export function hookResult<T>(name: string, result: T): T {
  return notAsync(result, () =>
    `${name}(): the hook is async, and what it does after its first await would come too late. Make it synchronous`);
}
