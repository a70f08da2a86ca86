/** `torch.nn.utils.weight_norm`: the function hides this module in Python, which `import` reaches. */
import { RuntimeError, ValueError } from '../../values/errors.js';
import { norm_except_dim } from '../../generated/torch.js';
import { op } from '../../addon/call/op.js';
import { unscoped } from '../../addon/scope.js';
import type { Tensor } from '../../tensor/tensor.js';
import { CallableObject } from '../../python/callable_object.js';
import { warn } from '../../python/warnings.js';
import { fieldsOf } from '../module/members.js';
import type { Module } from '../module.js';
import { Parameter, UninitializedParameter } from '../parameter.js';
import { hooksOf, removeHook } from './forward_pre_hooks.js';
import { attributeName, moduleWith, must } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import type { remove_weight_normArguments, weight_normArguments } from '../../generated/signatures/nn.js';

const takes = {
  weight_norm: signature('weight_norm[M](module: M, name: str = "weight", dim: int | None = 0)', { name: attributeName }),
  remove_weight_norm: signature('remove_weight_norm[M](module: M, name: str = "weight")'),
  WeightNorm: signature('WeightNorm(name: str, dim: int | None)'),
  apply: signature('WeightNorm.apply(module: Module, name: str, dim: int | None)', { name: attributeName }),
  module: signature('WeightNorm.compute_weight(self, module: Module)'),
};

const operator = op('aten::_weight_norm');

/** The hook before forward that makes a parameter of its length and its direction: called with a module, it does. */
export interface WeightNorm {
  (module: Module, inputs?: unknown): void;
}
/** What `weight_norm` registers on a module (`torch.nn.utils.weight_norm.WeightNorm`). */
export class WeightNorm extends CallableObject {
  name: string;
  /** Along which the lengths are; -1 for that of the whole. */
  dim: number;

  constructor(...args: typeof takes.WeightNorm.args) {
    super();
    const [name, dim] = takes.WeightNorm.list(args);
    this.name = name;
    this.dim = dim ?? -1;
  }

  /** The parameter, of its `name_g` and `name_v` in the module. */
  compute_weight(...args: typeof takes.module.args): Tensor {
    const [module] = takes.module.list(args);
    const fields = fieldsOf(must(module, moduleWith(`${this.name}_g`)));
    return operator(fields[`${this.name}_v`], fields[`${this.name}_g`], this.dim);
  }

  /** Takes a parameter of a module apart: see {@link weight_norm}. */
  static override apply(...args: typeof takes.apply.args): WeightNorm {
    const [module, name, dim] = takes.apply.list(args);
    warn('FutureWarning',
      '`torch.nn.utils.weight_norm` is deprecated in favor of `torch.nn.utils.parametrizations.weight_norm`.');
    if (hooksOf(module, WeightNorm).some((hook) => hook.name === name)) {
      throw new RuntimeError(`Cannot register two weight_norm hooks on the same parameter ${name}`);
    }
    const hook = new WeightNorm(name, dim);
    const weight = module.get_parameter(name);
    if (weight instanceof UninitializedParameter) {
      throw new ValueError(
        "The module passed to `WeightNorm` can't have uninitialized parameters. " +
          'Make sure to run the dummy forward before applying weight normalization');
    }
    const fields = fieldsOf(module);
    delete fields[name];
    module.register_parameter(`${name}_g`, Parameter(norm_except_dim(weight, 2, hook.dim).data));
    module.register_parameter(`${name}_v`, Parameter(weight.data));
    hook(module);
    module.register_forward_pre_hook(hook);
    return hook;
  }

  /** Makes the parameter one again. */
  remove(...args: typeof takes.module.args): void {
    const [module] = takes.module.list(args);
    const weight = this.compute_weight(module);
    const fields = fieldsOf(module);
    for (const part of ['', '_g', '_v']) delete fields[this.name + part];
    fields[this.name] = Parameter(weight.data);
  }

  protected override __call__(module: Module): void {
    fieldsOf(module)[this.name] = unscoped(() => this.compute_weight(module));
  }
}

/**
 * Makes a parameter out of two, `name_g` for its length along `dim` (null: of the whole) and `name_v` for its
 * direction, before each forward (`torch.nn.utils.weight_norm`). Deprecated: `parametrizations.weight_norm`. Throws a
 * RuntimeError if it has been done already, a ValueError for a parameter without a shape.
 */
export function weight_norm<M extends Module>(...args: weight_normArguments<M>): M {
  const [module, name, dim] = takes.weight_norm.list(args) as [M, string, number | null];
  WeightNorm.apply(module, name, dim);
  return module;
}

/**
 * Makes the parameter that {@link weight_norm} took apart one again (`torch.nn.utils.remove_weight_norm`). Throws a
 * ValueError for a module that has none.
 */
export function remove_weight_norm<M extends Module>(...args: remove_weight_normArguments<M>): M {
  const [module, name] = takes.remove_weight_norm.list(args) as [M, string];
  const hook = hooksOf(module, WeightNorm).find((each) => each.name === name);
  if (hook === undefined) throw new ValueError(`weight_norm of '${name}' not found in ${String(module)}`);
  hook.remove(module);
  removeHook(module, hook);
  return module;
}
