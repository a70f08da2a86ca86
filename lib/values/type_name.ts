import { isMap, isPlainObject } from '../python/objects.js';
import { Complex } from './complex.js';
import { Constant } from './constant.js';
import { is_tensor } from './is_tensor.js';

/** What came, in the words of PyTorch's messages; JavaScript's two kinds of nothing keep their names. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'bigint') return 'int';
  if (value instanceof Complex) return 'complex';
  if (is_tensor(value)) return 'Tensor';
  if (value instanceof Constant) return `torch.${value.constructor.name}`;
  if (Array.isArray(value)) return 'list';
  // A module is a function with the prototype of its class.
  if (typeof value === 'object' || !(value instanceof Function)) return value.constructor?.name ?? typeof value;
  return typeof value;
}

/** As Python names the class of a value. */
export function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  return typeof value === 'object' && (isPlainObject(value) || isMap(value)) ? 'dict' : typeName(value);
}
