/** The hooks before forward of a module, which stand for what was done to its parameters. */
import type { AnyHook, HookEntry, HookList } from '../module/hooks.js';
import { stateKey } from '../module/state.js';
import type { Module } from '../module.js';

/** The hooks before forward that are of a class. */
export function hooksOf<Hook>(module: Module, Class: abstract new (...args: never) => Hook): Hook[] {
  const entries = (module[stateKey].hooks?.forwardPre.entries ?? []) as readonly HookEntry<unknown>[];
  return entries.map(({ hook }) => hook).filter((hook): hook is Hook => hook instanceof Class);
}

/** Takes a hook out of a module, or of a copy of that module. */
export function removeHook(module: Module, hook: unknown): void {
  (module[stateKey].hooks?.forwardPre as HookList<AnyHook> | undefined)?.remove(hook as AnyHook);
}
