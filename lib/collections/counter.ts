import { inspect } from 'node:util';
import { isMap } from '../python/objects.js';
import { py_repr } from '../python/repr.js';

/** How often each key occurs (`collections.Counter`): a Map whose `get` of an unknown key is 0. */
export class Counter<K> extends Map<K, number> {
  /** Counts the elements of an iterable, or takes the counts of a Map. */
  constructor(items?: Iterable<K> | ReadonlyMap<K, number> | null) {
    super();
    if (items == null) return;
    if (isMap(items)) for (const [key, count] of items as ReadonlyMap<K, number>) this.set(key, count);
    else for (const key of items as Iterable<K>) this.set(key, this.get(key) + 1);
  }

  override get(key: K): number {
    return super.get(key) ?? 0;
  }

  /** The `n` commonest keys with their counts, or all, the commonest first. */
  most_common(n = this.size): [K, number][] {
    return [...this].sort((a, b) => b[1] - a[1]).slice(0, n);
  }

  override toString(): string {
    const pairs = this.most_common().map(([key, count]) => `${py_repr(key)}: ${count}`);
    return `Counter(${pairs.length === 0 ? '' : `{${pairs.join(', ')}}`})`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
