import { RuntimeError, ValueError } from '../../values/errors.js';
import { norm_except_dim } from '../../generated/torch.js';
import { op } from '../../addon/call/op.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';
import { fieldsOf } from '../module/members.js';
import type { Module } from '../module.js';
import { Parameter, UninitializedParameter } from '../parameter.js';
import { findHook, parameterHook, removeHook } from './parameter_hook.js';
import { signature } from '../../arguments/signature.js';
import type { remove_weight_normArguments, weight_normArguments } from '../../generated/signatures/nn.js';

const takes = {
  weight_norm: signature('weight_norm[M](module: M, name: str = "weight", dim: int | None = 0)'),
  remove_weight_norm: signature('remove_weight_norm[M](module: M, name: str = "weight")'),
};

interface Settings {
  readonly name: string;
  readonly dim: number;
}

const operator = op('aten::_weight_norm');

function computed(module: Module, { name, dim }: Settings): Tensor {
  const fields = fieldsOf(module);
  return operator(fields[`${name}_v`], fields[`${name}_g`], dim);
}

/**
 * Makes a parameter out of two, `name_g` for its length along `dim` (null: of the whole) and `name_v` for its
 * direction, before each forward (`torch.nn.utils.weight_norm`). Deprecated: `parametrizations.weight_norm`. Throws a
 * RuntimeError if it has been done already, a ValueError for a parameter without a shape.
 */
export function weight_norm<M extends Module>(...args: weight_normArguments<M>): M {
  const [module, name, dim] = takes.weight_norm.list(args) as [M, string, number | null];
  warn('FutureWarning',
    '`torch.nn.utils.weight_norm` is deprecated in favor of `torch.nn.utils.parametrizations.weight_norm`.');
  if (findHook(module, 'weight_norm', name) !== undefined) {
    throw new RuntimeError(`Cannot register two weight_norm hooks on the same parameter ${name}`);
  }
  const settings: Settings = { name, dim: dim ?? -1 };
  const weight = module.get_parameter(name);
  if (weight instanceof UninitializedParameter) {
    throw new ValueError(
      "The module passed to `WeightNorm` can't have uninitialized parameters. " +
        'Make sure to run the dummy forward before applying weight normalization');
  }
  const fields = fieldsOf(module);
  delete fields[name];
  module.register_parameter(`${name}_g`, Parameter(norm_except_dim(weight, 2, settings.dim).data));
  module.register_parameter(`${name}_v`, Parameter(weight.data));
  const hook = parameterHook('weight_norm', settings, (each) => computed(each, settings));
  hook(module);
  module.register_forward_pre_hook(hook);
  return module;
}

/**
 * Makes the parameter that {@link weight_norm} took apart one again (`torch.nn.utils.remove_weight_norm`). Throws a
 * ValueError for a module that has none.
 */
export function remove_weight_norm<M extends Module>(...args: remove_weight_normArguments<M>): M {
  const [module, name] = takes.remove_weight_norm.list(args) as [M, string];
  const hook = findHook<Settings>(module, 'weight_norm', name);
  if (hook === undefined) throw new ValueError(`weight_norm of '${name}' not found in ${String(module)}`);
  const weight = computed(module, hook.settings);
  const fields = fieldsOf(module);
  for (const part of [name, `${name}_g`, `${name}_v`]) delete fields[part];
  fields[name] = Parameter(weight.data);
  removeHook(module, hook);
  return module;
}
