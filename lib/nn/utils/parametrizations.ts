/** `torch.nn.utils.parametrizations`: weight normalisation, spectral normalisation, orthogonal matrices. */
import { no_grad } from '../../autograd/grad_mode.js';
import { IndexError, NotImplementedError, ValueError } from '../../values/errors.js';
import { householder_product, matrix_exp, solve } from '../../generated/linalg.js';
import { allclose, cat, eye, geqrf, mv, randn, vdot, zeros_like } from '../../generated/torch.js';
import { contiguous_format } from '../../values/memory_format.js';
import { op } from '../../addon/call/op.js';
import { attributeName, must } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import { is_tensor } from '../../values/is_tensor.js';
import type { Tensor } from '../../tensor/tensor.js';
import { finfo } from '../../tensor/type_info.js';
import { normalize } from '../functional.js';
import { Module } from '../module.js';
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from '../modules/conv_transpose.js';
import { register_parametrization, textOf } from './parametrize.js';
import type {
  orthogonalArguments, spectral_normArguments, weight_normArguments,
} from '../../generated/signatures/nn.js';

const weightNorm = op('aten::_weight_norm');
const normExceptDim = op('aten::norm_except_dim');

const takes = {
  weight_norm: signature('weight_norm[M](module: M, name: str = "weight", dim: int | None = 0)'),
  spectral_norm: signature(`spectral_norm[M](module: M, name: str = "weight", n_power_iterations: int = 1,
    eps: float = 1e-12, dim: int | None = None)`),
  orthogonal: signature(`orthogonal[M](module: M, name: str = "weight",
    orthogonal_map: Literal["matrix_exp", "cayley", "householder"] | None = None, *, use_trivialization: bool = True)`),
};

class _WeightNorm extends Module {
  constructor(readonly dim: number) {
    super();
  }
  forward(weight_g: Tensor, weight_v: Tensor): Tensor {
    return weightNorm(weight_v, weight_g, this.dim);
  }
  right_inverse(weight: Tensor): [g: Tensor, v: Tensor] {
    return [normExceptDim(weight, 2, this.dim), weight];
  }
}

/**
 * Splits a weight into its length, `parametrizations.weight.original0`, and its direction, `original1`
 * (`torch.nn.utils.parametrizations.weight_norm`). Gives back the module.
 */
export function weight_norm<M extends Module>(...args: weight_normArguments<M>): M {
  const [module, name, dim] = takes.weight_norm.list(args) as [M, string, number | null];
  return register_parametrization(module, name, new _WeightNorm(dim ?? -1), { unsafe: true });
}

class _SpectralNorm extends Module {
  readonly dim: number;
  readonly eps: number;
  readonly n_power_iterations: number;
  declare _u: Tensor;
  declare _v: Tensor;

  constructor(weight: Tensor, n_power_iterations: number, dim: number, eps: number) {
    super();
    const dims = weight.dim();
    if (dim >= dims || dim < -dims) {
      throw new IndexError(
        `Dimension out of range (expected to be in range of [-${dims}, ${dims - 1}] but got ${dim})`);
    }
    if (n_power_iterations <= 0) {
      throw new ValueError(
        `Expected n_power_iterations to be positive, but got n_power_iterations=${n_power_iterations}`);
    }
    this.dim = dim < 0 ? dim + dims : dim;
    this.eps = eps;
    this.n_power_iterations = n_power_iterations;
    if (dims < 2) return;
    const matrix = this._reshape_weight_to_matrix(weight);
    const [height, width] = matrix.shape as readonly number[] as [number, number];
    const u = matrix.new_empty([height]).normal_(0, 1);
    const v = matrix.new_empty([width]).normal_(0, 1);
    this.register_buffer('_u', normalize(u, { dim: 0, eps }));
    this.register_buffer('_v', normalize(v, { dim: 0, eps }));
    // So that the first forward, also one in evaluation, finds the largest singular value.
    this._power_method(matrix, 15);
  }

  _reshape_weight_to_matrix(weight: Tensor): Tensor {
    const { dim } = this;
    if (dim === 0) return weight.flatten(1);
    const others = Array.from({ length: weight.dim() }, (_, d) => d).filter((d) => d !== dim);
    return weight.permute([dim, ...others]).flatten(1);
  }

  _power_method(matrix: Tensor, iterations: number): void {
    const { _u: u, _v: v, eps } = this;
    no_grad(() => {
      const transposed = matrix.mH;
      for (let i = 0; i < iterations; i++) {
        normalize(mv(matrix, v), { dim: 0, eps, out: u });
        normalize(mv(transposed, u), { dim: 0, eps, out: v });
      }
    });
  }

  forward(weight: Tensor): Tensor {
    if (weight.dim() === 1) return normalize(weight, { dim: 0, eps: this.eps });
    const matrix = this._reshape_weight_to_matrix(weight);
    if (this.training) this._power_method(matrix, this.n_power_iterations);
    // Copies, since the next forward changes these in place and backward still needs them.
    const u = this._u.clone({ memory_format: contiguous_format });
    const v = this._v.clone({ memory_format: contiguous_format });
    return weight.div(vdot(u, mv(matrix, v)));
  }

  /** Any value may be assigned: it is divided by its norm when it is used. */
  right_inverse(value: Tensor): Tensor {
    return value;
  }
}

/**
 * Divides a weight by its largest singular value (`torch.nn.utils.parametrizations.spectral_norm`), which is followed
 * by the power method, `n_power_iterations` steps for each forward in training. Gives back the module; throws a
 * ValueError if it has no such tensor.
 */
export function spectral_norm<M extends Module>(...args: spectral_normArguments<M>): M {
  const [given, name, n_power_iterations, eps, wanted] = takes.spectral_norm.list(args);
  const module = given as M;
  const weight = tensorOf(module, name);
  const isTransposed = [ConvTranspose1d, ConvTranspose2d, ConvTranspose3d].some((Class) => module instanceof Class);
  const dim = wanted ?? (isTransposed ? 1 : 0);
  return register_parametrization(module, name, new _SpectralNorm(weight, n_power_iterations, dim, eps));
}

function tensorOf(module: Module, name: string): Tensor {
  const tensor = (module as unknown as Record<string, unknown> | null)?.[must(name, attributeName)];
  if (is_tensor(tensor)) return tensor;
  throw new ValueError(`Module '${textOf(module)}' has no parameter or buffer with name '${name}'`);
}

const orthogonalMaps = ['matrix_exp', 'cayley', 'householder'] as const;
type OrthogonalMap = (typeof orthogonalMaps)[number];

class _Orthogonal extends Module {
  readonly shape: readonly number[];
  readonly orthogonal_map: OrthogonalMap;
  readonly _trivialized: boolean;
  declare base: Tensor | null;

  constructor(weight: Tensor, orthogonal_map: OrthogonalMap, use_trivialization: boolean) {
    super();
    if (weight.is_complex() && orthogonal_map === 'householder') {
      throw new ValueError('The householder parametrization does not support complex tensors.');
    }
    this.shape = weight.shape;
    this.orthogonal_map = orthogonal_map;
    this._trivialized = use_trivialization;
    if (use_trivialization) this.register_buffer('base', null);
  }

  forward(weight: Tensor): Tensor {
    const transposed = weight.size(-2) < weight.size(-1);
    const tall = transposed ? weight.mT : weight;
    const mapped = this.orthogonal_map === 'householder' ? householder(tall) : exponential(tall, this.orthogonal_map);
    const based = this._trivialized ? this.base!.matmul(mapped) : mapped;
    return transposed ? based.mT : based;
  }

  /** What gives an orthogonal matrix; with a base the matrix becomes the base. */
  right_inverse(value: Tensor): Tensor {
    return no_grad(() => {
      if (String(value.shape) !== String(this.shape)) {
        throw new ValueError(
          `Expected a matrix or batch of matrices of shape ${String(this.shape)}. Got a tensor of shape ` +
            `${value.shape.toString()}.`);
      }
      const transposed = value.size(-2) < value.size(-1);
      const tall = transposed ? value.mT : value;
      if (this._trivialized) {
        this.base = baseOf(tall);
        const minusOne = zeros_like(value);
        minusOne.diagonal({ dim1: -2, dim2: -1 }).fill_(-1);
        return minusOne;
      }
      if (this.orthogonal_map !== 'householder') {
        throw new NotImplementedError(
          'It is not possible to assign to the matrix exponential or the Cayley parametrizations when ' +
            'use_trivialization=False.');
      }
      const [reflectors, tau] = geqrf(tall);
      const diagonal = reflectors.diagonal({ dim1: -2, dim2: -1 });
      diagonal.sign_();
      diagonal.mul_(tau.eq(0).to(diagonal.dtype).mul(-2).add(1));
      return transposed ? reflectors.mT : reflectors;
    });
  }
}

function householder(tall: Tensor): Tensor {
  const reflectors = tall.tril(-1);
  const tau = reflectors.mul(reflectors).sum(-2).add(1).reciprocal().mul(2);
  const signs = tall.diagonal({ dim1: -2, dim2: -1 }).int().unsqueeze(-2);
  return householder_product(reflectors, tau).mul(signs);
}

function exponential(tall: Tensor, map: OrthogonalMap): Tensor {
  const [n, k] = [tall.size(-2), tall.size(-1)];
  let square = tall.tril();
  if (n !== k) {
    const missing = square.new_zeros([n, n - k]).expand([...square.shape.slice(0, -2), -1, -1]);
    square = cat([square, missing], -1);
  }
  const skew = square.sub(square.mH);
  const { dtype, device } = skew;
  const one = eye(n, { dtype, device });
  const mapped = map === 'matrix_exp'
    ? matrix_exp(skew) : solve(one.add(skew, { alpha: -0.5 }), one.add(skew, { alpha: 0.5 }));
  return n === k ? mapped : mapped.narrow(-1, 0, k);
}

function baseOf(tall: Tensor): Tensor {
  const [n, k] = [tall.size(-2), tall.size(-1)];
  const { dtype, device } = tall;
  if (n === k) return isOrthogonal(tall) ? tall.clone() : orthogonalised(tall);
  const filling = randn([...tall.shape.slice(0, -2), n, n - k], { dtype, device });
  return orthogonalised(cat([tall, filling], -1));
}

function isOrthogonal(q: Tensor): boolean {
  const { dtype, device } = q;
  const atol = 10 * q.size(-2) * finfo(dtype).eps;
  return allclose(q.mH.matmul(q), eye(q.size(-1), { dtype, device }), { atol });
}

/** The Q of a QR decomposition whose R has a positive diagonal. */
function orthogonalised(matrix: Tensor): Tensor {
  const [reflectors, tau] = geqrf(matrix);
  return householder_product(reflectors, tau).mul(reflectors.diagonal({ dim1: -2, dim2: -1 }).sgn().unsqueeze(-2));
}

/**
 * Keeps a weight, a matrix or a batch of them, orthogonal (`torch.nn.utils.parametrizations.orthogonal`). Gives back
 * the module; throws a ValueError if it has no such tensor, or one of fewer dimensions.
 */
export function orthogonal<M extends Module>(...args: orthogonalArguments<M>): M {
  const [given, name, orthogonal_map, use_trivialization] = takes.orthogonal.list(args);
  const module = given as M;
  const weight = tensorOf(module, name);
  if (weight.dim() < 2) {
    throw new ValueError(`Expected a matrix or batch of matrices. Got a tensor of ${weight.dim()} dimensions.`);
  }
  const isSquare = weight.size(-2) === weight.size(-1);
  const map = orthogonal_map ?? (isSquare || weight.is_complex() ? 'matrix_exp' : 'householder');
  if (!orthogonalMaps.includes(map)) {
    throw new ValueError(
      `orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: ${map as string}`);
  }
  return register_parametrization(module, name, new _Orthogonal(weight, map, use_trivialization), { unsafe: true });
}
