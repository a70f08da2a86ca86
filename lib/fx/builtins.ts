/** Python's `getattr`, as the target of nodes: a property of whatever a node gives. */
import { AttributeError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import { inModule } from './function_names.js';

function property(object: unknown, name: unknown, ...fallback: unknown[]): unknown {
  const found = (object as Readonly<Record<string, unknown>> | null | undefined)?.[String(name)];
  if (found !== undefined) return found;
  if (fallback.length > 0) return fallback[0];
  throw new AttributeError(`'${typeName(object)}' object has no attribute '${String(name)}'`);
}

/** The property of an object (Python's `getattr`). Throws an AttributeError where there is none and no default. */
export const { getattr } = inModule('builtins', { getattr: Object.defineProperty(property, 'name', { value: 'getattr' }) });
