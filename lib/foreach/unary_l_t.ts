import { signature } from '../arguments/signature.js';
import { unary, unary_ } from './packet.js';

/** The logarithms to base 10 of each tensor of a list (`torch.foreach.log10`). */
export const log10 = signature('log10(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('log10'));
/** In place: the logarithms to base 10; gives back the list (`torch.foreach.log10_`). */
export const log10_ = signature('log10_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('log10_'));
/** The logarithms of 1 + x of each tensor of a list (`torch.foreach.log1p`). */
export const log1p = signature('log1p(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('log1p'));
/** In place: the logarithms of 1 + x; gives back the list (`torch.foreach.log1p_`). */
export const log1p_ = signature('log1p_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('log1p_'));
/** The logarithms to base 2 of each tensor of a list (`torch.foreach.log2`). */
export const log2 = signature('log2(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('log2'));
/** In place: the logarithms to base 2; gives back the list (`torch.foreach.log2_`). */
export const log2_ = signature('log2_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('log2_'));
/** The negatives of each tensor of a list (`torch.foreach.neg`). */
export const neg = signature('neg(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('neg'));
/** In place: the negatives; gives back the list (`torch.foreach.neg_`). */
export const neg_ = signature('neg_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('neg_'));
/** 1 / x of each tensor of a list (`torch.foreach.reciprocal`). */
export const reciprocal = signature('reciprocal(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('reciprocal'));
/** In place: 1 / x; gives back the list (`torch.foreach.reciprocal_`). */
export const reciprocal_ = signature('reciprocal_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('reciprocal_'));
/** The nearest integers, halves to the even one of each tensor of a list (`torch.foreach.round`). */
export const round = signature('round(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('round'));
/** In place: the nearest integers, halves to the even one; gives back the list (`torch.foreach.round_`). */
export const round_ = signature('round_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('round_'));
/** 1 / sqrt(x) of each tensor of a list (`torch.foreach.rsqrt`). */
export const rsqrt = signature('rsqrt(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('rsqrt'));
/** In place: 1 / sqrt(x); gives back the list (`torch.foreach.rsqrt_`). */
export const rsqrt_ = signature('rsqrt_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('rsqrt_'));
/** 1 / (1 + exp(-x)) of each tensor of a list (`torch.foreach.sigmoid`). */
export const sigmoid = signature('sigmoid(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('sigmoid'));
/** In place: 1 / (1 + exp(-x)); gives back the list (`torch.foreach.sigmoid_`). */
export const sigmoid_ = signature('sigmoid_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('sigmoid_'));
/** The signs of each tensor of a list (`torch.foreach.sign`). */
export const sign = signature('sign(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('sign'));
/** In place: the signs; gives back the list (`torch.foreach.sign_`). */
export const sign_ = signature('sign_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('sign_'));
/** The sines of each tensor of a list (`torch.foreach.sin`). */
export const sin = signature('sin(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('sin'));
/** In place: the sines; gives back the list (`torch.foreach.sin_`). */
export const sin_ = signature('sin_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('sin_'));
/** The hyperbolic sines of each tensor of a list (`torch.foreach.sinh`). */
export const sinh = signature('sinh(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('sinh'));
/** In place: the hyperbolic sines; gives back the list (`torch.foreach.sinh_`). */
export const sinh_ = signature('sinh_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('sinh_'));
/** The square roots of each tensor of a list (`torch.foreach.sqrt`). */
export const sqrt = signature('sqrt(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('sqrt'));
/** In place: the square roots; gives back the list (`torch.foreach.sqrt_`). */
export const sqrt_ = signature('sqrt_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('sqrt_'));
/** The tangents of each tensor of a list (`torch.foreach.tan`). */
export const tan = signature('tan(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('tan'));
/** In place: the tangents; gives back the list (`torch.foreach.tan_`). */
export const tan_ = signature('tan_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('tan_'));
/** The hyperbolic tangents of each tensor of a list (`torch.foreach.tanh`). */
export const tanh = signature('tanh(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('tanh'));
/** In place: the hyperbolic tangents; gives back the list (`torch.foreach.tanh_`). */
export const tanh_ = signature('tanh_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('tanh_'));
/** The elements without the parts behind the point of each tensor of a list (`torch.foreach.trunc`). */
export const trunc = signature('trunc(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('trunc'));
/** In place: the elements without the parts behind the point; gives back the list (`torch.foreach.trunc_`). */
export const trunc_ = signature('trunc_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('trunc_'));
