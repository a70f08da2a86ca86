import { native } from './binding.js';
import type { Handle, MemoryStats } from './native.js';
import { TensorBase } from './tensor_base.js';

/**
 * Runs a function and frees at once every tensor made in it, but those in its result: the result itself, or any that
 * arrays, maps, sets and plain objects in it hold. Nobody has to use it; it makes memory exact. Throws a TypeError for
 * an async function, whose tensors would be freed while it still waits.
 */
export function scope<T>(body: () => T): T {
  const start = native.scope_begin();
  let leaving: Handle[] = [];
  let result: T;
  try {
    result = body();
    leaving = tensorsIn(result);
  } finally {
    native.scope_end(start, leaving);
  }
  if (result instanceof Promise) {
    throw new TypeError('scope(): the function is async, and its tensors would be freed while it waits');
  }
  return result;
}

function tensorsIn(value: unknown): Handle[] {
  const handles: Handle[] = [];
  const seen = new Set<unknown>();
  // A list of what is left to look at: a result may nest deeper than calls may.
  const waiting = [value];
  while (waiting.length > 0) {
    const item = waiting.pop();
    if (typeof item !== 'object' || item === null || seen.has(item)) continue;
    seen.add(item);
    const handle = TensorBase.handle(item);
    if (handle !== undefined) handles.push(handle);
    else if (item instanceof Set) for (const element of item) waiting.push(element);
    else if (item instanceof Map) for (const [key, element] of item) waiting.push(key, element);
    else if (Array.isArray(item) || Object.getPrototypeOf(item) === Object.prototype) {
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
export function collect(options: { major?: boolean } = {}): void {
  native.collect(options.major ?? false);
}
