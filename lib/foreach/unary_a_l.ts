import { signature } from '../arguments/signature.js';
import { unary, unary_ } from './packet.js';

/** The absolute values of each tensor of a list (`torch.foreach.abs`). */
export const abs = signature('abs(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('abs'));
/** In place: the absolute values; gives back the list (`torch.foreach.abs_`). */
export const abs_ = signature('abs_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('abs_'));
/** The arccosines of each tensor of a list (`torch.foreach.acos`). */
export const acos = signature('acos(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('acos'));
/** In place: the arccosines; gives back the list (`torch.foreach.acos_`). */
export const acos_ = signature('acos_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('acos_'));
/** The arcsines of each tensor of a list (`torch.foreach.asin`). */
export const asin = signature('asin(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('asin'));
/** In place: the arcsines; gives back the list (`torch.foreach.asin_`). */
export const asin_ = signature('asin_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('asin_'));
/** The arctangents of each tensor of a list (`torch.foreach.atan`). */
export const atan = signature('atan(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('atan'));
/** In place: the arctangents; gives back the list (`torch.foreach.atan_`). */
export const atan_ = signature('atan_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('atan_'));
/** The elements rounded up of each tensor of a list (`torch.foreach.ceil`). */
export const ceil = signature('ceil(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('ceil'));
/** In place: the elements rounded up; gives back the list (`torch.foreach.ceil_`). */
export const ceil_ = signature('ceil_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('ceil_'));
/** The cosines of each tensor of a list (`torch.foreach.cos`). */
export const cos = signature('cos(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('cos'));
/** In place: the cosines; gives back the list (`torch.foreach.cos_`). */
export const cos_ = signature('cos_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('cos_'));
/** The hyperbolic cosines of each tensor of a list (`torch.foreach.cosh`). */
export const cosh = signature('cosh(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('cosh'));
/** In place: the hyperbolic cosines; gives back the list (`torch.foreach.cosh_`). */
export const cosh_ = signature('cosh_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('cosh_'));
/** The error function of each tensor of a list (`torch.foreach.erf`). */
export const erf = signature('erf(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('erf'));
/** In place: the error function; gives back the list (`torch.foreach.erf_`). */
export const erf_ = signature('erf_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('erf_'));
/** 1 - erf(x) of each tensor of a list (`torch.foreach.erfc`). */
export const erfc = signature('erfc(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('erfc'));
/** In place: 1 - erf(x); gives back the list (`torch.foreach.erfc_`). */
export const erfc_ = signature('erfc_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('erfc_'));
/** e to the power of the elements of each tensor of a list (`torch.foreach.exp`). */
export const exp = signature('exp(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('exp'));
/** In place: e to the power of the elements; gives back the list (`torch.foreach.exp_`). */
export const exp_ = signature('exp_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('exp_'));
/** exp(x) - 1 of each tensor of a list (`torch.foreach.expm1`). */
export const expm1 = signature('expm1(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('expm1'));
/** In place: exp(x) - 1; gives back the list (`torch.foreach.expm1_`). */
export const expm1_ = signature('expm1_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('expm1_'));
/** The elements rounded down of each tensor of a list (`torch.foreach.floor`). */
export const floor = signature('floor(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('floor'));
/** In place: the elements rounded down; gives back the list (`torch.foreach.floor_`). */
export const floor_ = signature('floor_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('floor_'));
/** The parts behind the point of each tensor of a list (`torch.foreach.frac`). */
export const frac = signature('frac(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('frac'));
/** In place: the parts behind the point; gives back the list (`torch.foreach.frac_`). */
export const frac_ = signature('frac_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('frac_'));
/** The logarithms of the gamma function of each tensor of a list (`torch.foreach.lgamma`). */
export const lgamma = signature('lgamma(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('lgamma'));
/** In place: the logarithms of the gamma function; gives back the list (`torch.foreach.lgamma_`). */
export const lgamma_ = signature('lgamma_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('lgamma_'));
/** The natural logarithms of each tensor of a list (`torch.foreach.log`). */
export const log = signature('log(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('log'));
/** In place: the natural logarithms; gives back the list (`torch.foreach.log_`). */
export const log_ = signature('log_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('log_'));
