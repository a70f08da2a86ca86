/** What Python knows of classes, and JavaScript does not tell. */

/**
 * Whether a class between that of `self` and `base`, which does not count, has a constructor of its own: what Python
 * asks by `type(self).__init__ != base.__init__`. The text of a class tells.
 */
export function hasOwnConstructor(self: object, base: object): boolean {
  for (let cls: object | null = self.constructor; cls !== null && cls !== base;
    cls = Object.getPrototypeOf(cls) as object | null) {
    if (definesConstructor(cls)) return true;
  }
  return false;
}

const known = new WeakMap<object, boolean>();

function definesConstructor(cls: object): boolean {
  let found = known.get(cls);
  if (found === undefined) {
    found = /(?:^|[\s{};])constructor\s*\(/.test(Function.prototype.toString.call(cls));
    known.set(cls, found);
  }
  return found;
}
