/** Python's text of what a node's `type` may be. */
import { Tensor } from '../tensor/tensor.js';
import { py_repr } from '../python/repr.js';
import { prettyTarget } from './function_names.js';
import type { AnyFunction } from '../arguments/overrides.js';

const builtin = new Map<unknown, string>([
  [Number, 'float'], [BigInt, 'int'], [String, 'str'], [Boolean, 'bool'], [Array, 'list'], [Object, 'dict'],
  [Map, 'dict'], [Set, 'set'],
]);

/** The type itself, where it is a class, its text else. */
export function typeText(type: unknown): string {
  if (typeof type !== 'function') return py_repr(type);
  const known = builtin.get(type);
  if (known !== undefined) return known;
  if (type === Tensor) return 'torch.Tensor';
  return prettyTarget(type as AnyFunction);
}
