import { no_grad } from '../../autograd/grad_mode.js';
import { KeyError, RuntimeError, ValueError } from '../../values/errors.js';
import { dot, mv } from '../../generated/torch.js';
import { contiguous_format } from '../../values/memory_format.js';
import type { Tensor } from '../../tensor/tensor.js';
import { normalize } from '../functional/distance.js';
import { fieldsOf, membersOf } from '../module/members.js';
import type { Module } from '../module.js';
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from '../modules/conv_transpose.js';
import { Parameter, UninitializedParameter } from '../parameter.js';
import { findHook, parameterHook, removeHook } from './parameter_hook.js';
import { signature } from '../../arguments/signature.js';
import type {
  remove_spectral_normArguments, spectral_normArguments,
} from '../../generated/signatures/nn.js';

const takes = {
  spectral_norm: signature(`spectral_norm[M](module: M, name: str = "weight", n_power_iterations: int = 1,
    eps: float = 1e-12, dim: int | None = None)`),
  remove_spectral_norm: signature('remove_spectral_norm[M](module: M, name: str = "weight")'),
};

interface Settings {
  readonly name: string;
  readonly n_power_iterations: number;
  readonly dim: number;
  readonly eps: number;
}

/** The weight with `dim` first and all other dimensions as one. */
function matrixOf(weight: Tensor, dim: number): Tensor {
  if (dim === 0) return weight.reshape(weight.size(0), -1);
  const others = Array.from({ length: weight.dim() }, (_, d) => d).filter((d) => d !== dim);
  return weight.permute(dim, ...others).reshape(weight.size(dim), -1);
}

/** The weight by its largest singular value, which the vectors u and v come nearer to with each iteration. */
function computed(module: Module, settings: Settings, iterate: boolean): Tensor {
  const { name, n_power_iterations, dim, eps } = settings;
  const fields = fieldsOf(module) as Record<string, Tensor>;
  const weight = fields[`${name}_orig`]!;
  let u = fields[`${name}_u`]!;
  let v = fields[`${name}_v`]!;
  const matrix = matrixOf(weight, dim);
  if (iterate) {
    no_grad(() => {
      for (let i = 0; i < n_power_iterations; i++) {
        normalize(mv(matrix.t(), u), { dim: 0, eps, out: v });
        normalize(mv(matrix, v), { dim: 0, eps, out: u });
      }
      // The graph keeps copies: the next forward changes the vectors in place.
      u = u.clone({ memory_format: contiguous_format });
      v = v.clone({ memory_format: contiguous_format });
    });
  }
  return weight.div(dot(u, mv(matrix, v)));
}

/**
 * Divides a parameter by its largest singular value before each forward; in training the estimate gets better
 * (`torch.nn.utils.spectral_norm`). `dim` is the dimension of the outputs: 0, or 1 in transposed convolutions. Throws a
 * RuntimeError if it has been done already, a ValueError for a parameter that is null or has no shape.
 */
export function spectral_norm<M extends Module>(...args: spectral_normArguments<M>): M {
  const [given, name, n_power_iterations, eps, dim] = takes.spectral_norm.list(args);
  const module = given as M;
  if (findHook(module, 'spectral_norm', name) !== undefined) {
    throw new RuntimeError(`Cannot register two spectral_norm hooks on the same parameter ${name}`);
  }
  if (n_power_iterations <= 0) {
    throw new ValueError(
      `Expected n_power_iterations to be positive, but got n_power_iterations=${n_power_iterations}`);
  }
  const settings: Settings = { name, n_power_iterations, dim: dim ?? (isTransposed(module) ? 1 : 0), eps };
  const fields = fieldsOf(module);
  if (membersOf(module).get(name) !== 'parameter') throw new KeyError(`'${name}'`);
  const weight = fields[name] as Parameter | null;
  if (weight === null) throw new ValueError(`\`SpectralNorm\` cannot be applied as parameter \`${name}\` is None`);
  if (weight instanceof UninitializedParameter) {
    throw new ValueError(
      "The module passed to `SpectralNorm` can't have uninitialized parameters. " +
        'Make sure to run the dummy forward before applying spectral normalization');
  }
  const [u, v] = no_grad(() => matrixOf(weight, settings.dim).shape.map((length) =>
    normalize(weight.new_empty([length]).normal_(0, 1), { dim: 0, eps })));
  delete fields[name];
  module.register_parameter(`${name}_orig`, weight);
  fields[name] = weight.data;
  module.register_buffer(`${name}_u`, u!);
  module.register_buffer(`${name}_v`, v!);
  module.register_forward_pre_hook(
    parameterHook('spectral_norm', settings, (each) => computed(each, settings, each.training)));
  return module;
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
  const hook = findHook<Settings>(module, 'spectral_norm', name);
  if (hook === undefined) throw new ValueError(`spectral_norm of '${name}' not found in ${String(module)}`);
  const weight = no_grad(() => computed(module, hook.settings, false));
  const fields = fieldsOf(module);
  for (const part of ['', '_u', '_v', '_orig']) delete fields[name + part];
  module.register_parameter(name, Parameter(weight.detach()));
  removeHook(module, hook);
  return module;
}
