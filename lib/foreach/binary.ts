import { signature } from '../arguments/signature.js';
import type { Scalar } from '../tensor/operator_types.js';
import type { Tensor } from '../tensor/tensor.js';
import { packet, ready } from './packet.js';

/** For all tensors of a list, or one for each: a number, numbers, a tensor without dimensions, tensors. */
export type ForeachOperand = Scalar | Tensor | readonly Scalar[] | readonly Tensor[];
/** The same, but for a tensor for all. */
export type ForeachOperands = Scalar | readonly Scalar[] | readonly Tensor[];

const listed = ['List', 'ScalarList', 'Scalar'];
const shared = ['Tensor', ...listed];

type Call = (inputs: readonly Tensor[], other: unknown) => Tensor[];
type CallInPlace = <T extends readonly Tensor[]>(inputs: T, other: unknown) => T;
type Scaled = (inputs: readonly Tensor[], other: unknown, alpha: Scalar | null) => Tensor[];
type ScaledInPlace = <T extends readonly Tensor[]>(inputs: T, other: unknown, alpha: Scalar | null) => T;

function binary(name: string, overloads: readonly string[]): Call {
  const call = packet(name, overloads);
  return overloads === shared ? (inputs, other) => call(inputs, ready(inputs, other))
    : (inputs, other) => call(inputs, other);
}

function binary_(name: string, overloads: readonly string[]): CallInPlace {
  const call = binary(name, overloads);
  return (inputs, other) => {
    call(inputs, other);
    return inputs;
  };
}

// Of the overloads only those with tensors take `alpha`: what was not given stays away.
function scaled(name: string, overloads: readonly string[]): Scaled {
  const plain = binary(name, overloads);
  const call = packet(name, overloads);
  return (inputs, other, alpha) => (alpha === null ? plain(inputs, other) : call(inputs, other, { alpha }));
}

function scaled_(name: string, overloads: readonly string[]): ScaledInPlace {
  const call = scaled(name, overloads);
  return (inputs, other, alpha) => {
    call(inputs, other, alpha);
    return inputs;
  };
}

/** `inputs` + `other`; what is added may be multiplied by `alpha` where it is tensors (`torch.foreach.add`). */
export const add = signature(
  'add(inputs: Sequence[Tensor], other: ForeachOperand, /, *, alpha: Scalar = None) -> list[Tensor]',
).define(scaled('add', shared));
/**
 * In place: `inputs` + `other`; what is added may be multiplied by `alpha` where it is tensors; gives back the list
 * (`torch.foreach.add_`).
 */
export const add_ = signature(
  'add_[T: Sequence[Tensor]](inputs: T, other: ForeachOperand, /, *, alpha: Scalar = None) -> T',
).define(scaled_('add_', shared));
/**
 * `inputs` - `other`; what is taken off may be multiplied by `alpha` where it is a list of tensors
 * (`torch.foreach.sub`).
 */
export const sub = signature(
  'sub(inputs: Sequence[Tensor], other: ForeachOperands, /, *, alpha: Scalar = None) -> list[Tensor]',
).define(scaled('sub', listed));
/**
 * In place: `inputs` - `other`; what is taken off may be multiplied by `alpha` where it is a list of tensors; gives
 * back the list (`torch.foreach.sub_`).
 */
export const sub_ = signature(
  'sub_[T: Sequence[Tensor]](inputs: T, other: ForeachOperands, /, *, alpha: Scalar = None) -> T',
).define(scaled_('sub_', listed));
/** `inputs` * `other` (`torch.foreach.mul`). */
export const mul = signature(
  'mul(inputs: Sequence[Tensor], other: ForeachOperand, /) -> list[Tensor]',
).define(binary('mul', shared));
/** In place: `inputs` * `other`; gives back the list (`torch.foreach.mul_`). */
export const mul_ = signature(
  'mul_[T: Sequence[Tensor]](inputs: T, other: ForeachOperand, /) -> T',
).define(binary_('mul_', shared));
/** `inputs` / `other` (`torch.foreach.div`). */
export const div = signature(
  'div(inputs: Sequence[Tensor], other: ForeachOperand, /) -> list[Tensor]',
).define(binary('div', shared));
/** In place: `inputs` / `other`; gives back the list (`torch.foreach.div_`). */
export const div_ = signature(
  'div_[T: Sequence[Tensor]](inputs: T, other: ForeachOperand, /) -> T',
).define(binary_('div_', shared));
/** The larger of each element and `min` (`torch.foreach.clamp_min`). */
export const clamp_min = signature(
  'clamp_min(inputs: Sequence[Tensor], min: ForeachOperands, /) -> list[Tensor]',
).define(binary('clamp_min', listed));
/** In place: the larger of each element and `min`; gives back the list (`torch.foreach.clamp_min_`). */
export const clamp_min_ = signature(
  'clamp_min_[T: Sequence[Tensor]](inputs: T, min: ForeachOperands, /) -> T',
).define(binary_('clamp_min_', listed));
/** The smaller of each element and `max` (`torch.foreach.clamp_max`). */
export const clamp_max = signature(
  'clamp_max(inputs: Sequence[Tensor], max: ForeachOperands, /) -> list[Tensor]',
).define(binary('clamp_max', listed));
/** In place: the smaller of each element and `max`; gives back the list (`torch.foreach.clamp_max_`). */
export const clamp_max_ = signature(
  'clamp_max_[T: Sequence[Tensor]](inputs: T, max: ForeachOperands, /) -> T',
).define(binary_('clamp_max_', listed));
/** The smaller of each element and that of `other` (`torch.foreach.minimum`). */
export const minimum = signature(
  'minimum(inputs: Sequence[Tensor], other: ForeachOperands, /) -> list[Tensor]',
).define(binary('minimum', listed));
/** In place: the smaller of each element and that of `other`; gives back the list (`torch.foreach.minimum_`). */
export const minimum_ = signature(
  'minimum_[T: Sequence[Tensor]](inputs: T, other: ForeachOperands, /) -> T',
).define(binary_('minimum_', listed));
/** The larger of each element and that of `other` (`torch.foreach.maximum`). */
export const maximum = signature(
  'maximum(inputs: Sequence[Tensor], other: ForeachOperands, /) -> list[Tensor]',
).define(binary('maximum', listed));
/** In place: the larger of each element and that of `other`; gives back the list (`torch.foreach.maximum_`). */
export const maximum_ = signature(
  'maximum_[T: Sequence[Tensor]](inputs: T, other: ForeachOperands, /) -> T',
).define(binary_('maximum_', listed));
const raise = packet('pow', ['ScalarAndTensor', ...listed]);

/** The elements to the power of `exponent`; a number to the power of tensors, too (`torch.foreach.pow`). */
export const pow = signature(
  'pow(input: Scalar | Sequence[Tensor], exponent: ForeachOperands, /) -> list[Tensor]',
).define((input, exponent) => raise(input, exponent));
/** In place: the elements to the power of `exponent`; gives back the list (`torch.foreach.pow_`). */
export const pow_ = signature(
  'pow_[T: Sequence[Tensor]](inputs: T, exponent: ForeachOperands, /) -> T',
).define(binary_('pow_', listed));
