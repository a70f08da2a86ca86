/**
 * Objects of a class that may be called, as Python's with a `__call__`: the constructor gives back a function that has
 * the prototype of the class, so that fields, methods and `instanceof` work on it.
 */
export abstract class CallableObject {
  constructor() {
    const self = ((...args: unknown[]): unknown => (self as unknown as CallableObject).__call__(...args));
    // What functions have of their own would hide fields of these names.
    const own = self as { name?: unknown; length?: unknown };
    delete own.name;
    delete own.length;
    return Object.setPrototypeOf(self, new.target.prototype as object) as CallableObject;
  }

  /** What a call of the object runs. */
  protected abstract __call__(...args: unknown[]): unknown;
}
