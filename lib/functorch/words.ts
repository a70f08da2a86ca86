/** How PyTorch's messages about transforms name functions, values and dimensions. */
import { py_repr } from '../python/repr.js';
import { is_tensor } from '../values/is_tensor.js';
import { typeName } from '../values/type_name.js';

/** The name of a function; Python calls one without a name a lambda. */
export function name_of(func: unknown): string {
  // A module is a function with the prototype of its class.
  if (typeof func !== 'function' || !(func instanceof Function)) return py_repr(func);
  return func.name === '' ? '<lambda>' : func.name;
}

/** `<class 'torch.Tensor'>`; arrays are tuples. */
export function class_text(value: unknown): string {
  if (value === null || value === undefined) return "<class 'NoneType'>";
  if (is_tensor(value)) return "<class 'torch.Tensor'>";
  if (Array.isArray(value)) return "<class 'tuple'>";
  const name = typeName(value);
  return `<class '${name === 'Object' ? 'dict' : name}'>`;
}

/** Dimensions as Python prints them: arrays are tuples. */
export function dims_text(dims: unknown): string {
  return typeof dims === 'string' ? dims : py_repr(frozen(dims));
}

function frozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  if (typeof value !== 'object' || value === null || is_tensor(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, frozen(each)]));
}

/** The transform of a function, which has the name of that function. */
export function named_as<F extends (...args: never[]) => unknown>(func: unknown, made: F): F {
  const name = typeof func === 'function' && func instanceof Function ? func.name : '';
  return Object.defineProperty(made, 'name', { value: name, configurable: true });
}
