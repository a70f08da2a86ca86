import { setField, fieldsOf, type Fields } from './members.js';
import type { AnyModule } from './base.js';
import { stateKey } from './state.js';

/** What stood under a name before a swap. */
export interface Swapped {
  readonly module: AnyModule;
  readonly name: string;
  /** Undefined where the module had no field of its own of that name. */
  readonly field: PropertyDescriptor | undefined;
  readonly wasSwapped: boolean;
}

/**
 * Puts a tensor in the place of a parameter, buffer or field without a question: a parameter stays one by name,
 * whatever stands there.
 */
export function swapIn(module: AnyModule, name: string, value: unknown): Swapped {
  const state = module[stateKey];
  const field = Object.getOwnPropertyDescriptor(fieldsOf(module), name);
  const swapped = (state.swapped ??= new Set());
  const wasSwapped = swapped.has(name);
  if (state.kinds.has(name)) swapped.add(name);
  setField(module, name, value);
  return { module, name, field, wasSwapped };
}

/** Puts back what stood there, and gives what stands there now: forward may have assigned another one. */
export function swapOut({ module, name, field, wasSwapped }: Swapped): unknown {
  const fields: Fields = fieldsOf(module);
  const value = fields[name];
  if (field === undefined) delete fields[name];
  else Object.defineProperty(fields, name, field);
  if (!wasSwapped) module[stateKey].swapped?.delete(name);
  return value;
}
