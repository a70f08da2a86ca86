import { float32 } from '../values/dtype.js';
import { ValueError } from '../values/errors.js';
import { isMap, isPlainObject } from '../python/objects.js';
import type { Tensor } from '../tensor/tensor.js';
import { isTensor } from './hyperparameter.js';
import type { GroupBase, ParamGroup } from './param_groups.js';

/** What an optimizer keeps for one parameter, by PyTorch's names. */
export type ParamState = Record<string, unknown>;

/** A group with the numbers of its parameters in their place. */
export type PackedGroup = { params: number[] } & Record<string, unknown>;

/**
 * The state of an optimizer to save, in PyTorch's format: states by the number of their parameter, counted over all
 * groups, and the groups. A Map, because the keys are numbers.
 */
export interface OptimizerStateDict {
  state: Map<unknown, unknown>;
  param_groups: PackedGroup[];
}

/** What can be loaded: objects in place of maps do, as JSON makes them. */
export interface GivenStateDict {
  readonly state: ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>;
  readonly param_groups: readonly (Record<string, unknown> & { readonly params: readonly number[] })[];
}

/** The tensors and objects of the state themselves, not copies. */
export function packState(
  groups: readonly ParamGroup<object>[], state: ReadonlyMap<unknown, unknown>,
): OptimizerStateDict {
  const numbers = new Map<unknown, number>();
  let start = 0;
  const param_groups = groups.map((group) => {
    const { params, ...options } = group;
    for (const [i, parameter] of params.entries()) {
      if (!numbers.has(parameter)) numbers.set(parameter, start + i);
    }
    start += params.length;
    return { ...options, params: params.map((parameter) => numbers.get(parameter)!) };
  });
  const packed = new Map<unknown, unknown>();
  for (const [key, value] of state) packed.set(isTensor(key) ? (numbers.get(key) ?? key) : key, value);
  return { state: packed, param_groups };
}

/**
 * The state and the groups for an optimizer with `groups`: parameters are matched by their place. Tensors take the
 * dtype and the device of their parameter. Throws a ValueError for other counts of groups or of parameters.
 */
export function unpackState(
  groups: readonly GroupBase[], dict: GivenStateDict,
): { state: Map<unknown, ParamState>; param_groups: GroupBase[] } {
  const saved = dict.param_groups;
  if (groups.length !== saved.length) {
    throw new ValueError('loaded state dict has a different number of parameter groups');
  }
  if (groups.some((group, i) => group.params.length !== saved[i]!.params.length)) {
    throw new ValueError(
      "loaded state dict contains a parameter group that doesn't match the size of optimizer's group");
  }
  const places = new Map<unknown, { parameter: Tensor; group: Readonly<Record<string, unknown>> }>();
  for (const [i, group] of saved.entries()) {
    for (const [j, number] of group.params.entries()) {
      const first = saved.find(({ params }) => params.includes(number))!;
      places.set(Number(number), { parameter: groups[i]!.params[j]!, group: first });
    }
  }
  const state = new Map<unknown, ParamState>();
  for (const [key, value] of entriesOf(dict.state)) {
    const place = places.get(numberKey(key));
    if (place === undefined) state.set(key, value as ParamState);
    else state.set(place.parameter, fitted(place.parameter, value, place.group, undefined) as ParamState);
  }
  const param_groups = saved.map((given, i) => {
    const { params } = groups[i]!;
    const made = { ...(copied(given) as Record<string, unknown>), params } as GroupBase;
    const names = groups[i]!.param_names;
    if (names !== undefined && made.param_names === undefined) made.param_names = names;
    return made;
  });
  return { state, param_groups };
}

function entriesOf(state: GivenStateDict['state']): Iterable<readonly [unknown, unknown]> {
  return isMap(state) ? (state as ReadonlyMap<unknown, unknown>) : Object.entries(state);
}

/** The number that a key of an object stands for; other keys as they are. */
function numberKey(key: unknown): unknown {
  return typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : key;
}

/** The value with every tensor in it as the parameter needs it; the containers are new. */
function fitted(
  parameter: Tensor, value: unknown, group: Readonly<Record<string, unknown>>, key: string | undefined,
): unknown {
  if (isTensor(value)) return fittedTensor(parameter, value, group, key);
  if (Array.isArray(value)) return value.map((item) => fitted(parameter, item, group, undefined));
  if (isMap(value)) {
    return new Map([...value].map(([name, item]) => [name, fitted(parameter, item, group, String(name))] as const));
  }
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fitted(parameter, item, group, name)]));
}

function fittedTensor(
  parameter: Tensor, value: Tensor, group: Readonly<Record<string, unknown>>, key: string | undefined,
): Tensor {
  if (key === 'step') {
    // It counts in float32 also for parameters of half the size.
    return group['capturable'] || group['fused'] ? value.to(parameter.device, float32) : value;
  }
  if (parameter.is_floating_point()) return value.to(parameter.device, parameter.dtype);
  return value.to(parameter.device);
}

/** A copy that shares nothing with the original (Python's `deepcopy` of plain values). */
function copied(value: unknown): unknown {
  if (isTensor(value)) return value.detach().clone().requires_grad_(value.requires_grad);
  if (Array.isArray(value)) return value.map(copied);
  if (isMap(value)) return new Map([...value].map(([key, item]) => [key, copied(item)] as const));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copied(item)]));
}
