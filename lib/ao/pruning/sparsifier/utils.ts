/** `torch.ao.pruning.sparsifier.utils`: paths in models, and the parametrization that puts a mask on a tensor. */
import { noAttribute } from '../../../arguments/python_objects.js';
import { signature } from '../../../arguments/signature.js';
import { OrderedDict } from '../../../collections/ordered_dict.js';
import { Module } from '../../../nn/module.js';
import { fieldsOf, hasAttribute } from '../../../nn/module/members.js';
import { stateOf } from '../../../nn/utils/forward_pre_hooks.js';
import { is_parametrized, type_before_parametrizations } from '../../../nn/utils/parametrize.js';
import type { StateDict } from '../../../nn/module/state_dict.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { AssertionError, AttributeError } from '../../../values/errors.js';
import type { SparsityGroup, TensorInfo } from './groups.js';
import type { ParametrizationList } from '../../../nn/utils/parametrize.js';
import type { ModuleDict } from '../../../nn/modules/container.js';

/** A class of modules. */
export type ModuleClass = abstract new (...args: never[]) => Module;

/** A class that makes its module of another one. */
export interface FromDense {
  readonly name: string;
  from_dense(module: Module): Module;
}

/** What becomes of modules, by their classes. */
export type ModuleMapping = ReadonlyMap<unknown, FromDense>;

/**
 * Puts a mask on the tensor that it is a parametrization of (`torch.ao.pruning.FakeSparsity`): (*) to the same. The
 * elements of the mask may change, and the mask must stay the same tensor. Throws an AssertionError, when it runs, for
 * a mask of another shape.
 */
export class FakeSparsity extends Module {
  declare mask: Tensor;

  constructor(mask: Tensor) {
    super();
    this.register_buffer('mask', mask);
  }

  forward(x: Tensor): Tensor {
    if (String(this.mask.shape) !== String(x.shape)) {
      throw new AssertionError(`mask shape (${this.mask.shape}) must match x shape (${x.shape})`);
    }
    return this.mask.mul(x);
  }

  /** Nothing: the sparsifier saves the masks. */
  override state_dict(): StateDict {
    return new OrderedDict();
  }
}

/** The parametrizations of a module. Throws Python's AttributeError for a module that has none. */
export function parametrizationsOf(module: Module | null, name: string): ParametrizationList {
  const dict = module === null ? undefined : fieldsOf(module)['parametrizations'] as ModuleDict | undefined;
  if (dict === undefined) {
    const type = module === null ? 'NoneType' : module._get_name();
    throw new AttributeError(`'${type}' object has no attribute 'parametrizations'`);
  }
  return dict.get(name) as unknown as ParametrizationList;
}

/** The tensor of a module by its name. Throws Python's AttributeError where there is none. */
export function tensorOf(module: Module | null, name: string): Tensor {
  if (module === null) throw noAttribute(null, name);
  const found = attributeOf(module, name);
  if (found === null) throw new AttributeError(`'${module._get_name()}' object has no attribute '${name}'`);
  return found as Tensor;
}

/** The mask that the first parametrization of a group's tensor has. */
export function maskOf({ module, tensor_name }: SparsityGroup): Tensor {
  return (parametrizationsOf(module, tensor_name).at(0) as unknown as FakeSparsity).mask;
}

/**
 * Whether a tensor of a module has such a parametrization
 * (`torch.ao.pruning.sparsifier.utils.module_contains_param`).
 */
export const module_contains_param = signature(
  'module_contains_param(module: Module, parametrization: ModuleClass) -> bool').define((module, parametrization) => {
  if (!is_parametrized(module)) return false;
  const lists = [...(fieldsOf(module)['parametrizations'] as ModuleDict).values()];
  return lists.some((list) => [...list as ParametrizationList].some((each) => each instanceof parametrization));
});

/**
 * What `from_dense` of another class makes of a module, with its hooks and on its device, or the module itself where
 * `mapping` does not have its class (`torch.ao.pruning.sparsifier.utils.swap_module`). Throws an AssertionError for one
 * on several devices.
 */
export const swap_module = signature('swap_module(mod: Module, mapping: ModuleMapping) -> Module').define(
  (mod, mapping) => {
    const target = mapping.get(type_before_parametrizations(mod));
    if (target === undefined) return mod;
    const made = target.from_dense(mod);
    const { hooks } = stateOf(mod);
    for (const { hook } of hooks?.forwardPre.entries ?? []) made.register_forward_pre_hook(hook as never);
    for (const { hook } of hooks?.forward.entries ?? []) made.register_forward_hook(hook as never);
    const devices = new Map([...mod.parameters(), ...mod.buffers()].map(({ device }) => [String(device), device]));
    if (devices.size > 1) {
      const texts = [...devices.values()].map(({ type, index }) =>
        `device(type='${type}'${index === null ? '' : `, index=${index}`})`);
      throw new AssertionError(
        `swap_module only works with cpu or single-device CUDA modules, but got devices {${texts.join(', ')}}`);
    }
    for (const device of devices.values()) made.to(device);
    return made;
  });

/**
 * The path of a module in a model, null for one that is not in it (`torch.ao.pruning.module_to_fqn`): empty for the
 * model itself. `prefix` goes before the path.
 */
export const module_to_fqn = signature(
  'module_to_fqn(model: Module, module: Module, prefix: str = "") -> str | None').define(pathOf);

function pathOf(model: Module, module: Module, prefix: string): string | null {
  if (module === model) return '';
  for (const [name, child] of model.named_children()) {
    const path = pathOf(child, module, '.');
    if (path !== null) return prefix + name + path;
  }
  return null;
}

/** A module, or a tensor, by its path in a model, null where nothing is (`torch.ao.pruning.fqn_to_module`). */
export const fqn_to_module = signature(
  'fqn_to_module(model: Module | None, path: str) -> Module | None').define((model, path) => {
  if (path === '') return model;
  let found: unknown = model;
  for (const name of path.split('.')) found = attributeOf(found, name);
  return found as Module | null;
});

function attributeOf(object: unknown, name: string): unknown {
  if (object === null || object === undefined) return null;
  if (object instanceof Module) return hasAttribute(object, name) ? fieldsOf(object)[name] : null;
  return (object as Record<string, unknown>)[name] ?? null;
}

/**
 * What the path of a tensor says: its module, that one's path, and the tensor's name
 * (`torch.ao.pruning.get_arg_info_from_tensor_fqn`).
 */
export const get_arg_info_from_tensor_fqn = signature(
  'get_arg_info_from_tensor_fqn(model: Module, tensor_fqn: str) -> TensorInfo').define(
  (model, tensor_fqn): TensorInfo => {
    const dot = tensor_fqn.lastIndexOf('.');
    const module_fqn = tensor_fqn.slice(0, Math.max(dot, 0));
    return { module_fqn, module: fqn_to_module(model, module_fqn), tensor_name: tensor_fqn.slice(dot + 1), tensor_fqn };
  });
