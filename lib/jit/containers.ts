/** Lists and dicts of TorchScript, which functions change in place (torch._C; native/jit/containers.cpp). */
import { inspect } from 'node:util';
import {
  containerOf, contentsOf, dropElement, dropEntry, elementOf, emptyContainer, entryOf, findElement, putElement,
  setEntry, sizeOf, type ContainerHandle,
} from '../addon/containers.js';
import { scriptHandle } from '../addon/script.js';
import { int, iterable, kind } from '../arguments/kinds.js';
import { itemsOf } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { isMap, isPlainObject } from '../python/objects.js';
import { py_repr } from '../python/repr.js';
import { IndexError, JITException, KeyError, ValueError } from '../values/errors.js';

const kinds = { int };

const takes = {
  list: signature('ScriptList(values: Sequence[Any])', { values: iterable }),
  dict: signature('ScriptDict(values: Mapping[str, Any] | Map[Any, Any])', {
    values: kind((value) => isMap(value) || isPlainObject(value), 'dict'),
  }),
  value: signature('ScriptList.append(self, value: Any)'),
  values: signature('ScriptList.extend(self, values: Iterable[Any])'),
  index: signature('ScriptList.pop(self, index: int = -1)', kinds),
  get: signature('ScriptList.__getitem__(self, index: int)', kinds),
  set: signature('ScriptList.__setitem__(self, index: int, value: Any)', kinds),
  key: signature('ScriptDict.__getitem__(self, key: Any)'),
  entry: signature('ScriptDict.__setitem__(self, key: Any, value: Any)'),
};

function made(kind: 'list' | 'dict', values: unknown, isEmpty: boolean): ContainerHandle {
  const handle = isEmpty ? emptyContainer(kind) : containerOf(values);
  if (typeof handle === 'string') {
    throw new JITException(`Unable to infer type of ${kind === 'list' ? kind : 'dictionary'}: ${handle}`);
  }
  return handle;
}

/** Goes through a {@link ScriptList} (`torch.ScriptListIterator`). */
export class ScriptListIterator implements IterableIterator<unknown> {
  readonly #list: ScriptList;
  #at = 0;

  constructor(list: ScriptList) {
    this.#list = list;
  }
  /** The next element. */
  next(): IteratorResult<unknown> {
    if (this.#at >= this.#list.length) return { done: true, value: undefined };
    return { done: false, value: this.#list.__getitem__(this.#at++) };
  }
  [Symbol.iterator](): this {
    return this;
  }
}

/**
 * A list of TorchScript (`torch.ScriptList`): functions that get it change this one, not a copy. Its type is that of
 * the values it is made of; without any, it is one of tensors. Throws a JITException where the values have no common
 * type.
 */
export class ScriptList implements Iterable<unknown> {
  readonly #list: ContainerHandle;

  constructor(...args: typeof takes.list.args) {
    const [values] = takes.list.list(args);
    const items = itemsOf(values);
    this.#list = made('list', items, items.length === 0);
  }
  get [scriptHandle](): ContainerHandle {
    return this.#list;
  }
  /** How many elements it has (Python's `len`). */
  get length(): number {
    return sizeOf(this.#list);
  }
  #place(index: number): number {
    const place = index < 0 ? index + this.length : index;
    if (place < 0 || place >= this.length) throw new IndexError('list index out of range');
    return place;
  }
  /** An element; from the end below zero. Throws an IndexError where there is none. */
  __getitem__(...args: typeof takes.get.args): unknown {
    return elementOf(this.#list, this.#place(takes.get.list(args)[0]));
  }
  /** Puts a value in the place of an element. Throws an IndexError, and a TypeError for a value of another type. */
  __setitem__(...args: typeof takes.set.args): void {
    const [index, value] = takes.set.list(args);
    putElement(this.#list, this.#place(index), value, false);
  }
  /** Takes an element away. Throws an IndexError where there is none. */
  __delitem__(...args: typeof takes.get.args): void {
    dropElement(this.#list, this.#place(takes.get.list(args, 'ScriptList.__delitem__')[0]));
  }
  /** Whether a value is in it. Throws a TypeError for one of another type. */
  __contains__(...args: typeof takes.value.args): boolean {
    const [value] = takes.value.list(args, 'ScriptList.__contains__');
    return findElement(this.#list, value, 0, 'list.__contains__()') >= 0;
  }
  /** Puts a value at the end. Throws a TypeError for one of another type. */
  append(...args: typeof takes.value.args): void {
    putElement(this.#list, this.length, takes.value.list(args)[0], true);
  }
  /** Puts values at the end: all, or none where one is of another type. */
  extend(...args: typeof takes.values.args): void {
    // Taken first: the list may be given to itself.
    const items = itemsOf(takes.values.list(args)[0]);
    const { length } = this;
    try {
      for (const value of items) this.append(value);
    } catch (error) {
      while (this.length > length) dropElement(this.#list, length);
      throw error;
    }
  }
  /** Puts a value before an element. Throws an IndexError where there is none. */
  insert(...args: typeof takes.set.args): void {
    const [index, value] = takes.set.list(args, 'ScriptList.insert');
    putElement(this.#list, index === this.length ? index : this.#place(index), value, true);
  }
  /** Takes an element away, the last one unless told otherwise, and gives it. */
  pop(...args: typeof takes.index.args): unknown {
    const place = this.#place(takes.index.list(args)[0]);
    const value = elementOf(this.#list, place);
    dropElement(this.#list, place);
    return value;
  }
  /** Takes the first element of a value away. Throws a ValueError where there is none. */
  remove(...args: typeof takes.value.args): void {
    const place = findElement(this.#list, takes.value.list(args, 'ScriptList.remove')[0], 0, 'list.remove()');
    if (place < 0) throw new ValueError('list.remove(x): x not in list');
    dropElement(this.#list, place);
  }
  /** How many elements have a value. */
  count(...args: typeof takes.value.args): number {
    const [value] = takes.value.list(args, 'ScriptList.count');
    let found = 0;
    for (let at = -1; (at = findElement(this.#list, value, at + 1, 'list.count()')) >= 0;) found++;
    return found;
  }
  /** Takes all away. */
  clear(): void {
    dropElement(this.#list, -1);
  }
  [Symbol.iterator](): ScriptListIterator {
    return new ScriptListIterator(this);
  }
  toString(): string {
    return py_repr(contentsOf(this.#list));
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** What goes through a dict. */
abstract class Entries<T> implements IterableIterator<T> {
  readonly #entries: Iterator<[unknown, unknown]>;

  constructor(dict: ScriptDict) {
    this.#entries = ScriptDict.entriesOf(dict)[Symbol.iterator]();
  }
  protected abstract of(entry: [unknown, unknown]): T;
  /** The next entry, or its key. */
  next(): IteratorResult<T> {
    const { done, value } = this.#entries.next() as IteratorResult<[unknown, unknown], undefined>;
    return done === true ? { done, value: undefined } : { done: false, value: this.of(value!) };
  }
  [Symbol.iterator](): this {
    return this;
  }
}

/** Goes through the keys of a {@link ScriptDict} (`torch.ScriptDictKeyIterator`). */
export class ScriptDictKeyIterator extends Entries<unknown> {
  protected override of([key]: [unknown, unknown]): unknown {
    return key;
  }
}
/** Goes through the keys and values of a {@link ScriptDict} (`torch.ScriptDictIterator`). */
export class ScriptDictIterator extends Entries<[key: unknown, value: unknown]> {
  protected override of(entry: [unknown, unknown]): [key: unknown, value: unknown] {
    return entry;
  }
}

/**
 * A dict of TorchScript (`torch.ScriptDict`): functions that get it change this one, not a copy. Its types are those of
 * the entries it is made of; without any, it has text for keys and tensors for values.
 */
export class ScriptDict implements Iterable<unknown> {
  readonly #dict: ContainerHandle;

  constructor(...args: typeof takes.dict.args) {
    const [values] = takes.dict.list(args);
    this.#dict = made('dict', values, isMap(values) ? values.size === 0 : Object.keys(values).length === 0);
  }
  get [scriptHandle](): ContainerHandle {
    return this.#dict;
  }
  static entriesOf(dict: ScriptDict): Iterable<[unknown, unknown]> {
    const contents = contentsOf(dict.#dict) as object;
    return isMap(contents) ? contents : Object.entries(contents);
  }
  /** How many entries it has (Python's `len`). */
  get length(): number {
    return [...ScriptDict.entriesOf(this)].length;
  }
  /** The value of a key. Throws a KeyError where there is none. */
  __getitem__(...args: typeof takes.key.args): unknown {
    const [key] = takes.key.list(args);
    const found = entryOf(this.#dict, key);
    if (found === null) throw new KeyError(String(key));
    return found[0];
  }
  /** Sets the value of a key. Throws a TypeError for a key or a value of another type. */
  __setitem__(...args: typeof takes.entry.args): void {
    setEntry(this.#dict, ...takes.entry.list(args));
  }
  /** Takes an entry away. Throws a KeyError where there is none. */
  __delitem__(...args: typeof takes.key.args): void {
    const [key] = takes.key.list(args, 'ScriptDict.__delitem__');
    if (!dropEntry(this.#dict, key)) throw new KeyError(String(key));
  }
  /** Whether it has a key. */
  __contains__(...args: typeof takes.key.args): boolean {
    return entryOf(this.#dict, takes.key.list(args, 'ScriptDict.__contains__')[0]) !== null;
  }
  /** All keys. */
  keys(): ScriptDictKeyIterator {
    return new ScriptDictKeyIterator(this);
  }
  /** All keys with their values. */
  items(): ScriptDictIterator {
    return new ScriptDictIterator(this);
  }
  [Symbol.iterator](): ScriptDictKeyIterator {
    return this.keys();
  }
  toString(): string {
    return py_repr(contentsOf(this.#dict));
  }
  [inspect.custom](): string {
    return this.toString();
  }
}
