import { isMap, isPlainObject } from '../../python/objects.js';
import { PicklingError } from '../errors.js';
import { op } from './opcodes.js';
import { PickleWriter } from './writer.js';

/** A class or function of Python's, by its name: written as a global. */
export class Named {
  readonly module: string;
  readonly qualname: string;

  constructor(module: string, qualname: string) {
    this.module = module;
    this.qualname = qualname;
  }
}

/** A value as a call of Python's, with the entries and the state that its result gets. */
export interface Reduction {
  readonly func: Named;
  readonly args: readonly unknown[];
  /** `func` is a class, and `args` are those of its `__new__`. */
  readonly isNew?: boolean;
  readonly items?: Iterable<readonly [unknown, unknown]>;
  readonly state?: unknown;
}

/** A tuple of Python's. */
export class Tuple {
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}

/** A number that is a float in Python also when it is whole. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A text that is an object of its own: not the same as another one with the same letters. */
export class Text {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

/** A storage, written as the tuple by which the reader finds it again. */
export class PersistentId extends Tuple {}

/** Turns what is no plain value of Python's into one, a call, or an id; undefined where nothing fits. */
export type Reduce = (value: object) => Reduction | Named | Tuple | undefined;

const batch = 1000;
/** As deep as Python goes. */
const deepest = 1000;

/**
 * Writes protocol 2, opcode for opcode as CPython does: JavaScript's plain values as Python's, objects by `reduce`.
 * An object that is reached twice is written once.
 */
export class Pickler {
  readonly #writer = new PickleWriter();
  readonly #reduce: Reduce;
  readonly #objects = new Map<object, number>();
  // Python writes a text again that it holds once; we cannot know, so equal texts are one.
  readonly #texts = new Map<string, number>();
  readonly #globals = new Map<string, number>();
  #depth = 0;

  constructor(reduce: Reduce) {
    this.#reduce = reduce;
  }

  dump(value: unknown): Uint8Array {
    this.#writer.byte(op.PROTO, 2);
    this.#save(value);
    return this.#writer.finish();
  }

  #save(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        return this.#writer.code(op.NONE);
      case 'boolean':
        return this.#writer.code(value ? op.NEWTRUE : op.NEWFALSE);
      case 'number':
        return Number.isSafeInteger(value) && !Object.is(value, -0)
          ? this.#writer.integer(value) : this.#writer.float(value);
      case 'bigint':
        return this.#writer.integer(value);
      case 'string':
        return this.#memoized(this.#texts, value, () => this.#writer.text(value));
      case 'object':
        return value === null ? this.#writer.code(op.NONE) : this.#nested(value);
      default:
        throw new PicklingError(`Can't pickle ${nameOf(value)}: it has no counterpart in Python`);
    }
  }

  #nested(value: object): void {
    if (++this.#depth > deepest) {
      throw new PicklingError('maximum recursion depth exceeded while pickling an object');
    }
    this.#object(value);
    this.#depth--;
  }

  #object(value: object): void {
    const known = this.#objects.get(value);
    if (known !== undefined) return this.#writer.get(known);
    if (value instanceof Tuple) return this.#tuple(value, value.items);
    if (value instanceof Named) return this.#global(value);
    if (value instanceof Text) return this.#memoized(this.#objects, value, () => this.#writer.text(value.value));
    if (value instanceof Float) return this.#writer.float(value.value);
    const reduced = this.#reduce(value);
    if (reduced instanceof Named) return this.#global(reduced);
    if (reduced instanceof PersistentId) return this.#tuple(reduced, reduced.items);
    if (reduced instanceof Tuple) return this.#tuple(value, reduced.items);
    if (reduced !== undefined) return this.#call(value, reduced);
    if (Array.isArray(value)) return this.#list(value);
    if (isMap(value)) return this.#dict(value, value);
    if (isPlainObject(value)) return this.#dict(value, Object.entries(value));
    throw new PicklingError(`Can't pickle an object of ${nameOf(value)}: torch.save takes tensors, plain values, and ` +
      'classes added with torch.serialization.add_safe_globals; of a module save its state_dict()');
  }

  #memoized<K>(memo: Map<K, number>, key: K, write: () => void): void {
    const known = memo.get(key);
    if (known !== undefined) return this.#writer.get(known);
    write();
    memo.set(key, this.#writer.put());
  }

  #global({ module, qualname }: Named): void {
    this.#memoized(this.#globals, `${module} ${qualname}`, () => this.#writer.global(module, qualname));
  }

  #remember(value: object): void {
    this.#objects.set(value, this.#writer.put());
  }

  #tuple(value: object, items: readonly unknown[]): void {
    if (items.length === 0) return this.#writer.code(op.EMPTY_TUPLE);
    if (items.length > 3) this.#writer.code(op.MARK);
    for (const item of items) this.#save(item);
    this.#writer.code([op.TUPLE1, op.TUPLE2, op.TUPLE3][items.length - 1] ?? op.TUPLE);
    this.#remember(value);
    if (value instanceof PersistentId) this.#writer.code(op.BINPERSID);
  }

  #list(value: readonly unknown[]): void {
    this.#writer.code(op.EMPTY_LIST);
    this.#remember(value);
    if (value.length === 1) {
      this.#save(value[0]);
      return this.#writer.code(op.APPEND);
    }
    for (let i = 0; i < value.length; i += batch) {
      this.#writer.code(op.MARK);
      for (let j = i; j < Math.min(i + batch, value.length); j++) this.#save(value[j]);
      this.#writer.code(op.APPENDS);
    }
  }

  #dict(value: object, entries: Iterable<readonly [unknown, unknown]>): void {
    this.#writer.code(op.EMPTY_DICT);
    this.#remember(value);
    this.#items([...entries]);
  }

  #items(entries: readonly (readonly [unknown, unknown])[]): void {
    if (entries.length === 1) {
      this.#save(entries[0]![0]);
      this.#save(entries[0]![1]);
      return this.#writer.code(op.SETITEM);
    }
    for (let i = 0; i < entries.length; i += batch) {
      this.#writer.code(op.MARK);
      for (const [key, item] of entries.slice(i, i + batch)) {
        this.#save(key);
        this.#save(item);
      }
      this.#writer.code(op.SETITEMS);
    }
  }

  #call(value: object, { func, args, isNew, items, state }: Reduction): void {
    this.#global(func);
    this.#save(new Tuple(args));
    this.#writer.code(isNew ? op.NEWOBJ : op.REDUCE);
    this.#remember(value);
    if (items !== undefined) this.#items([...items]);
    if (state === undefined) return;
    this.#save(state);
    this.#writer.code(op.BUILD);
  }
}

function nameOf(value: unknown): string {
  if (typeof value === 'function') return `the function or class ${value.name || '(without a name)'}`;
  if (typeof value === 'symbol') return `the symbol ${String(value)}`;
  return `the class ${(value as object).constructor?.name ?? 'null'}`;
}
