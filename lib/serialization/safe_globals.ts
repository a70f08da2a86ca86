import { signature } from '../arguments/signature.js';
import { inBlock, Mode, runInMode } from '../autograd/mode.js';
import { ValueError } from '../values/errors.js';
import { UnpicklingError } from './errors.js';
import { PickleGlobal, type PickleContext } from './pickle/global.js';
import { PendingDict } from './pickle/values.js';

/** Any class: what its constructor takes does not matter here. */
type Class = abstract new (...args: never[]) => object;

/** A class, and the full name of the Python class whose objects become its objects: `[Point, 'shapes.Point']`. */
export type SafeGlobal = readonly [cls: Class, name: string];

/** What an object may have to take over its state itself. */
interface Stateful {
  __setstate__?(state: unknown): void;
  __getstate__?(): unknown;
}

const byName = new Map<string, { readonly cls: Class; readonly global: PickleGlobal }>();
const names = new Map<unknown, string>();

/**
 * Lets `torch.load` make objects of these classes for objects of the Python classes with these names
 * (`torch.serialization.add_safe_globals`): the object gets the saved attributes as properties, or its `__setstate__`
 * gets them; the constructor is not run, unless the file gives it arguments. `torch.save` writes such objects too.
 */
export const add_safe_globals = signature('add_safe_globals(safe_globals: Sequence[SafeGlobal]) -> void').define((
  safe_globals,
) => {
  for (const entry of safe_globals) {
    if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== 'function' || typeof entry[1] !== 'string') {
      throw new ValueError("add_safe_globals(): expected pairs of a class and Python's full name of it: " +
        "[[Point, 'shapes.Point']]");
    }
    const [cls, name] = entry as SafeGlobal;
    if (!/^[^\s.]+(\.[^\s.]+)+$/.test(name)) throw new ValueError(`add_safe_globals(): '${name}' is no full name of a class`);
    const make = (args: readonly unknown[]): object => {
      if (args.length > 0) return Reflect.construct(cls as new (...args: unknown[]) => object, args) as object;
      return Object.create(cls.prototype as object) as object;
    };
    byName.set(name, { cls, global: new PickleGlobal(name, make, make) });
    names.set(cls, name);
  }
});

/** The classes that were added, with their names (`torch.serialization.get_safe_globals`). */
export const get_safe_globals = signature('get_safe_globals() -> list[SafeGlobal]').define(() =>
  [...byName].map(([name, { cls }]) => [cls, name]));

/** Forgets all that was added (`torch.serialization.clear_safe_globals`). */
export const clear_safe_globals = signature('clear_safe_globals() -> void').define(() => {
  byName.clear();
  names.clear();
});

/**
 * Allows classes while `body` runs, and gives its value; without a body, until the end of the block:
 * `using _ = safe_globals([…])` (`torch.serialization.safe_globals`).
 */
export function safe_globals(allowed: readonly SafeGlobal[]): Mode;
export function safe_globals<T>(allowed: readonly SafeGlobal[], body: () => T): T;
export function safe_globals<T>(allowed: readonly SafeGlobal[], body?: () => T): Mode | T {
  const before = get_safe_globals();
  add_safe_globals(allowed);
  const mode = new Mode('safe_globals', () => {
    clear_safe_globals();
    add_safe_globals(before);
  });
  return body === undefined ? inBlock(mode) : runInMode('safe_globals', mode, body);
}

export function safeGlobal(name: string): PickleGlobal | undefined {
  return byName.get(name)?.global;
}

/** Python's name of the class of an object, if it was allowed. */
export function safeNameOf(value: object): string | undefined {
  return names.get(value.constructor);
}

export function stateOf(value: object): unknown {
  const { __getstate__ } = value as Stateful;
  return __getstate__ === undefined ? { ...value } : __getstate__.call(value);
}

export function builtBySafeGlobal(target: unknown, state: unknown, context: PickleContext): boolean {
  if (typeof target !== 'object' || target === null || safeNameOf(target) === undefined) return false;
  const { __setstate__ } = target as Stateful;
  if (__setstate__ !== undefined) {
    context.attach(target, state, (value) => __setstate__.call(target, value));
    return true;
  }
  const attributes: unknown = Array.isArray(state) ? state[0] : state;
  if (attributes === null) return true;
  if (!(attributes instanceof PendingDict)) throw new UnpicklingError('the state of an object must be a dict');
  for (const name of attributes.entries?.keys() ?? []) {
    if (typeof name !== 'string' || (name in target && !Object.hasOwn(target, name))) {
      throw new UnpicklingError(`an object of ${safeNameOf(target)} cannot have the attribute ${String(name)}`);
    }
  }
  context.attach(target, attributes);
  return true;
}
