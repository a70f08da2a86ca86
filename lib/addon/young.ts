import { adoptAll } from './adoption.js';
import type { Collect } from './garbage_collector.js';
import type { Native } from './native.js';
import { levelsOf, Pace } from './pace.js';

/**
 * What the addon calls when a small collection is due: it watches the new tensors from then on, collects, and sets the
 * budget until the next one. A budget that somebody sets by hand stays.
 */
export function youngCollections(native: Native, collect: Collect): () => void {
  const set = native.set_memory_budget.bind(native);
  let byHand = false;
  native.set_memory_budget = (bytes, count) => {
    byHand = true;
    set(bytes, count);
  };
  let pace: Pace | undefined;
  let end = performance.now();
  return () => {
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
}

/** Collections come after so many new tensors, however small: what native/handles/memory.h begins with. */
const tensors = 1024;

/** Bytes; 0 where the processor does not tell. */
function secondLevelCache(native: Native): number {
  const size = native.cpu_capabilities().find(([name]) => name === 'l2_cache_size')?.[1];
  return typeof size === 'number' ? size : 0;
}
