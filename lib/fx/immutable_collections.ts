/** Lists and dicts among a node's arguments, which nobody changes in place (torch/fx/immutable_collections.py). */
import { inspect } from 'node:util';
import { py_repr } from '../python/repr.js';
import { define } from '../python/objects.js';

const help = `If you are attempting to modify the kwargs or args of a torch.fx.Node object,
instead create a new copy of it and assign the copy to the node:

    new_args = ...  # copy and mutate args
    node.args = new_args`;

function noMutation(name: string): never {
  throw new TypeError(`'${name}' object does not support mutation. ${help}`);
}

/**
 * A list that stays as it is (`torch.fx.immutable_collections.immutable_list`): an array whose methods that change
 * arrays throw a TypeError, and whose elements cannot be assigned. What `map`, `filter` and `slice` make are arrays.
 */
export class immutable_list<T> extends Array<T> {
  // Arrays that methods make are made by this, not by a class whose constructor takes a list.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  constructor(items: Iterable<T> = []) {
    const all = [...items];
    super(all.length);
    for (let i = 0; i < all.length; i++) this[i] = all[i]!;
    Object.freeze(this);
  }

  override push(): never { return noMutation('immutable_list'); }
  override pop(): never { return noMutation('immutable_list'); }
  override shift(): never { return noMutation('immutable_list'); }
  override unshift(): never { return noMutation('immutable_list'); }
  override splice(): never { return noMutation('immutable_list'); }
  override reverse(): never { return noMutation('immutable_list'); }
  override sort(): never { return noMutation('immutable_list'); }
  override fill(): never { return noMutation('immutable_list'); }
  override copyWithin(): never { return noMutation('immutable_list'); }

  /** Python's text of a list. */
  override toString(): string {
    return `[${Array.from(this, py_repr).join(', ')}]`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/**
 * A dict that stays as it is (`torch.fx.immutable_collections.immutable_dict`): an object whose properties are the
 * entries, and cannot be assigned.
 */
export class immutable_dict<T> {
  readonly [key: string]: T;

  constructor(entries: Iterable<readonly [string, T]> | Readonly<Record<string, T>> = {}) {
    const pairs = Symbol.iterator in entries ? (entries as Iterable<readonly [string, T]>) : Object.entries(entries);
    for (const [key, value] of pairs) define(this, key, value);
    Object.freeze(this);
  }
}

// Not in the types, where every property is an entry.
for (const name of ['clear', 'pop', 'popitem', 'setdefault', 'update']) {
  Object.defineProperty(immutable_dict.prototype, name, { value: () => noMutation('immutable_dict') });
}
Object.defineProperty(immutable_dict.prototype, 'toString', {
  value(this: object): string {
    return `{${Object.entries(this).map(([key, value]) => `${py_repr(key)}: ${py_repr(value)}`).join(', ')}}`;
  },
});
Object.defineProperty(immutable_dict.prototype, inspect.custom, {
  value(this: object): string {
    return String(this);
  },
});
