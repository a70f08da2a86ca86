/** Members that somebody watches being read: a tracer, which gives a program something else in their place. */
import { fieldsOf, membersOf } from './members.js';
import type { AnyModule } from './base.js';
import { stateKey } from './state.js';

/** What a program gets that reads the member of a module. */
export type Reader = (module: AnyModule, name: string, value: unknown) => unknown;

/**
 * Has `read` give the members of a module to whoever reads its fields; what the module says of its members stays
 * true.
 */
export function watchMembers(module: AnyModule, read: Reader): () => void {
  const state = module[stateKey];
  const fields = fieldsOf(module);
  const names = [...membersOf(module).keys()];
  const before = state.traced;
  const traced = new Map(before);
  const fieldsBefore = new Map<string, PropertyDescriptor>();
  for (const name of names) {
    const field = Object.getOwnPropertyDescriptor(fields, name)!;
    if (!(field.configurable ?? false) || (!('value' in field) && !(before?.has(name) ?? false))) continue;
    fieldsBefore.set(name, field);
    traced.set(name, before?.has(name) === true ? before.get(name) : field.value);
    Object.defineProperty(fields, name, {
      get: () => read(module, name, traced.get(name)),
      set: (value: unknown) => void traced.set(name, value),
      enumerable: true,
      configurable: true,
    });
  }
  state.traced = traced;
  return () => {
    state.traced = before;
    for (const [name, field] of fieldsBefore) {
      if (!Object.hasOwn(fields, name)) continue;
      Object.defineProperty(fields, name, 'value' in field ? { ...field, value: traced.get(name) } : field);
    }
  };
}
