/** `torch.utils.weak`: references that keep nothing alive, and tables by the identity of their keys. */
import { deepcopy } from '../nn/copy.js';
import type { Tensor } from '../tensor/tensor.js';
import { AssertionError, KeyError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { py_repr } from '../python/repr.js';

/** A reference that does not keep its object alive (`torch.utils.weak.WeakIdRef`). */
export class WeakIdRef<T extends object = object> {
  readonly #ref: WeakRef<T>;

  constructor(key: T) {
    this.#ref = new WeakRef(key);
  }

  /** The object, null when it is gone: what a call of the reference gives in Python. */
  deref(): T | null {
    return this.#ref.deref() ?? null;
  }
  /** Whether both refer to one object that is still there, or are one reference. */
  equals(other: WeakIdRef): boolean {
    const [a, b] = [this.deref(), other.deref()];
    return a !== null && b !== null ? a === (b as unknown) : (this as unknown) === other;
  }
}

/** A {@link WeakIdRef} to a tensor (`torch.utils.weak.TensorWeakRef`). Throws an AssertionError for anything else. */
export class TensorWeakRef extends WeakIdRef<Tensor> {
  constructor(tensor: Tensor) {
    if (!is_tensor(tensor)) throw new AssertionError(`expected torch.Tensor, got ${typeof tensor}`);
    super(tensor);
  }
}

interface Entry<K extends object, V> {
  readonly ref: WeakIdRef<K>;
  value: V;
}

/**
 * Values by the identity of their keys, which it does not keep alive (`torch.utils.weak.WeakIdKeyDictionary`): an entry
 * goes with its key. It is read and written as a `Map` is, and walked in the order of insertion.
 */
export class WeakIdKeyDictionary<K extends object = object, V = unknown> {
  readonly #byKey = new WeakMap<K, Entry<K, V>>();
  readonly #entries = new Set<Entry<K, V>>();
  readonly #gone = new FinalizationRegistry<Entry<K, V>>((entry) => void this.#entries.delete(entry));

  constructor(dict?: Iterable<readonly [K, V]> | null) {
    if (dict) this.update(dict);
  }

  /** The value of a key; `fallback`, or undefined, where there is none. */
  get(key: K): V | undefined;
  get<D>(key: K, fallback: D): V | D;
  get(key: K, fallback?: unknown): unknown {
    const entry = this.#byKey.get(key);
    return entry === undefined ? fallback : entry.value;
  }
  /** Whether the key has a value. */
  has(key: K): boolean {
    return this.#byKey.has(key);
  }
  /** Gives a key its value, and gives back the dictionary. */
  set(key: K, value: V): this {
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      known.value = value;
      return this;
    }
    const entry = { ref: new WeakIdRef(key), value };
    this.#byKey.set(key, entry);
    this.#entries.add(entry);
    this.#gone.register(key, entry, entry);
    return this;
  }
  /** Whether there was an entry. */
  delete(key: K): boolean {
    const entry = this.#byKey.get(key);
    if (entry === undefined) return false;
    this.#byKey.delete(key);
    this.#gone.unregister(entry);
    return this.#entries.delete(entry);
  }
  /** Removes all entries. */
  clear(): void {
    for (const key of this.keys()) this.delete(key);
  }

  /** How many keys are still there. */
  get size(): number {
    return [...this.entries()].length;
  }
  /** The pairs of keys and values whose keys are still there. */
  *entries(): IterableIterator<[K, V]> {
    for (const { ref, value } of this.#entries) {
      const key = ref.deref();
      if (key !== null) yield [key, value];
    }
  }
  /** As in Python: {@link entries}. */
  items(): IterableIterator<[K, V]> {
    return this.entries();
  }
  /** The keys that are still there. */
  *keys(): IterableIterator<K> {
    for (const [key] of this.entries()) yield key;
  }
  /** The values whose keys are still there. */
  *values(): IterableIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }
  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.entries();
  }
  /** The references to the keys, of which some may be gone. */
  keyrefs(): WeakIdRef<K>[] {
    return Array.from(this.#entries, ({ ref }) => ref);
  }

  /** The value, and no entry any more. Throws a KeyError for an unknown key unless there is a `fallback`. */
  pop(key: K, ...fallback: [V?]): V {
    const entry = this.#byKey.get(key);
    if (entry === undefined) {
      if (fallback.length > 0) return fallback[0]!;
      throw new KeyError(py_repr(key));
    }
    this.delete(key);
    return entry.value;
  }
  /** The last entry, and it is none any more. Throws a KeyError where there is none. */
  popitem(): [K, V] {
    const last = [...this.entries()].at(-1);
    if (last === undefined) throw new KeyError('popitem(): dictionary is empty');
    this.delete(last[0]);
    return last;
  }
  /** The value of a key, which is `value` from now on if it had none. */
  setdefault(key: K, value: V): V {
    if (!this.has(key)) this.set(key, value);
    return this.get(key)!;
  }
  /** Sets all these entries. */
  update(dict: Iterable<readonly [K, V]>): void {
    for (const [key, value] of dict) this.set(key, value);
  }
  /** A dictionary of its own, with the same keys and values. */
  copy(): WeakIdKeyDictionary<K, V> {
    return new WeakIdKeyDictionary(this.entries());
  }
  /** The same keys, with copies of the values. */
  __deepcopy__(memo: Map<unknown, unknown>): WeakIdKeyDictionary<K, V> {
    return new WeakIdKeyDictionary(Array.from(this.entries(), ([key, value]) => [key, deepcopy(value, memo)] as const));
  }
}

/** {@link WeakIdKeyDictionary}, for tensors (`torch.utils.weak.WeakTensorKeyDictionary`). */
export const WeakTensorKeyDictionary = WeakIdKeyDictionary;
export type WeakTensorKeyDictionary<V = unknown> = WeakIdKeyDictionary<Tensor, V>;
