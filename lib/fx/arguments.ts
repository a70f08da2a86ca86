/** Trees of arguments: arrays, plain objects and slices, whose leaves are nodes and plain values. */
import { isBuiltin, isMap, isPlainObject } from '../python/objects.js';
import { Size } from '../values/size.js';
import type { Complex } from '../values/complex.js';
import type { Constant } from '../values/constant.js';
import type { DeviceLike } from '../values/device.js';
import { parseSlice, Slice } from '../tensor/slice.js';
import type { Tensor } from '../tensor/tensor.js';
import { immutable_dict, immutable_list } from './immutable_collections.js';
import type { Node } from './node.js';

/** A function that a node calls. */
export type TargetFunction = (...args: never[]) => unknown;

/** What a node is about: a function, or the name of a method, a module, an attribute or an input. */
export type Target = TargetFunction | string;

/** What an argument is that is no tree. */
export type BaseArgument =
  | string | number | bigint | boolean | null | undefined | Complex | Constant | DeviceLike | Tensor | Size | Slice
  | TargetFunction;

/** An argument of a node: lists are arrays, tuples frozen ones, dicts plain objects. */
export type Argument = Node | BaseArgument | readonly Argument[] | { readonly [name: string]: Argument };

/** Arguments by name. */
export type Kwargs = Readonly<Record<string, Argument>>;

/** A slice of whatever: a node may stand where numbers do. */
export function sliceOf(start: unknown, stop: unknown, step: unknown): Slice {
  return Object.assign(Object.create(Slice.prototype) as object, { start, stop, step: step ?? 1 }) as Slice;
}

/** What stands for all dimensions that no other index is about: Python's `...`. */
export const ellipsis = Object.freeze({ toString: () => 'Ellipsis' });

/** An index of a tensor as Python has it: slices are objects, not text. */
export function indexArgument(index: unknown): unknown {
  if (index === '...') return ellipsis;
  return typeof index === 'string' ? parseSlice(index) : index;
}

/** Python's tuple: an array that is frozen, and no list of a node's. */
export const isTuple = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && Object.isFrozen(value) && !(value instanceof immutable_list);

/**
 * The tree with `fn` of each leaf in the leaf's place (`torch.fx.node.map_aggregate`): lists and dicts become such as
 * nobody changes, tuples and slices stay what they are.
 */
export function map_aggregate(a: unknown, fn: (leaf: unknown) => unknown): unknown {
  if (typeof a !== 'object' || a === null || a === ellipsis) return fn(a);
  const inner = (item: unknown): unknown => map_aggregate(item, fn);
  if (a instanceof immutable_list) return new immutable_list(Array.from(a, inner));
  if (a instanceof Size) return Object.freeze(Array.from(a as readonly number[], inner));
  if (Array.isArray(a)) {
    const items = (a as unknown[]).map(inner);
    if (!isBuiltin(a)) return Object.freeze(Object.setPrototypeOf(items, Object.getPrototypeOf(a) as object));
    return Object.isFrozen(a) ? Object.freeze(items) : new immutable_list(items);
  }
  if (a instanceof immutable_dict || isPlainObject(a)) {
    return new immutable_dict(Object.entries(a).map(([key, value]): [string, unknown] => [key, inner(value)]));
  }
  if (a instanceof Slice) return sliceOf(inner(a.start), inner(a.stop), inner(a.step));
  if (isMap(a) && isBuiltin(a)) return new Map([...a].map(([key, value]): [unknown, unknown] => [key, inner(value)]));
  return fn(a);
}

/** The same tree of arrays and plain objects, such as functions take. */
export function materialized(a: unknown): unknown {
  if (typeof a !== 'object' || a === null) return a;
  if (a === ellipsis) return '...';
  if (a instanceof immutable_list || (Array.isArray(a) && isBuiltin(a) && !(a instanceof Size))) {
    const items = Array.from(a as unknown[], materialized);
    return isTuple(a) ? Object.freeze(items) : items;
  }
  if (a instanceof immutable_dict || isPlainObject(a)) {
    return Object.fromEntries(Object.entries(a).map(([key, value]) => [key, materialized(value)]));
  }
  return a;
}

/** What a call takes: the positions, and behind them the names, if there are any. */
export function callArguments(args: readonly unknown[], kwargs: object): unknown[] {
  const positional = args.map(materialized);
  return Object.keys(kwargs).length === 0 ? positional : [...positional, materialized({ ...kwargs })];
}
