/** The hooks before forward of a module, which stand for what was done to its parameters. */
import type { AnyHook, HookEntry, HookList } from '../module/hooks.js';
import { stateKey, type ModuleState } from '../module/state.js';
import type { Module } from '../module.js';
import { AttributeError } from '../../values/errors.js';
import { pythonType } from '../../values/type_name.js';

/** The hooks before forward that are of a class. */
export function hooksOf<Hook>(module: Module, Class: abstract new (...args: never) => Hook): Hook[] {
  const entries = (stateOf(module).hooks?.forwardPre.entries ?? []) as readonly HookEntry<unknown>[];
  return entries.map(({ hook }) => hook).filter((hook): hook is Hook => hook instanceof Class);
}

/** What a module keeps. Throws an AttributeError for what is no module. */
export function stateOf(module: Module): ModuleState {
  const state = (module as Module | null | undefined)?.[stateKey];
  if (state !== undefined) return state;
  throw new AttributeError(`'${pythonType(module)}' object has no attribute '_forward_pre_hooks'`);
}

/** Takes a hook out of a module, or of a copy of that module. */
export function removeHook(module: Module, hook: unknown): void {
  (module[stateKey].hooks?.forwardPre as HookList<AnyHook> | undefined)?.remove(hook as AnyHook);
}
