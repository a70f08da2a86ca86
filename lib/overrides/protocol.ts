import {
  askRelevant, overrides, overriding, redispatch, type AnyClass, type AnyFunction,
} from '../arguments/overrides.js';
import { is_tensor } from '../values/is_tensor.js';

/** Whether one of the values has a `__torch_function__` that is to be asked (`torch.overrides.has_torch_function`). */
export function has_torch_function(relevant_args: Iterable<unknown>): boolean {
  return overriding(Array.from(relevant_args)) !== undefined;
}

/**
 * Asks the `__torch_function__` of the values about a call of `public_api`, and gives the first answer back
 * (`torch.overrides.handle_torch_function`). `args` are what the function was called with, what it was given by name in
 * one plain object at their end. Throws a TypeError where all return NotImplemented.
 */
export function handle_torch_function(
  public_api: AnyFunction, relevant_args: Iterable<unknown>, ...args: unknown[]
): unknown {
  return askRelevant(public_api, Array.from(relevant_args), args);
}

/**
 * Makes functions ask the values that `dispatcher` names (`torch.overrides.wrap_torch_function`):
 * `wrap_torch_function((a) => [a])((a) => a.add(1))`.
 */
export function wrap_torch_function<Args extends unknown[]>(
  dispatcher: (...args: Args) => Iterable<unknown>,
): <R>(func: (...args: Args) => R) => (...args: Args) => R {
  return <R>(func: (...args: Args) => R) => {
    const wrapped = (...args: Args): R => {
      const relevant = Array.from(dispatcher(...args));
      if (!has_torch_function(relevant)) return func(...args);
      return handle_torch_function(wrapped as unknown as AnyFunction, relevant, ...args) as R;
    };
    return Object.defineProperty(wrapped, 'name', { value: func.name });
  };
}

/**
 * Runs a function that is written by hand without asking its arguments or the mode about this one call, but about those
 * inside of it (`torch.overrides.redispatch_function`).
 */
export function redispatch_function(
  func: AnyFunction, _types: readonly AnyClass[], args: readonly unknown[], kwargs: object = {},
): unknown {
  return redispatch(func, Object.keys(kwargs).length > 0 ? [...args, kwargs] : args);
}

/** Whether a value is a tensor, or has a `__torch_function__` (`torch.overrides.is_tensor_like`). */
export function is_tensor_like(value: unknown): boolean {
  return is_tensor(value) || overrides(value);
}
