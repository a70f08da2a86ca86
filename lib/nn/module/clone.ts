import type { AnyModule } from './base.js';
import { CallHooks } from './hooks.js';
import { classOf } from './members.js';
import { CallableModule } from './callable_module.js';
import { StateDictHooks, stateKey } from './state.js';

/**
 * A module of the same class with copies of the fields, made by `copy`, and with the same hooks. It has no private
 * fields (`#x`): only a constructor can give an object those.
 */
export function cloneModule(
  module: AnyModule, register: (clone: AnyModule) => void, copy: (value: unknown) => unknown,
): AnyModule {
  const clone = Reflect.construct(CallableModule, [], classOf(module)) as AnyModule;
  register(clone);
  for (const [name, field] of Object.entries(Object.getOwnPropertyDescriptors(module))) {
    // Every function has a name and a length of its own.
    if (!field.enumerable && 'value' in field) continue;
    Object.defineProperty(clone, name, 'value' in field ? { ...field, value: copy(field.value) } : field);
  }
  const [from, to] = [module[stateKey], clone[stateKey]];
  for (const [name, kind] of from.kinds) to.kinds.set(name, kind);
  if (from.nonPersistent !== undefined) to.nonPersistent = new Set(from.nonPersistent);
  if (from.hooks !== undefined) {
    to.hooks = new CallHooks('on a single Module', (any) => {
      to.hooked = any;
    });
    to.hooks.take(from.hooks);
  }
  if (from.stateDictHooks !== undefined) {
    to.stateDictHooks = new StateDictHooks();
    to.stateDictHooks.take(from.stateDictHooks);
  }
  return clone;
}
