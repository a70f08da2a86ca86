/** `torch.nn.utils.spectral_norm`: the function hides this module in Python, which `import` reaches. */
import { unscoped } from '../../addon/scope.js';
import { no_grad } from '../../autograd/grad_mode.js';
import { KeyError, RuntimeError, ValueError } from '../../values/errors.js';
import { dot, mv } from '../../generated/torch.js';
import { contiguous_format } from '../../values/memory_format.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is_tensor } from '../../values/is_tensor.js';
import { CallableObject } from '../../python/callable_object.js';
import { normalize } from '../functional/distance.js';
import type { AnyHook, HookList } from '../module/hooks.js';
import { fieldsOf, membersOf } from '../module/members.js';
import { stateKey } from '../module/state.js';
import type { Module } from '../module.js';
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from '../modules/conv_transpose.js';
import { Parameter, UninitializedParameter } from '../parameter.js';
import { hooksOf, removeHook } from './forward_pre_hooks.js';
import { SpectralNormLoadStateDictPreHook, SpectralNormStateDictHook } from './spectral_norm_state.js';
import { having, moduleWith, must } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import type {
  remove_spectral_normArguments, spectral_normArguments,
} from '../../generated/signatures/nn.js';

export { SpectralNormLoadStateDictPreHook, SpectralNormStateDictHook };

const takes = {
  spectral_norm: signature(`spectral_norm[M](module: M, name: str = "weight", n_power_iterations: int = 1,
    eps: float = 1e-12, dim: int | None = None)`),
  remove_spectral_norm: signature('remove_spectral_norm[M](module: M, name: str = "weight")'),
  SpectralNorm: signature(
    'SpectralNorm(name: str = "weight", n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12)'),
  apply: signature(
    'SpectralNorm.apply(module: Module, name: str, n_power_iterations: int, dim: int, eps: float)'),
  reshape: signature('SpectralNorm.reshape_weight_to_matrix(self, weight: Tensor) -> Tensor', {
    Tensor: having('size', is_tensor),
  }),
  compute: signature('SpectralNorm.compute_weight(self, module: Module, do_power_iteration: bool) -> Tensor'),
  module: signature('SpectralNorm.remove(self, module: Module)'),
};

/** The hook before forward that divides a parameter by its largest singular value: called with a module, it does. */
export interface SpectralNorm {
  (module: Module, inputs?: unknown): void;
}
/** What `spectral_norm` registers on a module (`torch.nn.utils.spectral_norm.SpectralNorm`). */
export class SpectralNorm extends CallableObject {
  /** Of what stands in state dicts. */
  readonly _version: number = 1;
  name: string;
  dim: number;
  n_power_iterations: number;
  eps: number;

  constructor(...args: typeof takes.SpectralNorm.args) {
    super();
    const [name, n_power_iterations, dim, eps] = takes.SpectralNorm.list(args);
    this.name = name;
    this.dim = dim;
    if (n_power_iterations <= 0) {
      throw new ValueError(
        `Expected n_power_iterations to be positive, but got n_power_iterations=${n_power_iterations}`);
    }
    this.n_power_iterations = n_power_iterations;
    this.eps = eps;
  }

  /** The weight with `dim` first and all other dimensions as one. */
  reshape_weight_to_matrix(...args: typeof takes.reshape.args): Tensor {
    const [weight] = takes.reshape.list(args);
    if (this.dim === 0) return weight.reshape(weight.size(0), -1);
    const others = Array.from({ length: weight.dim() }, (_, d) => d).filter((d) => d !== this.dim);
    return weight.permute(this.dim, ...others).reshape(weight.size(this.dim), -1);
  }

  /** The weight by its largest singular value, which the vectors u and v come nearer to with each iteration. */
  compute_weight(...args: typeof takes.compute.args): Tensor {
    const [module, iterate] = takes.compute.list(args);
    const fields = fieldsOf(must(module, moduleWith(`${this.name}_orig`))) as Record<string, Tensor>;
    const weight = fields[`${this.name}_orig`]!;
    let u = fields[`${this.name}_u`]!;
    let v = fields[`${this.name}_v`]!;
    const matrix = this.reshape_weight_to_matrix(weight);
    if (iterate) {
      no_grad(() => {
        for (let i = 0; i < this.n_power_iterations; i++) {
          normalize(mv(matrix.t(), u), { dim: 0, eps: this.eps, out: v });
          normalize(mv(matrix, v), { dim: 0, eps: this.eps, out: u });
        }
        // The graph keeps copies: the next forward changes the vectors in place.
        u = u.clone({ memory_format: contiguous_format });
        v = v.clone({ memory_format: contiguous_format });
      });
    }
    return weight.div(dot(u, mv(matrix, v)));
  }

  /** Makes the parameter one of the module's own again, by its present value. */
  remove(...args: typeof takes.module.args): void {
    const [module] = takes.module.list(args);
    const weight = no_grad(() => this.compute_weight(module, false));
    const fields = fieldsOf(module);
    for (const part of ['', '_u', '_v', '_orig']) delete fields[this.name + part];
    module.register_parameter(this.name, Parameter(weight.detach()));
  }

  /** Divides a parameter of a module: see {@link spectral_norm}. */
  static override apply(...args: typeof takes.apply.args): SpectralNorm {
    const [module, name, n_power_iterations, dim, eps] = takes.apply.list(args);
    if (hookFor(module, name) !== undefined) {
      throw new RuntimeError(`Cannot register two spectral_norm hooks on the same parameter ${name}`);
    }
    const hook = new SpectralNorm(name, n_power_iterations, dim, eps);
    const fields = fieldsOf(module);
    if (membersOf(module).get(name) !== 'parameter') throw new KeyError(`'${name}'`);
    const weight = fields[name] as Parameter | null;
    if (weight === null) throw new ValueError(`\`SpectralNorm\` cannot be applied as parameter \`${name}\` is None`);
    if (weight instanceof UninitializedParameter) {
      throw new ValueError(
        "The module passed to `SpectralNorm` can't have uninitialized parameters. " +
          'Make sure to run the dummy forward before applying spectral normalization');
    }
    const [u, v] = no_grad(() => hook.reshape_weight_to_matrix(weight).shape.map((length) =>
      normalize(weight.new_empty([length]).normal_(0, 1), { dim: 0, eps })));
    delete fields[name];
    module.register_parameter(`${name}_orig`, weight);
    fields[name] = weight.data;
    module.register_buffer(`${name}_u`, u!);
    module.register_buffer(`${name}_v`, v!);
    module.register_forward_pre_hook(hook);
    module._register_state_dict_hook(new SpectralNormStateDictHook(hook));
    const load = new SpectralNormLoadStateDictPreHook(hook);
    module.register_load_state_dict_pre_hook(Object.assign(
      (_module: Module, ...rest: Parameters<typeof load>) => load(...rest), { hook: load }));
    return hook;
  }

  protected override __call__(module: Module): void {
    fieldsOf(module)[this.name] = unscoped(() => this.compute_weight(module, module.training));
  }
}

function hookFor(module: Module, name: string): SpectralNorm | undefined {
  return hooksOf(module, SpectralNorm).find((hook) => hook.name === name);
}

/**
 * Divides a parameter by its largest singular value before each forward; in training the estimate gets better
 * (`torch.nn.utils.spectral_norm`). `dim` is the dimension of the outputs: 0, or 1 in transposed convolutions. Throws a
 * RuntimeError if it has been done already, a ValueError for a parameter that is null or has no shape.
 */
export function spectral_norm<M extends Module>(...args: spectral_normArguments<M>): M {
  const [module, name, n_power_iterations, eps, dim] = takes.spectral_norm.list(args);
  SpectralNorm.apply(module as M, name, n_power_iterations, dim ?? (isTransposed(module as M) ? 1 : 0), eps);
  return module as M;
}

function isTransposed(module: Module): boolean {
  return [ConvTranspose1d, ConvTranspose2d, ConvTranspose3d].some((each) => module instanceof each);
}

/**
 * Makes the parameter that {@link spectral_norm} divides one of its own again, by its present value
 * (`torch.nn.utils.remove_spectral_norm`). Throws a ValueError for a module that has none.
 */
export function remove_spectral_norm<M extends Module>(...args: remove_spectral_normArguments<M>): M {
  const [module, name] = takes.remove_spectral_norm.list(args) as [M, string];
  const hook = hookFor(module, name);
  if (hook === undefined) throw new ValueError(`spectral_norm of '${name}' not found in ${String(module)}`);
  hook.remove(module);
  removeHook(module, hook);
  const { stateDictHooks } = module[stateKey];
  for (const list of [stateDictHooks?.savePost, stateDictHooks?.loadPre] as (HookList<AnyHook> | undefined)[]) {
    for (const { hook: registered } of list?.entries ?? []) {
      const { hook: own } = registered as { hook?: unknown };
      const isNorms = own instanceof SpectralNormStateDictHook || own instanceof SpectralNormLoadStateDictPreHook;
      if (isNorms && own.fn.name === name) list!.remove(registered);
    }
  }
  return module;
}
