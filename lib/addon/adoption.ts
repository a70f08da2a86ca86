import type { Handle, Native } from './native.js';

/**
 * New tensors wait here, handle and object in turn, for the weak references by which the addon sees that nothing refers
 * to them any more (native/handles/tensor.h). They get those together, right before the next collection: one call, and
 * none for tensors that are in a program's way before that.
 */
let waiting: unknown[] = [];

// Calls collect much earlier; the list of results of one call may be longer.
const most = 1 << 16;
// Arguments of one call.
const group = 1 << 12;

/** Puts an object and the handle that it owns into the list; true when it is time to adopt them all. */
export function adopt(handle: Handle, owner: object): boolean {
  const at = waiting.length;
  waiting[at] = handle;
  waiting[at + 1] = owner;
  return at > most;
}

/** Gives all that wait their references, and lets go of them. How many there were. */
export function adoptAll(native: Native): number {
  const all = waiting;
  waiting = [];
  if (all.length <= group) native.adopt(...all);
  else for (let i = 0; i < all.length; i += group) native.adopt(...all.slice(i, i + group));
  // V8 may have made this array an old object, and small collections take what a dead old object refers to for alive.
  const count = all.length / 2;
  all.fill(undefined);
  return count;
}
