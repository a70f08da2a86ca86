import { adoptAll } from './adoption.js';
import type { Collect } from './garbage_collector.js';
import type { Native } from './native.js';
import { levelsOf, Pace } from './pace.js';

export interface Collections {
  /** A small one is due: watches the new tensors from then on, and sets the budget until the next one. */
  readonly young: () => void;
  /** One of all objects is due: the bytes that V8 holds after it, which is what it costs. */
  readonly all: () => number;
}

/** What the addon calls when collections are due. A budget that somebody sets by hand stays. */
export function collections(native: Native, collect: Collect): Collections {
  const set = native.set_memory_budget.bind(native);
  let byHand = false;
  native.set_memory_budget = (bytes, count) => {
    byHand = true;
    set(bytes, count);
  };
  let pace: Pace | undefined;
  let end = performance.now();
  const young = (): void => {
    const start = performance.now();
    const adopted = adoptAll(native);
    collect(true, start - end);
    const last = end;
    end = performance.now();
    if (byHand) return;
    pace ??= new Pace(levelsOf(secondLevelCache(native)));
    const level = pace.after(end - start, start - last, adopted);
    if (level !== undefined) set(level.bytes, tensors);
  };
  const all = (): number => {
    const start = performance.now();
    adoptAll(native);
    collect(false, 0);
    pace?.all(performance.now() - start);
    return process.memoryUsage().heapUsed;
  };
  return { young, all };
}

/** Collections come after so many new tensors, however small: what native/handles/memory.h begins with. */
const tensors = 1024;

/** Bytes; 0 where the processor does not tell. */
function secondLevelCache(native: Native): number {
  const size = native.cpu_capabilities().find(([name]) => name === 'l2_cache_size')?.[1];
  return typeof size === 'number' ? size : 0;
}
