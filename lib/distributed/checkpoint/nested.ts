/** State dicts, which nest, and the flat names of their values. */
import { define, isMap, isPlainObject } from '../../python/objects.js';
import { is_tensor } from '../../values/is_tensor.js';
import { ValueError } from '../../values/errors.js';
import type { ObjectPath } from './metadata.js';

/** A state dict: tensors and other values by name, in maps, plain objects and arrays. */
export type NestedStateDict = Record<string, unknown> | Map<string, unknown>;

/** A value of a nested state dict, and how another one takes its place. */
export interface Leaf {
  readonly path: ObjectPath;
  readonly value: unknown;
  replace(value: unknown): void;
}

const isDict = (value: unknown): value is NestedStateDict => isMap(value) || isPlainObject(value);

export const dictEntries = (value: NestedStateDict): [unknown, unknown][] =>
  (value instanceof Map || isMap(value) ? [...(value as Map<unknown, unknown>)] : Object.entries(value));

export function setIn(dict: NestedStateDict, key: unknown, value: unknown): void {
  if (isMap(dict)) (dict as Map<unknown, unknown>).set(key, value);
  else define(dict, String(key), value);
}

/** Whether an array is one value: it has no tensors and no dicts in it. */
function isOne(value: unknown): boolean {
  if (isDict(value)) return false;
  if (!Array.isArray(value) || Object.isFrozen(value)) return true;
  return value.every((entry) => !is_tensor(entry) && (!(isDict(entry) || Array.isArray(entry)) || isOne(entry)));
}

/** The values of a state dict by their flat names, `model.0.weight`. Throws a ValueError for two of one name. */
export function flattened(state_dict: NestedStateDict): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const visit = (path: ObjectPath, value: unknown, replace: (value: unknown) => void): void => {
    if (isDict(value)) {
      for (const [key, item] of dictEntries(value)) {
        visit([...path, String(key)], item, (made) => setIn(value, key, made));
      }
    } else if (isOne(value)) {
      const name = path.join('.');
      if (leaves.has(name)) throw new ValueError(`duplicated flatten key ${name}`);
      leaves.set(name, { path, value, replace });
    } else {
      const list = value as unknown[];
      for (const [i, item] of list.entries()) visit([...path, i], item, (made) => (list[i] = made));
    }
  };
  for (const [key, value] of dictEntries(state_dict)) {
    visit([String(key)], value, (made) => setIn(state_dict, key, made));
  }
  return leaves;
}

/** Puts a value where it was, and makes the dicts and arrays on the way. */
export function setElement(root: Record<string, unknown>, path: ObjectPath, value: unknown): void {
  let at: Record<string, unknown> | unknown[] = root;
  for (const [i, key] of path.entries()) {
    if (Array.isArray(at) !== (typeof key === 'number') || (Array.isArray(at) && (key as number) > at.length + most)) {
      throw new ValueError(`there is no place ${path.join('.')} in the state dict of the checkpoint`);
    }
    if (Array.isArray(at)) while (at.length <= (key as number)) at.push(null);
    if (i === path.length - 1) {
      define(at, String(key), value);
      return;
    }
    let next = Object.hasOwn(at, key) ? (at as Record<string | number, unknown>)[key] : null;
    if (next === null) {
      next = typeof path[i + 1] === 'number' ? [] : {};
      define(at, String(key), next);
    }
    if (!Array.isArray(next) && !isPlainObject(next)) {
      throw new ValueError(`two values of the checkpoint have the place ${path.slice(0, i + 1).join('.')}`);
    }
    at = next as Record<string, unknown> | unknown[];
  }
}

/** How many places of an array may be empty: a damaged file could ask for any number. */
const most = 1_000_000;
