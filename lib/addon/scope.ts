import { parts } from '../arguments/overrides.js';
import { notAsync } from '../arguments/asynchronous.js';
import { native } from './binding.js';
import type { Handle, MemoryStats } from './native.js';
import { isMap, isSet } from '../python/objects.js';
import { signature } from '../arguments/signature.js';
import { handleOf } from './handle.js';

/** How many scopes run. */
let running = 0;

/**
 * Runs a function and frees at once every tensor made in it, but those in its result (the result itself, or any that
 * arrays, maps, sets, modules and other objects in it hold in their fields) and those that the library keeps:
 * parameters, buffers, gradients, the state of optimizers. Nobody has to use it; it makes memory exact. Throws a
 * TypeError for an async function, whose tensors would be freed while it still waits.
 */
export function scope<T>(body: () => T): T {
  const before = native.set_scoping(true);
  const start = native.scope_begin();
  running++;
  let leaving: Handle[] = [];
  let result: T;
  try {
    result = body();
    leaving = tensorsIn(result);
  } finally {
    running--;
    native.scope_end(start, leaving);
    native.set_scoping(before);
  }
  return notAsync(result, () => 'scope(): the function is async, and its tensors would be freed while it waits');
}

/** Runs what the library does for itself: tensors made there belong to no scope. */
export function unscoped<T>(body: () => T): T {
  if (running === 0) return body();
  const before = native.set_scoping(false);
  try {
    return body();
  } finally {
    native.set_scoping(before);
  }
}

/** Takes a tensor, or all tensors in a value, out of all scopes: the library holds on to it. */
export function keep<T>(value: T): T {
  if (running > 0) for (const handle of tensorsIn(value)) native.keep(handle);
  return value;
}

function tensorsIn(value: unknown): Handle[] {
  const handles: Handle[] = [];
  const seen = new Set<unknown>();
  // A list of what is left to look at: a result may nest deeper than calls may.
  const waiting = [value];
  while (waiting.length > 0) {
    const item = waiting.pop();
    // Modules are functions.
    if ((typeof item !== 'object' && typeof item !== 'function') || item === null || seen.has(item)) continue;
    seen.add(item);
    const handle = handleOf(item);
    if (handle !== undefined) handles.push(handle);
    else if (parts in item) waiting.push(item[parts]);
    else if (!ArrayBuffer.isView(item)) {
      if (isSet(item)) for (const element of item) waiting.push(element);
      else if (isMap(item)) for (const [key, element] of item) waiting.push(key, element);
      // The values that are there: a sparse array may claim billions.
      for (const element of Object.values(item)) waiting.push(element);
    }
  }
  return handles;
}

/** What this thread's tensors hold: counters to watch a program's memory by. */
export function memory_stats(): MemoryStats {
  return native.memory_stats();
}

/** Collects garbage now and frees the tensors that nothing refers to; `{ major: true }` looks at all of them. */
export const collect = signature('collect(major: bool = False) -> None').define((major) => native.collect(major));
