/** A function that the addon calls for a tensor: a hook, or the backward of a Function. */
export type Callback = (...args: never[]) => unknown;

// What each object holds, and, since whoever removes a callback knows no object, who holds a callback.
const tied = new WeakMap<object, Set<Callback>>();
const holders = new WeakMap<Callback, Set<Callback>>();

/**
 * Makes a tensor's object hold a callback, as its tensor does in C++: so V8 sees a callback that refers to its own
 * tensor for what it is, a circle that nothing else needs (native/handles/cycles.h).
 */
export function tie(owner: object, callback: Callback): void {
  let all = tied.get(owner);
  if (all === undefined) tied.set(owner, (all = new Set()));
  all.add(callback);
  holders.set(callback, all);
}

/** Takes a callback off again that was tied to one object. */
export function untie(callback: Callback): void {
  holders.get(callback)?.delete(callback);
}

/** The callbacks that an object holds, in the order in which they came. */
export function tiedTo(owner: object): Callback[] {
  return [...(tied.get(owner) ?? [])];
}
