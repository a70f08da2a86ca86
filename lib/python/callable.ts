/** A class that may be called without `new`, as Python's classes are. */
export interface Callable<Args extends unknown[], T> {
  /** Makes an object of the class. */
  new (...args: Args): T;
  /** Makes an object of the class: `new` may be left out. */
  (...args: Args): T;
  readonly prototype: T;
}

/** The public face of a class, to be called with or without `new`; `instanceof` works as with the class itself. */
export function callable<Args extends unknown[], T extends object>(
  name: string, prototype: T, make: (...args: Args) => T,
): Callable<Args, T> {
  const face = function (...args: Args): T {
    return make(...args);
  };
  Object.defineProperty(face, 'name', { value: name });
  Object.defineProperty(face, 'prototype', { value: prototype });
  Object.defineProperty(prototype, 'constructor', { value: face, configurable: true, writable: true });
  return face as unknown as Callable<Args, T>;
}
