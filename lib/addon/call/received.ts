/** Arguments that an operator was called with, on their way to JavaScript. */
import { layoutOf } from '../../values/layout.js';
import { memoryFormatOf } from '../../values/memory_format.js';
import type { Handle, TypePlan } from '../native.js';
import { wrap } from '../wrap.js';
import { kinds } from './arguments.js';
import { readerOf } from './results.js';

/**
 * What users see of an argument. Of one call all at once, before anything is called: a number keeps nothing alive.
 */
export function received(plan: TypePlan, value: unknown): unknown {
  if (value === null) return null;
  switch (plan.kind) {
    case kinds.Tensor: return tensorsOf(value);
    case kinds.Layout: return layoutOf(value as number);
    case kinds.MemoryFormat: return memoryFormatOf(value as number);
    default: return readerOf(plan)(value);
  }
}

function tensorsOf(value: unknown): unknown {
  if (value === null) return null;
  return Array.isArray(value) ? value.map(tensorsOf) : wrap(value as Handle);
}
