/** Operators that do the same to each element. */
import { composite, type AnyFunction } from '../arguments/overrides.js';
import { NotImplementedError, RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import type { Tensor } from '../tensor/tensor.js';
import { handle, isJagged, sizeText, type NestedTensor } from './nested_tensor.js';
import { fromPadded } from './padded.js';

/** What libtorch tags as pointwise. */
const names = `
  abs acos acos_ acosh acosh_ add add_ addcdiv addcdiv_ addcmul addcmul_ angle asin asin_ asinh asinh_ atan atan2
  atan2_ atan_ atanh atanh_ bitwise_and bitwise_and_ bitwise_left_shift bitwise_left_shift_ bitwise_not
  bitwise_not_ bitwise_or bitwise_or_ bitwise_right_shift bitwise_right_shift_ bitwise_xor bitwise_xor_ ceil ceil_
  celu celu_ clamp clamp_ clamp_max clamp_max_ clamp_min clamp_min_ clip clip_ clone conj_physical conj_physical_
  copysign cos cos_ cosh cosh_ deg2rad deg2rad_ digamma digamma_ div div_ elu elu_ eq erf erf_ erfc erfc_ erfinv
  erfinv_ exp exp2 exp2_ exp_ expm1 expm1_ float_power_ floor floor_ fmax fmin fmod fmod_ frac frac_ frexp gcd ge
  gelu gelu_backward gt hardshrink hardsigmoid hardsigmoid_ hardtanh hardtanh_ heaviside hypot hypot_ i0 i0_
  igamma igamma_ igammac igammac_ isfinite isinf isnan isneginf isposinf lcm ldexp ldexp_ le leaky_relu
  leaky_relu_ lerp lerp_ lgamma lgamma_ log log10 log10_ log1p log1p_ log2 log2_ log_ logaddexp logaddexp2
  logical_and logical_and_ logical_not logical_not_ logical_or logical_or_ logical_xor logical_xor_ logit logit_
  logit_backward lt masked_fill max maximum min minimum mish mul mul_ mvlgamma mvlgamma_ nan_to_num nan_to_num_
  native_dropout_backward ne neg neg_ nextafter nextafter_ polygamma positive pow pow_ rad2deg rad2deg_ reciprocal
  reciprocal_ relu relu6 relu_ remainder remainder_ round round_ rsqrt rsqrt_ rsub selu selu_ sgn sgn_ sigmoid
  sigmoid_ sigmoid_backward sign sign_ signbit silu silu_ silu_backward sin sin_ sinc sinc_ sinh sinh_ softplus
  softshrink special_airy_ai special_bessel_j0 special_bessel_j1 special_bessel_y0 special_bessel_y1
  special_chebyshev_polynomial_t special_chebyshev_polynomial_u special_chebyshev_polynomial_v
  special_chebyshev_polynomial_w special_entr special_erfcx special_hermite_polynomial_h
  special_hermite_polynomial_he special_i0e special_i1 special_i1e special_laguerre_polynomial_l
  special_legendre_polynomial_p special_log_ndtr special_modified_bessel_i0 special_modified_bessel_i1
  special_modified_bessel_k0 special_modified_bessel_k1 special_ndtri special_scaled_modified_bessel_k0
  special_scaled_modified_bessel_k1 special_shifted_chebyshev_polynomial_t special_shifted_chebyshev_polynomial_u
  special_shifted_chebyshev_polynomial_v special_shifted_chebyshev_polynomial_w special_spherical_bessel_j0
  special_xlog1py special_zeta sqrt sqrt_ square square_ sub sub_ tan tan_ tanh tanh_ tanh_backward threshold
  threshold_backward true_divide trunc trunc_ where xlogy xlogy_
`.trim().split(/\s+/);

/** Whether the dimensions up to the ragged one are those of the other. */
export function sameRows(a: NestedTensor, size: ArrayLike<unknown>): boolean {
  const own = Array.from(a.shape as ArrayLike<unknown>).slice(0, a._ragged_idx + 1);
  return own.length <= size.length && own.every((length, i) => length === size[i] || size[i] === -1);
}

/** What messages call the operator of two tensors, where that is not `Tensor`. */
const overloadsOfTwo: Readonly<Record<string, string>> = {
  lerp: 'Scalar', lerp_: 'Scalar', max: 'other', min: 'other', pow: 'Tensor_Tensor',
  ...Object.fromEntries(`atan2 atan2_ fmax fmin gcd heaviside hypot hypot_ igamma igamma_ igammac igammac_ lcm ldexp_
    logaddexp logaddexp2 logical_and logical_and_ logical_or logical_or_ logical_xor logical_xor_ maximum minimum
    nextafter nextafter_ special_chebyshev_polynomial_t special_chebyshev_polynomial_u special_chebyshev_polynomial_v
    special_chebyshev_polynomial_w special_hermite_polynomial_h special_hermite_polynomial_he
    special_laguerre_polynomial_l special_legendre_polynomial_p special_shifted_chebyshev_polynomial_t
    special_shifted_chebyshev_polynomial_u special_shifted_chebyshev_polynomial_v
    special_shifted_chebyshev_polynomial_w special_xlog1py special_zeta`.split(/\s+/).map((name) => [name, 'default'])),
};

handle(names, (func, args, kwargs) => {
  const tensors = [...args, ...Object.values(kwargs)].filter(is_tensor);
  /** The call with others in the places of its tensors. */
  const call = (...others: Tensor[]): Tensor => {
    const left = [...others];
    const other = (value: unknown): unknown => (is_tensor(value) ? left.shift() : value);
    const given = args.map(other);
    const named = Object.entries(kwargs).map(([name, value]) => [name, other(value)] as const);
    return (named.length > 0 ? func(...given, Object.fromEntries(named)) : func(...given)) as Tensor;
  };
  const [a, b] = tensors as [Tensor, Tensor];
  if (tensors.length > 2) throw tensors.find(isJagged)![composite].refuse(func);
  const result = tensors.length === 1 ? unary(call, a as NestedTensor) : binary(func, call, a, b);
  return func.name.endsWith('_') && isJagged(args[0]) ? args[0] : result;
});

function unary(call: (other: Tensor) => Tensor, nt: NestedTensor): NestedTensor {
  return nt.like(call(nt.values()));
}

function binary(func: AnyFunction, call: (...both: Tensor[]) => Tensor, a: Tensor, b: Tensor): NestedTensor {
  if (isJagged(a) && isJagged(b)) {
    if (!sameRows(a, b.shape)) throw mismatch(func, a, b);
    return a.like(call(a.values(), b.values()));
  }
  const nt = (isJagged(a) ? a : b) as NestedTensor;
  const other = isJagged(a) ? b : a;
  if (other.dim() > nt.dim()) throw new NotImplementedError('NYI: broadcasting NT with T with larger dim');
  let t = other;
  while (t.dim() > 0 && t.size(0) === 1) t = t.squeeze(0);
  const values = nt.values();
  if (nt.dim() >= t.dim() + 2) return nt.like(isJagged(a) ? call(values, t) : call(t, values));
  if (a.dim() !== b.dim() || a.size(0) !== b.size(0)) throw mismatch(func, a, b);
  const row = fromPadded(other.expand(other.shape.map((length, i) => (i === nt._ragged_idx ? nt.most : length))), nt);
  return nt.like(isJagged(a) ? call(values, row.values()) : call(row.values(), values));
}

/** The overload of two tensors, which PyTorch's message names. */
function mismatch({ name }: AnyFunction, a: Tensor, b: Tensor): RuntimeError {
  const text = isJagged(a) && isJagged(b) ? sizeText : ({ shape }: Tensor): string => String(shape);
  return new RuntimeError(`cannot call binary pointwise function ${name}.${overloadsOfTwo[name] ?? 'Tensor'} ` +
    `with inputs of shapes ${text(a)} and ${text(b)}`);
}
