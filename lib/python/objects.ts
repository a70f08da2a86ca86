/**
 * What an object is, whichever realm made it: a REPL, a notebook or a test runner has classes of its own, of which
 * `instanceof` knows nothing. This realm's class is looked at first, which costs next to nothing.
 */
import { types } from 'node:util';

/** An object literal, or one without a prototype: what Python has dicts and keyword arguments for. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // Only the Object.prototype of another realm ends a chain and has these methods: classes extend one, or lack them.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf');
}

export function isMap(value: unknown): value is Map<unknown, unknown> {
  return value instanceof Map || types.isMap(value);
}

export function isSet(value: unknown): value is Set<unknown> {
  return value instanceof Set || types.isSet(value);
}

/**
 * Whether an array, map or set is of the builtin class itself: with a class between it and Object's prototype, it is a
 * named tuple, an OrderedDict or the like.
 */
export function isBuiltin(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  const end = prototype && (Object.getPrototypeOf(prototype) as object | null);
  return end !== null && Object.getPrototypeOf(end) === null;
}

export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array || types.isUint8Array(value);
}

export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise || types.isPromise(value);
}

/** A promise, or what else `await` would wait for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** Sets a property whatever its name is: `__proto__` must not become the prototype. */
export function define(target: object, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    (target as Record<string, unknown>)[name] = value;
  }
}

/** A copy that has what the object has itself, and nothing that somebody put on Object.prototype. */
export function withoutPrototype<T extends object>(object: T): T {
  return Object.assign(Object.create(null) as T, object);
}
