/** What is another for as long as a program is traced: calls of modules, their members, functions of objects. */
import { watching } from '../addon/recording.js';
import type { AnyFunction } from '../arguments/overrides.js';
import type { Module } from '../nn/module.js';
import { callAsWritten } from '../nn/module/call.js';
import type { Forwarding } from '../nn/module/state.js';
import { watchMembers, type Reader } from '../nn/module/traced.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { recorded, wrappedGlobals } from './wrapping.js';

/** What a call of a module does while something is traced; `forward` runs the module as it is. */
export type CallModule = (module: Module, forward: AnyFunction, args: readonly unknown[]) => unknown;

/** Objects of functions, such as `Math`. */
export type FunctionSpace = object;

/** What is to be another, and how. */
export interface Patches {
  readonly root: Module;
  readonly read: Reader;
  readonly call: CallModule;
  /** Objects whose functions are leaves. */
  readonly modules: readonly FunctionSpace[];
  /** Functions that are leaves where those objects or globalThis have them. */
  readonly functions: readonly AnyFunction[];
}

/** Runs `body` meanwhile. */
export function patched<T>({ root, read, call, modules, functions }: Patches, body: () => T): T {
  const undo: (() => void)[] = [];
  const before = watching.by;
  try {
    for (const module of root.modules()) undo.push(watchMembers(module, read));
    for (const space of modules) undo.push(...patchedFunctions(space, () => true));
    undo.push(...patchedFunctions(globalThis, (fn, name) => wrappedGlobals.has(name) || functions.includes(fn)));
    watching.by = {
      records: false,
      traces: true,
      called: (module, args) => {
        const forward: AnyFunction = (...given) => callAsWritten(module as Forwarding, given);
        return { result: call(module as Module, forward, Array.from(args)) };
      },
      step: () => {
        throw new RuntimeError('a step of an optimizer cannot be traced: its result is no value of the graph');
      },
    };
    return body();
  } finally {
    watching.by = before;
    for (const each of undo.reverse()) each();
  }
}

/** Puts leaves in the place of functions of an object; gives what puts them back. */
function patchedFunctions(space: FunctionSpace, wanted: (fn: AnyFunction, name: string) => boolean): (() => void)[] {
  return Object.entries(Object.getOwnPropertyDescriptors(space)).flatMap(([name, field]) => {
    const fn: unknown = field.value;
    if (typeof fn !== 'function' || name.startsWith('_') || !wanted(fn as AnyFunction, name)) return [];
    Object.defineProperty(space, name, { ...field, value: recorded(fn as AnyFunction, () => fn as AnyFunction) });
    return [() => void Object.defineProperty(space, name, field)];
  });
}

/** Throws a ValueError for what cannot be another: exports of modules, and functions that only a binding holds. */
export function checkPatchable(modules: readonly FunctionSpace[], functions: readonly AnyFunction[]): void {
  for (const space of modules) {
    const fields = Object.values(Object.getOwnPropertyDescriptors(space));
    if (fields.some(({ value, configurable }) => typeof value === 'function' && configurable !== true)) {
      throw new ValueError('Tracer(): autowrap_modules has an object whose functions cannot be replaced, as a module of ' +
        'JavaScript is: wrap its functions with torch.fx.wrap');
    }
  }
  const held = new Set([globalThis, ...modules].flatMap((space) =>
    Object.values(Object.getOwnPropertyDescriptors(space)).map(({ value }): unknown => value)));
  for (const fn of functions) {
    if (held.has(fn)) continue;
    throw new ValueError(`Tracer(): autowrap_functions has '${fn.name}', which is a function neither of globalThis nor of ` +
      `an object of autowrap_modules: const ${fn.name || 'f'} = torch.fx.wrap(${fn.name || '...'})`);
  }
}
