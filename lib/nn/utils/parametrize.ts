/** `torch.nn.utils.parametrize`: tensors of a module computed from others. */
import { no_grad } from '../../autograd/grad_mode.js';
import { NotImplementedError, RuntimeError, ValueError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { py_repr } from '../../python/repr.js';
import { typeName } from '../../values/type_name.js';
import { callable, having, moduleWith, must, sized } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Module } from '../module.js';
import { ModuleDict, ModuleList } from '../modules/container.js';
import { Parameter } from '../parameter.js';
import type {
  register_parametrizationArguments, remove_parametrizationsArguments,
} from '../../generated/signatures/nn.js';

/** A module that computes a tensor from one or several; with `right_inverse` the tensor can also be assigned. */
export type Parametrization = Module & {
  right_inverse?(value: Tensor): Tensor | readonly Tensor[];
};

const takes = {
  ParametrizationList: signature(
    'ParametrizationList(modules: Sequence[Parametrization], original: Tensor, unsafe: bool = False)',
    { modules: sized, original: having('dtype', is_tensor) }),
  register_parametrization: signature(`register_parametrization[M](module: M, tensor_name: str,
    parametrization: Parametrization, *, unsafe: bool = False)`, {
    parametrization: moduleWith('train'), module: moduleWith('training'),
  }),
  remove_parametrizations: signature(
    'remove_parametrizations[M](module: M, tensor_name: str, leave_parametrized: bool = True)'),
};

type AnyCall = (...args: unknown[]) => unknown;
type Fields = Record<string, unknown>;

const fieldsOf = (module: Module): Fields => module as unknown as Fields;

let cacheDepth = 0;
let cache = new Map<Module, Map<string, Tensor>>();

/**
 * Runs a function in which each parametrized tensor is computed once (`torch.nn.utils.parametrize.cached`): worth it
 * where a tensor is used several times, as in a recurrent cell.
 */
export function cached<T>(body: () => T): T {
  cacheDepth++;
  try {
    return body();
  } finally {
    if (--cacheDepth === 0) cache = new Map();
  }
}

/** As Python's f-strings show what should be a module. */
export const textOf = (module: unknown): string =>
  (typeof module === 'function' || typeof module === 'string' ? String(module) : py_repr(module));

function registerTensor(module: Module, name: string, tensor: Tensor): void {
  if (tensor instanceof Parameter) module.register_parameter(name, tensor);
  else module.register_buffer(name, tensor);
}

/** `module.right_inverse(value)`, or undefined where there is none, or where it says that it is not implemented. */
function inverseOf(module: Parametrization, value: Tensor): Tensor | readonly Tensor[] | undefined {
  if ((module as Parametrization | null)?.right_inverse === undefined) return undefined;
  try {
    return module.right_inverse!(value);
  } catch (error) {
    if (error instanceof NotImplementedError) return undefined;
    throw error;
  }
}

/**
 * The parametrizations of one tensor, applied one after the other, and what they are applied to: `original`, or
 * `original0`, `original1`, ... (`torch.nn.utils.parametrize.ParametrizationList`).
 */
export class ParametrizationList extends ModuleList {
  unsafe: boolean;
  /** Whether the original is one tensor, not several. */
  readonly is_tensor: boolean;
  /** How many originals there are. */
  readonly ntensors: number;

  constructor(...args: typeof takes.ParametrizationList.args) {
    const [modules, original, unsafe] = takes.ParametrizationList.list(args);
    if (modules.length === 0) throw new ValueError('ParametrizationList requires one or more modules.');
    super(modules);
    this.unsafe = unsafe;
    const { shape, dtype } = original;
    const initial = no_grad(() => modules.toReversed().reduce<unknown>(
      (value, module) => inverseOf(module, value as Tensor) ?? value, original));
    if (!is_tensor(initial) && !Array.isArray(initial)) {
      throw new ValueError(
        `'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got ${typeName(initial)}`);
    }
    this.is_tensor = is_tensor(initial);
    this.ntensors = is_tensor(initial) ? 1 : initial.length;
    if (is_tensor(initial)) keepOne(this, original, initial);
    else keepSeveral(this, original, initial);
    if (!unsafe) checkResult(this.forward(), shape, dtype.toString());
  }

  /** Assigns to the parametrized tensor, through the inverses of all parametrizations. */
  right_inverse(value: Tensor): void {
    no_grad(() => {
      let inverse: unknown = value;
      for (const module of [...this].toReversed() as Parametrization[]) {
        if (module.right_inverse === undefined) {
          throw new RuntimeError(`parametrization ${module._get_name()} does not implement right_inverse.`);
        }
        inverse = module.right_inverse(inverse as Tensor);
      }
      if (this.is_tensor) assignOne(this, inverse);
      else assignSeveral(this, inverse);
    });
  }

  /** The parametrized tensor. */
  forward(): Tensor {
    const [first, ...rest] = [...this] as unknown as AnyCall[];
    const originals = this.is_tensor ? ['original'] : Array.from({ length: this.ntensors }, (_, i) => `original${i}`);
    const start = must(first!, callable)(...originals.map((name) => fieldsOf(this)[name]));
    return rest.reduce((value, module) => must(module, callable)(value), start) as Tensor;
  }
}

function keepOne(list: ParametrizationList, original: Tensor, initial: Tensor): void {
  for (const property of ['dtype', 'device'] as const) {
    const [was, is] = [original[property].toString(), initial[property].toString()];
    if (was === is) continue;
    throw new ValueError(
      `When \`right_inverse\` outputs one tensor, it may not change the ${property}.\noriginal.${property}: ${was}\n` +
        `right_inverse(original).${property}: ${is}`);
  }
  no_grad(() => original.set_(initial));
  registerTensor(list, 'original', original);
}

function keepSeveral(list: ParametrizationList, original: Tensor, initial: readonly unknown[]): void {
  for (const [i, value] of initial.entries()) {
    if (!is_tensor(value)) {
      throw new ValueError(
        "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got element " +
          `${i} of the sequence with type ${typeName(value)}.`);
    }
    const { requires_grad } = original;
    const tensor = original instanceof Parameter ? Parameter(value, { requires_grad }) : value;
    registerTensor(list, `original${i}`, tensor.requires_grad_(requires_grad));
  }
}

function checkResult(result: unknown, shape: readonly number[], dtype: string): void {
  if (!is_tensor(result)) throw new ValueError(`A parametrization must return a tensor. Got ${typeName(result)}.`);
  const change = (property: string, was: string, is: string): void => {
    if (was === is) return;
    throw new ValueError(
      `Registering a parametrization may not change the ${property} of the tensor, unless \`unsafe\` flag is enabled.\n` +
        `unparametrized ${property}: ${was}\nparametrized ${property}: ${is}`);
  };
  change('dtype', dtype, result.dtype.toString());
  change('shape', String(shape), String(result.shape));
}

function assignOne(list: ParametrizationList, value: unknown): void {
  const original = fieldsOf(list)['original'] as Tensor;
  if (!is_tensor(value)) throw new ValueError(`\`right_inverse\` should return a tensor. Got ${typeName(value)}`);
  if (value.dtype !== original.dtype) {
    throw new ValueError(
      `The tensor returned by \`right_inverse\` has dtype ${value.dtype.toString()} while \`original\` has dtype ` +
        original.dtype.toString());
  }
  original.set_(value);
}

function assignSeveral(list: ParametrizationList, values: unknown): void {
  if (!Array.isArray(values)) {
    throw new ValueError(`'right_inverse' must return a sequence of tensors. Got ${typeName(values)}.`);
  }
  if (values.length !== list.ntensors) {
    throw new ValueError(
      `'right_inverse' must return a sequence of tensors of length ${list.ntensors}. Got a sequence of length ` +
        `${values.length}.`);
  }
  for (const [i, value] of (values as unknown[]).entries()) {
    const original = fieldsOf(list)[`original${i}`] as Tensor;
    if (!is_tensor(value)) {
      throw new ValueError(
        "'right_inverse' must return a sequence of tensors or reference-type opaques. Got element " +
          `${i} of type ${typeName(value)}.`);
    }
    if (value.dtype !== original.dtype) {
      throw new ValueError(
        `Tensor ${i} returned by \`right_inverse\` has dtype ${value.dtype.toString()} while \`original${i}\` has dtype ` +
          original.dtype.toString());
    }
    original.set_(value);
  }
}

/** The classes made for parametrized modules, and what each was made from. */
const classes = new WeakMap<object, object>();

/** Gives a module a class of its own, on which its parametrized tensors are properties. */
function injectClass(module: Module): void {
  const prototype = Object.getPrototypeOf(module) as { constructor: { name: string } };
  const name = `Parametrized${prototype.constructor.name}`;
  const made = { [name]: class extends (prototype.constructor as unknown as new () => object) {} }[name]!.prototype;
  classes.set(made, prototype);
  Object.setPrototypeOf(module, made);
}

function injectProperty(module: Module, name: string): void {
  Object.defineProperty(Object.getPrototypeOf(module), name, {
    configurable: true,
    get(this: Module): Tensor {
      const compute = parametrizationsOf(this, name) as unknown as () => Tensor;
      if (cacheDepth === 0) return compute();
      let tensors = cache.get(this);
      if (tensors === undefined) cache.set(this, (tensors = new Map()));
      let tensor = tensors.get(name);
      if (tensor === undefined) tensors.set(name, (tensor = compute()));
      return tensor;
    },
    set(this: Module, value: Tensor) {
      parametrizationsOf(this, name).right_inverse(value);
    },
  });
}

function dictOf(module: Module): ModuleDict | undefined {
  const dict = (fieldsOf(module) as Fields | null)?.['parametrizations'];
  return dict instanceof ModuleDict ? dict : undefined;
}

function parametrizationsOf(module: Module, name: string): ParametrizationList {
  return dictOf(module)!.get(name) as unknown as ParametrizationList;
}

/** Whether a module has parametrized tensors, or one of this name (`torch.nn.utils.parametrize.is_parametrized`). */
export const is_parametrized = signature(
  'is_parametrized(module: Module, tensor_name: str | None = None) -> bool').define((module, tensor_name) => {
  const dict = dictOf(module);
  if (dict === undefined) return false;
  return tensor_name === null ? dict.length > 0 : dict.has(tensor_name);
});

/**
 * Computes a parameter or buffer of a module by another module from now on
 * (`torch.nn.utils.parametrize.register_parametrization`); several are applied in the order of registration. Throws a
 * ValueError where there is no such tensor, and for a parametrization that changes shape or dtype unless `unsafe`.
 */
export function register_parametrization<M extends Module>(...args: register_parametrizationArguments<M>): M {
  const [given, tensor_name, parametrization, unsafe] = takes.register_parametrization.list(args);
  const module = given as M;
  parametrization.train(module.training);
  if (is_parametrized(module, tensor_name)) {
    if (!unsafe) checkNext(module, tensor_name, parametrization);
    const list = parametrizationsOf(module, tensor_name);
    list.append(parametrization);
    list.unsafe ||= unsafe;
    return module;
  }
  const original = ownTensor(module, tensor_name);
  if (original === undefined) {
    throw new ValueError(
      `Module '${module.toString()}' does not have a parameter, a buffer, or a parametrized element with name ` +
        `'${tensor_name}'`);
  }
  const list = new ParametrizationList([parametrization], original, unsafe);
  delete fieldsOf(module)[tensor_name];
  if (!is_parametrized(module)) {
    injectClass(module);
    module.register_module('parametrizations', new ModuleDict());
  }
  injectProperty(module, tensor_name);
  dictOf(module)!.set(tensor_name, list);
  return module;
}

function ownTensor(module: Module, name: string): Tensor | undefined {
  for (const [key, tensor] of [...module.named_parameters('', false), ...module.named_buffers('', false)]) {
    if (key === name) return tensor;
  }
  return undefined;
}

/** Throws a ValueError if one more parametrization would change dtype or shape, there or back. */
function checkNext(module: Module, name: string, parametrization: Parametrization): void {
  const before = fieldsOf(module)[name] as Tensor;
  const after = (parametrization as unknown as AnyCall)(before);
  if (!is_tensor(after)) throw new ValueError(`A parametrization must return a tensor. Got ${typeName(after)}.`);
  const text = (value: Tensor, property: 'dtype' | 'shape'): string => String(value[property]);
  for (const property of ['dtype', 'shape'] as const) {
    if (text(before, property) === text(after, property)) continue;
    throw new ValueError(
      `Registering a parametrization may not change the ${property} of the tensor, unless the \`unsafe\` flag is ` +
        `enabled.\nmodule.${name}.${property}: ${text(before, property)}\n` +
        `parametrization(module.${name}).${property}: ${text(after, property)}`);
  }
  const back = inverseOf(parametrization, after);
  if (back === undefined) return;
  if (!is_tensor(back)) {
    throw new ValueError(`parametrization.right_inverse must return a tensor. Got: ${typeName(back)}`);
  }
  for (const property of ['dtype', 'shape'] as const) {
    if (text(before, property) === text(back, property)) continue;
    throw new ValueError(
      `The tensor returned by parametrization.right_inverse must have the same ${property} as module.${name}, unless ` +
        `the \`unsafe\` flag is enabled.\nmodule.${name}.${property}: ${text(before, property)}\n` +
        `returned ${property}: ${text(back, property)}`);
  }
}

/**
 * Makes a parametrized tensor an ordinary one again (`torch.nn.utils.parametrize.remove_parametrizations`), with the
 * value that it had, or, for `leave_parametrized: false`, with that of the original. Throws a ValueError where there is
 * no parametrization, or where several originals make up the value and it is not to be kept.
 */
export function remove_parametrizations<M extends Module>(...args: remove_parametrizationsArguments<M>): M {
  const [module, tensor_name, keeps] = takes.remove_parametrizations.list(args) as [M, string, boolean];
  if (!is_parametrized(module, tensor_name)) {
    throw new ValueError(`Module ${textOf(module)} does not have a parametrization on ${tensor_name}`);
  }
  const list = parametrizationsOf(module, tensor_name);
  if (!list.is_tensor && !keeps) {
    throw new ValueError(
      'Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a sequence ' +
        'of tensors.');
  }
  const value = fieldsOf(module)[tensor_name] as Tensor;
  let tensor: Tensor;
  if (list.is_tensor) {
    tensor = fieldsOf(list)['original'] as Tensor;
    if (keeps) no_grad(() => tensor.set_(value));
  } else {
    tensor = value.requires_grad ? Parameter(value) : value;
  }
  const own = Object.getPrototypeOf(module) as object;
  delete (own as Fields)[tensor_name];
  dictOf(module)!.pop(tensor_name);
  registerTensor(module, tensor_name, tensor);
  if (!is_parametrized(module)) {
    delete fieldsOf(module)['parametrizations'];
    Object.setPrototypeOf(module, classes.get(own)!);
  }
  return module;
}

/** The class that a module had before it was parametrized (`type_before_parametrizations`). */
export function type_before_parametrizations(module: Module): unknown {
  const prototype = Object.getPrototypeOf(module) as object;
  return (is_parametrized(module) ? classes.get(prototype)! : prototype).constructor;
}
