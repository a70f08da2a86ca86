import { inspect } from 'node:util';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import type { OrderedDict_move_to_endArguments } from '../generated/signatures/collections.js';
import { py_repr } from '../python/repr.js';

/** What an {@link OrderedDict} can be made of: pairs, another map, or a plain object. */
export type DictItems<K, V> = Iterable<readonly [K, V]> | (K extends string ? Readonly<Record<string, V>> : never);

const takes = signature('OrderedDict.move_to_end[K](self, key: K, last: bool = True)');

/**
 * A dictionary that keeps the order of its keys whatever they are (`collections.OrderedDict`): a Map with Python's
 * methods. `state_dict()` gives one, and one is saved and loaded as Python's own.
 */
export class OrderedDict<K = string, V = unknown> extends Map<K, V> {
  /** What a module says about the format of its state: `{ version }` by module name. */
  declare _metadata?: OrderedDict<string, Readonly<Record<string, unknown>>>;

  constructor(items?: DictItems<K, V> | null) {
    super();
    if (items != null) this.update(items);
  }

  /** The pairs, in order: `for (const [name, value] of dict.items())`. */
  items(): MapIterator<[K, V]> {
    return this.entries();
  }

  /** Sets every pair of `items`. */
  update(items: DictItems<K, V>): void {
    const pairs = Symbol.iterator in items ? items : (Object.entries(items) as unknown as Iterable<readonly [K, V]>);
    for (const [key, value] of pairs) this.set(key, value);
  }

  /** A dictionary of its own with the same values; metadata goes along. */
  copy(): OrderedDict<K, V> {
    const made = new OrderedDict<K, V>(this as Iterable<readonly [K, V]>);
    if (this._metadata !== undefined) made._metadata = this._metadata;
    return made;
  }

  /** Takes a key out and gives its value; `otherwise` where there is none, and without that an error. */
  pop(key: K, ...otherwise: [V?]): V {
    if (!this.has(key)) {
      if (otherwise.length > 0) return otherwise[0] as V;
      throw new RangeError(`OrderedDict.pop(): there is no key ${py_repr(key)}`);
    }
    const value = this.get(key) as V;
    this.delete(key);
    return value;
  }

  /** Moves a key to the end, or with `last` false to the beginning. */
  move_to_end(...args: OrderedDict_move_to_endArguments<K>): void {
    const [given, last] = takes.list(args);
    const key = given as K;
    const toEnd = checkedFlag('move_to_end', 'last', 2, last);
    const value = this.pop(key);
    const rest = toEnd ? [] : [...this];
    if (!toEnd) this.clear();
    this.set(key, value);
    for (const [other, item] of rest) this.set(other, item);
  }

  override toString(): string {
    const pairs = [...this].map(([key, value]) => `(${py_repr(key)}, ${py_repr(value)})`);
    return `OrderedDict(${pairs.length === 0 ? '' : `[${pairs.join(', ')}]`})`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
