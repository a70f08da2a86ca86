/** What a traced function that was specialized asks of its inputs. */
import { anyOverrides, askFunction, modesOn, type AnyFunction } from '../arguments/overrides.js';
import { is_tensor } from '../values/is_tensor.js';
import { AssertionError } from '../values/errors.js';
import { inModule } from './function_names.js';

function asking(name: string, body: AnyFunction): AnyFunction {
  const fn: AnyFunction = (...args) =>
    (modesOn === 0 && !anyOverrides(args) ? body(...args) : askFunction(fn, args, () => body(...args)));
  return Object.defineProperty(fn, 'name', { value: name });
}

const truthy = (value: unknown): boolean => Boolean(is_tensor(value) ? value.item() : value);

const assert = asking('_assert', (condition, message) => {
  if (!truthy(condition)) throw new AssertionError(String(message));
});

const isNone = asking('_assert_is_none', (value, message) => {
  if (value !== null && value !== undefined) throw new AssertionError(String(message));
});

/** Throws an AssertionError with `message` unless the condition holds (`torch._assert`); a call of it is recorded. */
export const _assert = inModule('torch', { _assert: assert })._assert as (condition: unknown, message: string) => void;

/** Throws an AssertionError for anything but null; a call of it is recorded. */
export const _assert_is_none = inModule('torch.fx._symbolic_trace', { _assert_is_none: isNone })._assert_is_none;
