import { ValueError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import { isKeywords } from '../python/keywords.js';
import { py_float_repr } from '../python/format.js';
import { py_repr } from '../python/repr.js';
import { TensorImpl, type Tensor } from '../tensor/tensor.js';
import { tensorTypeName } from '../tensor/type_names.js';
import { warn } from '../python/warnings.js';
import { isTensor, type Hyper } from './hyperparameter.js';

/** A parameter with its name, as `named_parameters()` gives it. */
export type NamedParameter = readonly [name: string, parameter: Tensor];

/** What every group has beside the options of its algorithm. */
export interface GroupBase {
  params: Tensor[];
  param_names?: string[];
  /** Where schedulers start from. */
  initial_lr?: Hyper;
  readonly [option: string]: unknown;
}

/** Parameters that are optimized alike, with their options (an item of `param_groups`). */
export type ParamGroup<Options extends object = { lr: Hyper }> = Options & GroupBase;

/** A group as it is given: what is left out is the optimizer's default. */
export type GivenGroup<Options extends object = object> = Partial<Options> & {
  params: Tensor | Iterable<Tensor> | Iterable<NamedParameter>;
};

/** A {@link GivenGroup} in a signature, whose dicts are called so. */
export type ParamGroupDict<Options = object> = GivenGroup<Options & object>;

/** What an optimizer takes: parameters, named parameters, or groups with options of their own. */
export type ParamsT<Options extends object = object> =
  Iterable<Tensor> | Iterable<NamedParameter> | Iterable<GivenGroup<Options>>;

/** The groups that were given. Throws PyTorch's errors for a single tensor and for nothing. */
export function givenGroups<Options extends object>(params: ParamsT<Options>): GivenGroup<Options>[] {
  if (isTensor(params)) {
    throw new TypeError(
      `params argument given to the optimizer should be an iterable of Tensors or dicts, but got ${typename(params)}`);
  }
  const items = listOf<Tensor | NamedParameter | GivenGroup<Options>>(params);
  if (items.length === 0) throw new ValueError('optimizer got an empty parameter list');
  const first = items[0];
  if (isGroup(first)) return items as GivenGroup<Options>[];
  return [{ params: items } as unknown as GivenGroup<Options>];
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && isKeywords(value);
}

function listOf<T>(values: unknown): T[] {
  if (typeof values === 'object' && values !== null && Symbol.iterator in values) return [...(values as Iterable<T>)];
  throw new TypeError(`'${typeName(values)}' object is not iterable`);
}

/** torch.typename */
function typename(value: unknown): string {
  return isTensor(value) ? tensorTypeName(value) : typeName(value);
}

/**
 * Turns what was given into a group, the same object, and checks it against the defaults and the groups that are
 * there, in the order of PyTorch's checks.
 */
export function completeGroup<Options extends object>(
  given: GivenGroup<Options>, defaults: Options & { readonly differentiable?: boolean },
  others: readonly ParamGroup<Options>[],
): ParamGroup<Options> {
  if (!isGroup(given)) {
    throw new TypeError(`param_group must be a dict, but got <class '${typeName(given)}'>`);
  }
  const group = given as unknown as GroupBase & Record<string, unknown>;
  const items = isTensor(given.params) ? [given.params] : listOf<Tensor | NamedParameter>(given.params);
  const names = items.filter(isNamed).map(([name]) => name);
  group.params = items.map((item) => (isNamed(item) ? item[1] : item));
  if (names.length > 0) {
    if (names.length !== items.length) {
      throw new ValueError('all optimizer params should be with/without names. Some param names are missing');
    }
    group.param_names = names;
  }
  for (const parameter of group.params) checkParameter(parameter, defaults.differentiable ?? false);
  for (const [name, value] of Object.entries(defaults)) {
    if (value === required && !(name in group)) {
      throw new ValueError(`parameter group didn't specify a value of required optimization parameter ${name}`);
    }
    if (!Object.hasOwn(group, name) || group[name] === undefined) group[name] = value;
  }
  checkUnique(group, others);
  return group as unknown as ParamGroup<Options>;
}

/** The default of an option that every group must give (`torch.optim.optimizer.required`). */
export const required = Object.freeze({ toString: () => '<required parameter>' });

function isNamed(item: Tensor | NamedParameter): item is NamedParameter {
  return Array.isArray(item);
}

function checkParameter(parameter: unknown, differentiable: boolean): void {
  if (!isTensor(parameter)) {
    throw new TypeError(`optimizer can only optimize Tensors, but one of the params is ${typename(parameter)}`);
  }
  if (!differentiable && !parameter.is_leaf && !parameter.retains_grad) {
    throw new ValueError("can't optimize a non-leaf Tensor");
  }
}

function checkUnique(group: GroupBase, others: readonly GroupBase[]): void {
  const own = new Set(group.params);
  if (own.size !== group.params.length) {
    warn('UserWarning', 'optimizer contains a parameter group with duplicate parameters; in future, this will cause ' +
      'an error; see github.com/pytorch/pytorch/issues/40967 for more information');
  }
  for (const other of others) {
    if ((group.param_names === undefined) !== (other.param_names === undefined)) {
      const what = group.param_names === undefined ? 'without names' : 'with names';
      throw new ValueError('all optimizer param groups should be with/without names. ' +
        `cannot add param group ${what} to the optimizer`);
    }
  }
  if (others.some((other) => other.params.some((parameter) => own.has(parameter)))) {
    throw new ValueError('some parameters appear in more than one parameter group');
  }
}

/**
 * Options whose defaults are floats in PyTorch: there a whole number, which JavaScript cannot tell from an int, has
 * `.0` in the text. The others (`momentum`, `weight_decay`, ...) have ints for defaults, in most optimizers.
 */
export const floatOptions: readonly string[] = [
  'lr', 'initial_lr', 'max_lr', 'min_lr', 'betas', 'eps', 'alpha', 'rho', 'lambd', 't0', 'etas', 'momentum_decay', 'd',
  'beta2_decay', 'max_momentum', 'base_momentum',
];

/** The lines of `print(optimizer)` about one group. */
export function groupText(group: GroupBase, floats: readonly string[]): string {
  return Object.keys(group).filter((key) => key !== 'params').sort()
    .map((key) => `    ${key}: ${optionText(key, group[key], floats.includes(key))}\n`)
    .join('');
}

/** Numbers that no int is: with a fraction, minus zero, beyond the digits of a double. */
function isFloatIn(item: unknown, isFloat: boolean): item is number {
  return typeof item === 'number' && (isFloat || !Number.isSafeInteger(item) || Object.is(item, -0));
}

function isPlainScalar(value: unknown): value is Tensor {
  if (!isTensor(value) || Object.getPrototypeOf(value) !== TensorImpl.prototype) return false;
  return value.dim() === 0 && !value.is_meta;
}

function optionText(key: string, value: unknown, isFloat: boolean): string {
  if (typeof value === 'string') return value;
  const text = (item: unknown): string => (isFloatIn(item, isFloat) ? py_float_repr(item) : py_repr(item));
  // Python formats a tensor without dimensions as its number, though not inside of a tuple.
  if (isPlainScalar(value)) {
    const item: unknown = value.item({ bigint: true });
    return isFloatIn(item, value.dtype.is_floating_point) ? py_float_repr(item) : py_repr(item);
  }
  // Lists of numbers are tuples in Python.
  if (!Array.isArray(value) || key === 'param_names') return text(value);
  const items = value.map(text);
  return `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
}
