/** Parameters that a hook computes out of others before each forward: how weight_norm and spectral_norm once did. */
import type { Tensor } from '../../tensor/tensor.js';
import type { AnyHook, HookEntry, HookList } from '../module/hooks.js';
import { fieldsOf } from '../module/members.js';
import { stateKey } from '../module/state.js';
import type { Module } from '../module.js';
import { unscoped } from '../../addon/scope.js';

/** A hook before forward, marked with what it computes: copies of a module have the same. */
export interface ParameterHook<Settings extends { readonly name: string }> {
  (module: Module): void;
  readonly kind: string;
  readonly settings: Settings;
}

export function parameterHook<Settings extends { readonly name: string }>(
  kind: string, settings: Settings, compute: (module: Module) => Tensor,
): ParameterHook<Settings> {
  const hook = (module: Module): void => {
    fieldsOf(module)[settings.name] = unscoped(() => compute(module));
  };
  return Object.assign(hook, { kind, settings });
}

/** The hook of a kind for a parameter's name, if the module has one. */
export function findHook<Settings extends { readonly name: string }>(
  module: Module, kind: string, name: string,
): ParameterHook<Settings> | undefined {
  const entries = (module[stateKey].hooks?.forwardPre.entries ?? []) as readonly HookEntry<unknown>[];
  return entries.map(({ hook }) => hook as Partial<ParameterHook<Settings>>)
    .find((hook) => hook.kind === kind && hook.settings?.name === name) as ParameterHook<Settings> | undefined;
}

export function removeHook(module: Module, hook: unknown): void {
  (module[stateKey].hooks?.forwardPre as HookList<AnyHook> | undefined)?.remove(hook as AnyHook);
}
