import { moduleWith, must } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import type { Module } from '../module.js';
import { swapIn, swapOut, type Swapped } from '../module/swap.js';
import { define, isMap, isPlainObject } from '../../python/objects.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { class_text } from '../../functorch/words.js';

/** Tensors by the names that `named_parameters` and `named_buffers` give. */
export type TensorDict = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

const takes = signature(`functional_call(module: Module, parameter_and_buffer_dicts: TensorDict | Sequence[TensorDict],
  args: object = None, kwargs: object = None, *, tie_weights: bool = True, strict: bool = False)`);

export interface FunctionalCallOptions {
  readonly tie_weights?: boolean;
  readonly strict?: boolean;
}

/** What `module(...)` gives. */
type ResultOf<M> = M extends { forward(...args: never[]): infer R } ? R : unknown;

const isDict = (value: unknown): value is TensorDict => isPlainObject(value) || isMap(value);
const entriesOf = (dict: TensorDict): [string, Tensor][] =>
  (isMap(dict) ? [...dict] : Object.entries(dict)) as [string, Tensor][];

/**
 * Calls a module with other tensors in the place of its parameters and buffers (`torch.func.functional_call`): one
 * dictionary of them, or several without names in common. `args` is a list of arguments, or the only one; what the
 * module assigns to those names ends up in the dictionaries. With `tie_weights`, names that are one tensor in the
 * module get one value; with `strict`, all names must be given. Throws a RuntimeError or ValueError where names do not
 * fit.
 */
export function functional_call<M extends Module>(
  module: M, parameter_and_buffer_dicts: TensorDict | readonly TensorDict[], args?: unknown,
  kwargs?: Readonly<Record<string, unknown>> | null, options?: FunctionalCallOptions,
): ResultOf<M>;
export function functional_call(...given: unknown[]): unknown {
  const [module, dicts, args, kwargs, tie_weights, strict] = takes.list(functional_arguments(given));
  const all = all_of(dicts);
  must(module, moduleWith('named_parameters'));
  const values = tie_weights ? untied(module, all) : all;
  if (strict) check_names(module, values);
  const swapped: Swapped[] = [];
  try {
    for (const [name, value] of values) swapped.push(swap(module, name, value));
    const call = module as unknown as (...args: readonly unknown[]) => unknown;
    return call(...list_of(args), ...(kwargs === null ? [] : [kwargs]));
  } finally {
    const now = new Map<string, unknown>();
    for (const [i, name] of [...values.keys()].slice(0, swapped.length).entries()) now.set(name, swapOut(swapped[i]!));
    write_back(dicts, now);
  }
}

/** A plain object as third or fourth argument is an argument of the module; the options come fifth. */
function functional_arguments(given: readonly unknown[]): typeof takes.args {
  const padded = given.length < 5 && given.length > 2 && isPlainObject(given.at(-1)) && !is_named(given.at(-1))
    ? [...given, {}] : given;
  return padded as typeof takes.args;
}

const names = ['module', 'parameter_and_buffer_dicts', 'args', 'kwargs', 'tie_weights', 'strict'];
const is_named = (value: unknown): boolean => Object.keys(value as object).every((name) => names.includes(name));

function list_of(args: unknown): readonly unknown[] {
  if (args === null) return [];
  return Array.isArray(args) ? args : [args];
}

function all_of(dicts: TensorDict | readonly TensorDict[]): Map<string, Tensor> {
  if (isDict(dicts)) return new Map(entriesOf(dicts));
  if (!Array.isArray(dicts)) {
    throw new ValueError('Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got ' +
      class_text(dicts));
  }
  const list = dicts as readonly unknown[];
  if (!list.every(isDict)) {
    throw new ValueError('Expected all elements of parameter_and_buffer_dicts to be dictionaries');
  }
  const entries = list.flatMap(entriesOf);
  const all = new Map(entries);
  const repeated = [...all.keys()].filter((name) => entries.filter(([each]) => each === name).length > 1);
  if (repeated.length === 0) return all;
  throw new ValueError(`${py_repr(repeated)} appeared in multiple dictionaries; behavior of functional call is ambiguous`);
}

/** Of each tensor of the module, all its names. */
function names_of(module: Module): Map<unknown, string[]> {
  const found = new Map<unknown, string[]>();
  const all = [
    ...module.named_parameters({ remove_duplicate: false }), ...module.named_buffers({ remove_duplicate: false }),
  ] as [string, unknown][];
  for (const [name, tensor] of all) {
    const tied = found.get(tensor);
    if (tied === undefined) found.set(tensor, [name]);
    else tied.push(name);
  }
  return found;
}

/** The same values, under each name of their tensors. */
function untied(module: Module, given: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  const values = new Map(given);
  for (const tied of names_of(module).values()) {
    if (tied.length < 2) continue;
    const present = tied.filter((name) => given.has(name));
    if (new Set(present.map((name) => given.get(name))).size > 1) {
      throw new ValueError(`functional_call got multiple values for keys ${py_repr(tied.slice().sort())}, which are ` +
        'tied. Consider using tie_weights=False');
    }
    const [first] = present;
    if (first !== undefined) for (const name of tied) values.set(name, given.get(first)!);
  }
  return values;
}

function check_names(module: Module, values: ReadonlyMap<string, unknown>): void {
  const own = [...names_of(module).values()].flat();
  const complaints: string[] = [];
  const list = (found: readonly string[]): string => found.map((name) => py_repr(name)).join(', ');
  const unexpected = [...values.keys()].filter((name) => !own.includes(name)).sort();
  const missing = own.filter((name) => !values.has(name)).sort();
  if (unexpected.length > 0) complaints.push(`Unexpected key(s): ${list(unexpected)}.`);
  if (missing.length > 0) complaints.push(`Missing key(s): ${list(missing)}.`);
  if (complaints.length === 0) return;
  throw new RuntimeError(`Error(s) in reparametrizing for ${module._get_name()}:\n\t${complaints.join('\n\t')}`);
}

function swap(module: Module, path: string, value: Tensor): Swapped {
  const at = path.lastIndexOf('.');
  return swapIn(at < 0 ? module : module.get_submodule(path.slice(0, at)), path.slice(at + 1), value);
}

function write_back(dicts: TensorDict | readonly TensorDict[], now: ReadonlyMap<string, unknown>): void {
  for (const dict of isDict(dicts) ? [dicts] : dicts) {
    for (const [name, before] of entriesOf(dict)) {
      const value = now.get(name);
      if (value === undefined || value === before) continue;
      if (isMap(dict)) (dict as Map<string, unknown>).set(name, value);
      else define(dict, name, value);
    }
  }
}
