import { Counter } from '../../collections/counter.js';
import { define } from '../../python/objects.js';
import { OrderedDict } from '../../collections/ordered_dict.js';
import { UnpicklingError } from '../errors.js';

/** A dictionary while a file is read: which class it gets in JavaScript depends on all of its keys. */
export class PendingDict {
  readonly kind: 'dict' | 'OrderedDict' | 'Counter';
  // Made when needed: a file may ask for millions of empty ones, and a Map takes 200 bytes.
  entries: Map<unknown, unknown> | undefined;
  attributes: PendingDict | undefined;
  result: Record<string, unknown> | Map<unknown, unknown> | undefined;

  constructor(kind: PendingDict['kind']) {
    this.kind = kind;
  }

  set(key: unknown, value: unknown): void {
    (this.entries ??= new Map()).set(key, value);
  }

  get(key: string): unknown {
    return this.entries?.get(key);
  }
}

/** An object and its state, until all values of that are finished. */
export interface PendingObject {
  readonly target: object;
  readonly state: unknown;
  /** Takes the state over; without it the entries become properties. */
  readonly receive: ((state: unknown) => void) | undefined;
}

/**
 * Turns what was read into its final form: dictionaries with text for keys become plain objects, others Maps; tuples
 * are frozen. Objects that are reached twice, or that contain themselves, stay one object. No recursion: a file may
 * nest as deep as it likes.
 */
export function finish(root: unknown, tuples: ReadonlySet<object>, objects: readonly PendingObject[]): unknown {
  const seen = new Set<object>();
  const open: object[] = [];

  const final = (value: unknown): unknown => {
    if (value instanceof PendingDict) {
      if (value.result === undefined) {
        value.result = emptyFor(value);
        open.push(value);
      }
      return value.result;
    }
    if ((Array.isArray(value) || value instanceof Set) && !seen.has(value)) {
      seen.add(value);
      open.push(value);
    }
    return value;
  };

  const result = final(root);
  const received = objects
    .filter(({ receive }) => receive !== undefined)
    .map((item) => [item, final(item.state)] as const);
  for (const { target, state, receive } of objects) {
    if (receive !== undefined || !(state instanceof PendingDict)) continue;
    for (const [name, value] of state.entries ?? []) define(target, String(name), final(value));
  }
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (item instanceof PendingDict) fill(item, final);
    else if (Array.isArray(item)) for (let i = 0; i < item.length; i++) item[i] = final(item[i]);
    else for (const element of item as Set<unknown>) final(element);
  }
  for (const tuple of tuples) Object.freeze(tuple);
  for (const [{ receive }, state] of received) receive!(state);
  return result;
}

function emptyFor(dict: PendingDict): NonNullable<PendingDict['result']> {
  if (dict.kind === 'OrderedDict') return new OrderedDict<unknown, unknown>();
  if (dict.kind === 'Counter') return new Counter<unknown>();
  for (const key of dict.entries?.keys() ?? []) if (typeof key !== 'string') return new Map();
  return {};
}

function fill(dict: PendingDict, final: (value: unknown) => unknown): void {
  const result = dict.result!;
  for (const [key, value] of dict.entries ?? []) {
    if (result instanceof Map) result.set(final(key), final(value));
    else define(result, key as string, final(value));
  }
  for (const [name, value] of dict.attributes?.entries ?? []) {
    // Python lets any attribute be set; here a name must not hide a method.
    if (typeof name !== 'string' || name in result) {
      throw new UnpicklingError(`an OrderedDict cannot have the attribute ${String(name)}`);
    }
    define(result, name, final(value));
  }
  dict.entries = undefined;
}
