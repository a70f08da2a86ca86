/** Python's words for what distributions, constraints and transforms show. */
import { ParameterImpl } from '../nn/parameter.js';
import { py_float_repr } from '../python/format.js';
import { py_repr } from '../python/repr.js';
import { is_tensor } from '../values/is_tensor.js';
import { pythonType } from '../values/type_name.js';

/** A value in an f-string: a tensor of no dimensions is its element. */
export function formatted(value: unknown): string {
  if (!is_tensor(value)) return py_repr(value);
  if (value.dim() > 0 || value.is_meta || value instanceof ParameterImpl) return String(value);
  const item: unknown = value.detach().item();
  return value.is_floating_point() ? py_float_repr(item as number) : py_repr(item);
}

/** A number where Python has a float: 1 is `1.0`. */
export function formattedFloat(value: unknown): string {
  return typeof value === 'number' ? py_float_repr(value) : formatted(value);
}

/** A shape as a tuple. */
export function tupleText(shape: readonly number[]): string {
  return py_repr(Object.freeze([...shape]));
}

/** `type(value).__name__`. */
export function typeNameOf(value: unknown): string {
  return value instanceof ParameterImpl ? 'Parameter' : pythonType(value);
}

/** The classes of each module, by its name in `torch.distributions`. */
let modules: Readonly<Record<string, object>> = {};

/** Told by the module that has them all. */
export function provideModules(given: Readonly<Record<string, object>>): void {
  modules = given;
}

/** Python's text of the class of an object: `<class 'torch.distributions.normal.Normal'>`. */
export function classText(self: object): string {
  const cls = self.constructor;
  const home = Object.entries(modules).find(([, names]) => Object.values(names).includes(cls));
  return `<class '${home === undefined ? '__main__' : `torch.distributions.${home[0]}`}.${cls.name}'>`;
}
