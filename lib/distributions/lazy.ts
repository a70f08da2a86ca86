/** Attributes that are computed when they are first asked for, and kept from then on. */
import { enable_grad } from '../autograd/index.js';

/** Getters of lazy properties: what validation does not ask for. */
const lazy = new WeakSet<() => unknown>();

/** Computes a value with gradients recorded, and makes it an attribute of the object's own. */
export function lazily<T, K extends string>(self: { readonly [Key in K]: T }, name: K, compute: () => T): T {
  const value = enable_grad(compute);
  own(self, name, value);
  return value;
}

/** Sets an attribute of the object's own, also where its class has an accessor of that name. */
export function own(self: object, name: string, value: unknown): void {
  Object.defineProperty(self, name, { value, writable: true, enumerable: true, configurable: true });
}

/**
 * Gives a class an attribute that `wrapped` computes when it is first asked for (`lazy_property` of
 * `torch.distributions.utils`, which is a decorator): with gradients recorded, and kept as the object's own from then
 * on; it may be assigned before.
 */
export function lazy_property<T extends object, K extends keyof T & string>(
  cls: { readonly prototype: T }, name: K, wrapped: (self: T) => T[K],
): void {
  const get = function (this: T): T[K] {
    return lazily<T[K], K>(this, name, () => wrapped(this));
  };
  lazy.add(get);
  Object.defineProperty(cls.prototype, name, {
    get, set(this: T, value: unknown) { own(this, name, value); }, configurable: true,
  });
}

/** Whether an attribute is a lazy property that nobody has asked for or set. */
export function isWaiting(self: object, name: string): boolean {
  if (Object.hasOwn(self, name)) return false;
  for (let at: object | null = Object.getPrototypeOf(self) as object; at !== null;
    at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found !== undefined) return found.get !== undefined && lazy.has(found.get as () => unknown);
  }
  return false;
}
