import { signature } from '../arguments/signature.js';
import { inBlock, Mode, runInMode } from '../autograd/mode.js';
import { isKeywords } from '../python/keywords.js';
import { py_repr } from '../python/repr.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_tensor } from '../values/is_tensor.js';
import { RuntimeError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import type { Optimizer } from './optimizer.js';
import type { ParamState } from './state_dict.js';

const takes = signature(`swap_in_optimizer_params_and_state(optimizer: Optimizer,
  swapin_parameters: Mapping[str, Tensor], swapin_optim_state: Mapping[str, Any], body: Callable[[], Any] = None)`);

/** A group of parameters as the optimizer has it, and as `state_dict()` has it. */
type Group = Record<string, unknown>;

const fail = (text: string): never => {
  throw new RuntimeError(text);
};
const wants = (what: string): never => fail(`swap_in_optimizer_params_and_state requires ${what}`);

/** A Map of what a state_dict may hold as a Map or a plain object. */
function mapOf(value: unknown): ReadonlyMap<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  if (typeof value !== 'object' || value === null || !isKeywords(value)) return undefined;
  // Keys of objects are texts; those of a state are numbers.
  return new Map(Object.entries(value).map(([key, item]) => [/^\d+$/.test(key) ? Number(key) : key, item]));
}

function statesOf(value: unknown): ReadonlyMap<unknown, unknown> {
  const states = mapOf(value) ?? wants("swapin_optim_state['state'] to be a dict mapping packed parameter ids to " +
    `per-param state dicts, got ${typeName(value)}.`);
  for (const [key, state] of states) {
    if (is_tensor(key)) wants('optimizer.state_dict()-style state keyed by packed parameter ids.');
    if (typeof key === 'number' && mapOf(state) === undefined) {
      wants('per-parameter optimizer state entries to be dictionaries.');
    }
  }
  return states;
}

function idsOf(index: number, live: Group, group: unknown): readonly number[] {
  const map = mapOf(group) ?? wants('each optimizer param group to be a dictionary.');
  const ids = map.get('params');
  if (!Array.isArray(ids) || !ids.every((id) => Number.isInteger(id))) {
    wants("optimizer.state_dict()-style param_groups[*]['params'] entries keyed by packed parameter ids.");
  }
  if ((live['params'] as unknown[]).length !== (ids as number[]).length) {
    fail(`swapin_optim_state param group ${index} has a different number of params than the live optimizer param group.`);
  }
  const only = [[...map.keys()].filter((key) => !Object.hasOwn(live, key as string)),
    Object.keys(live).filter((key) => !map.has(key))] as const;
  if (only[0].length + only[1].length > 0) {
    wants('optimizer.state_dict()-style param group keys to exactly match the live optimizer group keys for ' +
      `group ${index}. Keys only in swap-in: ${py_repr(only[0])}. Keys only in live: ${py_repr(only[1])}.`);
  }
  return ids as number[];
}

interface SwapIn {
  readonly live: Group;
  readonly group: Group;
  readonly params: Tensor[];
  readonly ids: readonly number[];
}

function prepared(
  optimizer: Optimizer<never>, parameters: Readonly<Record<string, Tensor>>, given: unknown,
): { states: ReadonlyMap<unknown, unknown>; groups: SwapIn[] } {
  if (optimizer.state.size === 0) wants('initialized optimizer state.');
  const whole = mapOf(given) ?? wants('a DCP-style optimizer state_dict.');
  const states = statesOf(whole.get('state'));
  const list = whole.get('param_groups');
  if (!Array.isArray(list)) {
    return wants(`swapin_optim_state['param_groups'] to be a list of param-group dicts, got ${typeName(list)}.`);
  }
  const lives = optimizer.param_groups as unknown as readonly Group[];
  if (lives.length !== list.length) {
    fail('swapin_optim_state has a different number of parameter groups than the live optimizer.');
  }
  const flat = [...(mapOf(parameters)?.values() ?? [])] as Tensor[];
  let start = 0;
  const groups = lives.map((live, i): SwapIn => {
    const ids = idsOf(i, live, list[i]);
    const end = start + ids.length;
    if (end > flat.length) wants('the explicit parameter state to match optimizer.param_groups ordering.');
    const params = flat.slice(start, end);
    start = end;
    return { live, group: Object.fromEntries(mapOf(list[i])!) as Group, params, ids };
  });
  const seen = new Set<unknown>(groups.flatMap(({ ids }) => ids));
  const extra = [...states.keys()].filter((key) => !seen.has(key));
  if (extra.length > 0) {
    wants("swapin_optim_state['state'] to be keyed only by packed parameter ids from param_groups[*]['params']; " +
      `got extra keys ${py_repr(extra)}.`);
  }
  return { states, groups };
}

/**
 * Gives an optimizer other parameters and another state while a callback runs, or with `using` to the end of a block
 * (`torch.optim.swap_in_optimizer_params_and_state`): `swapin_parameters` in the order of its own, `swapin_optim_state`
 * as `state_dict()` has it. Only changes in place reach what was given. Throws a RuntimeError for an optimizer that has
 * no state yet, and for what does not fit its groups.
 */
export function swap_in_optimizer_params_and_state(
  optimizer: Optimizer<never> | object, swapin_parameters: Readonly<Record<string, Tensor>>,
  swapin_optim_state: object,
): Mode;
export function swap_in_optimizer_params_and_state<T>(
  optimizer: Optimizer<never> | object, swapin_parameters: Readonly<Record<string, Tensor>>,
  swapin_optim_state: object, body: () => T,
): T;
export function swap_in_optimizer_params_and_state(...args: readonly unknown[]): unknown {
  const [optimizer, parameters, given, body] = takes.list(args) as unknown as [
    Optimizer<never>, Readonly<Record<string, Tensor>>, unknown, (() => unknown) | null,
  ];
  const { states, groups } = prepared(optimizer, parameters, given);
  const state = new Map(optimizer.state);
  const snapshots = groups.map(({ live }) => ({ ...live }));
  optimizer.state.clear();
  for (const { live, group, params, ids } of groups) {
    Object.assign(live, group, { params });
    for (const [i, parameter] of params.entries()) {
      optimizer.state.set(parameter, Object.fromEntries(mapOf(states.get(ids[i]!) ?? {})!) as ParamState);
    }
  }
  const name = 'swap_in_optimizer_params_and_state';
  const mode = new Mode(name, () => {
    optimizer.state.clear();
    for (const [parameter, held] of state) optimizer.state.set(parameter, held);
    for (const [i, { live }] of groups.entries()) {
      for (const key of Object.keys(live)) delete live[key];
      Object.assign(live, snapshots[i]);
    }
  });
  return body === null ? inBlock(mode) : runInMode(name, mode, body);
}
