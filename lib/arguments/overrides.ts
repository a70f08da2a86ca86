/**
 * PyTorch's `__torch_function__` protocol: who is an argument and has such a method is asked before a function runs.
 * Nobody looks for one on the way of a call that fits: operators ask when an argument fits no schema, functions that
 * are written by hand look at arguments that are objects and no tensors.
 */
import { is_plain_tensor } from '../values/is_tensor.js';
import { isPlainObject } from '../python/objects.js';

/** A function or method of the library, as a kind of tensor sees it. */
export type AnyFunction = (...args: unknown[]) => unknown;

/** A class, as `types` has it. */
export type AnyClass = abstract new (...args: never[]) => unknown;

/** What a `__torch_function__` returns that leaves the call to others (Python's `NotImplemented`). */
export const NotImplemented: unique symbol = Symbol('NotImplemented');

/** A `__torch_function__`: the function that was called, the classes that have one, and what the call was given. */
export type TorchFunction = (
  func: AnyFunction, types: readonly AnyClass[], args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>,
) => unknown;

/** One of the library's own kinds: the name of its class in PyTorch, and the error for an operator that it has not. */
export interface Composite {
  readonly name: string;
  refuse(func: AnyFunction): Error;
}

/** Marks them: functions that are written by hand run for them unless they do better. */
export const composite: unique symbol = Symbol('composite');

interface Asked {
  readonly __torch_function__: TorchFunction;
}

/** The tensors of libtorch's that something is made of: those that leave a scope with it. */
export const parts: unique symbol = Symbol('parts');

/** How many modes are on: nobody else is asked where there are none. */
export let modesOn = 0;
const modes: Asked[] = [];

/** What does not ask: nothing, arguments, or modes either. */
export type Disabled = 0 | 1 | 2;
let disabled: Disabled = 0;

export function setDisabled(level: Disabled): Disabled {
  const before = disabled;
  disabled = level;
  modesOn = disabled === 2 ? 0 : modes.length;
  return before;
}

export function isDisabled(): Disabled {
  return disabled;
}

export function pushMode(mode: Asked): void {
  modes.push(mode);
  modesOn = disabled === 2 ? 0 : modes.length;
}

export function removeMode(mode: Asked): void {
  const at = modes.lastIndexOf(mode);
  if (at >= 0) modes.splice(at, 1);
  modesOn = disabled === 2 ? 0 : modes.length;
}

function handlerOf(value: object): TorchFunction | undefined {
  const own = (value as Partial<Asked>).__torch_function__;
  if (typeof own === 'function') return own.bind(value);
  const made = (value as { constructor?: Partial<Asked> }).constructor;
  const shared = made?.__torch_function__;
  return typeof shared === 'function' ? shared.bind(made) : undefined;
}

/** Marks functions that are asked as objects are: those that stand for a value that is not there yet. */
export const asked: unique symbol = Symbol('asked');

const isAskedFunction = (value: unknown): value is object => typeof value === 'function' && asked in value;

/** Whether a value is asked: a tensor of libtorch's own is not. */
export function overrides(value: unknown): value is object {
  if (typeof value !== 'object') return isAskedFunction(value);
  return value !== null && !is_plain_tensor(value) && !Array.isArray(value) && handlerOf(value) !== undefined;
}

/** A list is looked at up to its first number, text or hole: it is one of data, however long it says it is. */
function mayOverride(item: unknown): boolean {
  return typeof item === 'object' || isAskedFunction(item);
}

/** Whether one of the arguments of a call is asked, or an element of a list among them. */
export function anyOverrides(args: readonly unknown[]): boolean {
  for (let i = 0; i < args.length; i++) {
    const value = args[i];
    if (typeof value !== 'object') {
      if (isAskedFunction(value)) return true;
      continue;
    }
    if (value === null || is_plain_tensor(value)) continue;
    if (Array.isArray(value)) {
      for (let j = 0; mayOverride(value[j]); j++) if (overrides(value[j])) return true;
    } else if (handlerOf(value) !== undefined) return true;
  }
  return false;
}

/**
 * Whether somebody has to be asked about a call of a function that is written by hand: one of its arguments, or a
 * mode.
 */
export function asks(args: readonly unknown[]): boolean {
  if (modesOn !== 0 || anyOverrides(args)) return true;
  const last = args.at(-1);
  return isPlainObject(last) && anyOverrides(Object.values(last));
}

const isComposite = (value: object): value is { readonly [composite]: Composite } => composite in value;

/** The arguments that are asked, one of each class, subclasses before what they extend; undefined if there are none. */
export function overriding(args: readonly unknown[], keywords?: object): object[] | undefined {
  const found: object[] = [];
  const add = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) {
      for (let i = 0; depth < 2 && mayOverride(value[i]); i++) add(value[i], depth + 1);
      return;
    }
    if (!overrides(value) || (disabled > 0 && !isComposite(value))) return;
    if (found.some((other) => other.constructor === value.constructor)) return;
    const at = found.findIndex((other) => value instanceof (other.constructor as never));
    if (at < 0) found.push(value);
    else found.splice(at, 0, value);
  };
  for (const value of args) add(value, 0);
  for (const value of Object.values(keywords ?? {})) add(value, 0);
  return found.length === 0 ? undefined : found;
}

/** The answer of the innermost mode, and then of the arguments, or {@link NotImplemented}. */
function ask(func: AnyFunction, found: readonly object[], args: readonly unknown[], keywords: object): unknown {
  const types = found.map((each) => each.constructor as unknown as AnyClass);
  const kwargs = keywords as Record<string, unknown>;
  const mode = modesOn > 0 ? modes.pop() : undefined;
  if (mode !== undefined) {
    modesOn = modes.length;
    try {
      const result = mode.__torch_function__(func, types, args, kwargs);
      if (result !== NotImplemented) return result;
    } finally {
      pushMode(mode);
    }
  }
  for (const each of found) {
    const result = handlerOf(each)!(func, types, args, kwargs);
    if (result !== NotImplemented) return result;
  }
  return NotImplemented;
}

/** Asks the modes about an operator that runs if nobody answers. */
export function askModes(func: AnyFunction, args: readonly unknown[]): unknown {
  const [positional, keywords] = splitCall(args);
  return skipsOnce() ? NotImplemented : ask(func, overriding(positional, keywords) ?? [], positional, keywords);
}

/** Positional arguments, and those of the trailing plain object. */
export function splitCall(args: readonly unknown[]): [positional: readonly unknown[], keywords: object] {
  const last = args.at(-1);
  return isPlainObject(last) ? [args.slice(0, -1), last] : [args, {}];
}

/** Asks those that are arguments of an operator that takes no such thing. Throws a TypeError where nobody answers. */
export function askOperator(
  func: AnyFunction, found: readonly object[], args: readonly unknown[], keywords: object = {},
): unknown {
  const result = ask(func, found, args, keywords);
  if (result !== NotImplemented) return result;
  const lines = found.map((each) => `  - tensor subclass ${classText(each)}\n`);
  // Of the library's own kinds PyTorch asks one level below.
  if (found.every(isComposite)) throw found[0]![composite].refuse(func);
  throw nobodyAnswers(nameOf(func), '__torch_function__', lines);
}

export function nobodyAnswers(name: string, asked: string, lines: readonly string[]): TypeError {
  return new TypeError(
    `Multiple dispatch failed for '${name}'; all ${asked} handlers returned NotImplemented:\n\n` +
      `${lines.join('')}\nFor more information, try re-running with TORCH_LOGS=not_implemented`);
}

/** Asks about a function that is written by hand; `run` is what it does if nobody has to answer. */
export function askFunction(func: AnyFunction, args: readonly unknown[], run: () => unknown): unknown {
  const [positional, keywords] = splitCall(args);
  const found = overriding(positional, keywords) ?? [];
  if ((found.length === 0 && modesOn === 0) || skipsOnce()) return run();
  const result = ask(func, found, positional, keywords);
  if (result !== NotImplemented) return result;
  if (found.every(isComposite)) return run();
  throw noImplementation(func, found);
}

/** Asks those of `relevant` about a call of a function that is no part of the library. */
export function askRelevant(func: AnyFunction, relevant: readonly unknown[], args: readonly unknown[]): unknown {
  const found = overriding(relevant) ?? [];
  const [positional, keywords] = splitCall(args);
  const result = ask(func, found, positional, keywords);
  if (result !== NotImplemented) return result;
  throw noImplementation(func, found);
}

let skipping = false;

/** Runs a function whose own call nobody is asked about. */
export function redispatch(func: AnyFunction, args: readonly unknown[]): unknown {
  skipping = true;
  try {
    return func(...args);
  } finally {
    skipping = false;
  }
}

/** Whether the call that begins now is not asked about; the next one is. */
export function skipsOnce(): boolean {
  const skips = skipping;
  skipping = false;
  return skips;
}

function noImplementation(func: AnyFunction, found: readonly object[]): TypeError {
  return new TypeError(
    `no implementation found for '${nameOf(func)}' on types that implement __torch_function__: ` +
      `[${found.map(classText).join(', ')}]`);
}

function classText(value: object): string {
  const name = isComposite(value) ? value[composite].name : value.constructor.name;
  return `<class '${name}'>`;
}

let namer: (func: AnyFunction) => string | null = () => null;

/** Told by `torch.overrides`, which knows where functions are: 'torch.nn.functional.linear'. */
export function setNamer(name: (func: AnyFunction) => string | null): void {
  namer = name;
}

function nameOf(func: AnyFunction): string {
  return namer(func) ?? func.name;
}
