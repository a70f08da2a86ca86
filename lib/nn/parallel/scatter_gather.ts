/** `torch.nn.parallel.scatter_gather`: trees of tensors in parts on several GPUs, and back. */
import { signature } from '../../arguments/signature.js';
import { isBuiltin, isMap, isPlainObject } from '../../python/objects.js';
import type { Tensor } from '../../tensor/tensor.js';
import { KeyError, ValueError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { pythonType } from '../../values/type_name.js';
import type { ParallelDevice } from './devices.js';
import { Gather, Scatter } from './functions.js';

type Targets = readonly ParallelDevice[];
/** The arguments of a call by position. */
export type Inputs = readonly unknown[];
/** Those by name. */
export type Keywords = Readonly<Record<string, unknown>>;

/** The first of each list, then the second, as far as all have one. */
function zip(lists: readonly (readonly unknown[])[]): unknown[][] {
  const length = Math.min(...lists.map((each) => each.length));
  return Array.from({ length }, (_, i) => lists.map((each) => each[i]));
}

/** A list as this one is: frozen, or of its class. */
function likeList(list: readonly unknown[], items: unknown[]): unknown {
  if (!isBuiltin(list)) return Object.setPrototypeOf(items, Object.getPrototypeOf(list) as object);
  return Object.isFrozen(list) ? Object.freeze(items) : items;
}

function scattered(value: unknown, targets: Targets, dim: number): unknown[] {
  if (is_tensor(value)) return Scatter.apply(targets, null, dim, value as Tensor);
  const parts = (items: readonly unknown[]): unknown[][] => zip(items.map((each) => scattered(each, targets, dim)));
  if (Array.isArray(value) && value.length > 0) {
    return parts(value as unknown[]).map((items) => likeList(value as unknown[], items));
  }
  if (isMap(value) && value.size > 0) {
    const Dict = value.constructor as new (entries: Iterable<readonly [unknown, unknown]>) => unknown;
    const keys = [...value.keys()];
    return parts([...value.values()]).map((items) => new Dict(keys.map((key, i) => [key, items[i]])));
  }
  if (isPlainObject(value) && Object.keys(value).length > 0) {
    const keys = Object.keys(value);
    return parts(Object.values(value)).map((items) => Object.fromEntries(keys.map((key, i) => [key, items[i]])));
  }
  return targets.map(() => value);
}

/**
 * The tensors of a tree in parts along `dim`, one tree for each GPU (`torch.nn.parallel.scatter`); what is no tensor is
 * the same for all.
 */
export const scatter = signature(
  'scatter(inputs: Any, target_gpus: Sequence[ParallelDevice], dim: int = 0) -> list[Any]').define(scattered);

/**
 * Positional arguments and those by name for each GPU (`torch.nn.parallel.scatter_gather.scatter_kwargs`): as many of
 * one as of the other.
 */
export const scatter_kwargs = signature(`scatter_kwargs(inputs: Sequence[Any], kwargs: Keywords | None,
  target_gpus: Sequence[ParallelDevice], dim: int = 0) -> tuple[list[Inputs], list[Keywords]]`).define(
  (inputs, kwargs, target_gpus, dim) => {
    const isEmpty = kwargs === null || Object.keys(kwargs).length === 0;
    const positional = inputs.length > 0 ? scattered(inputs, target_gpus, dim) as Inputs[] : [];
    const named = isEmpty ? [] : scattered(kwargs, target_gpus, dim) as Keywords[];
    while (positional.length < named.length) positional.push([]);
    while (named.length < positional.length) named.push({});
    return [positional, named];
  });

function gathered(outputs: readonly unknown[], target: ParallelDevice, dim: number): unknown {
  const [first] = outputs;
  if (is_tensor(first)) return Gather.apply(target, dim, ...outputs as Tensor[]);
  if (first === null || first === undefined) return null;
  if (isMap(first) || isPlainObject(first)) {
    const all = outputs.map((each) =>
      (isMap(each) ? each : new Map(Object.entries(each as object))) as ReadonlyMap<unknown, unknown>);
    if (all.some((each) => each.size !== all[0]!.size)) {
      throw new ValueError('All dicts must have the same number of keys');
    }
    const pairs = [...all[0]!.keys()].map((key) => [key, gathered(all.map((each) => {
      if (!each.has(key)) throw new KeyError(String(key));
      return each.get(key);
    }), target, dim)] as const);
    if (isPlainObject(first)) return Object.fromEntries(pairs);
    return new (first.constructor as new (entries: typeof pairs) => unknown)(pairs);
  }
  if (!Array.isArray(first)) throw new TypeError(`'${pythonType(first)}' object is not iterable`);
  const lists = outputs as readonly (readonly unknown[])[];
  if (lists.some((each) => each.length !== first.length)) {
    throw new ValueError('zip() argument 2 has another length than argument 1');
  }
  return likeList(first, first.map((_, i) => gathered(lists.map((each) => each[i]), target, dim)));
}

/**
 * Trees of tensors on several GPUs as one on a device, tensors along `dim` (`torch.nn.parallel.gather`). Throws an
 * AssertionError for tensors in the main memory, and a ValueError for trees of other keys.
 */
export const gather = signature(
  'gather(outputs: Sequence[Any], target_device: ParallelDevice, dim: int = 0) -> Any').define(gathered);
