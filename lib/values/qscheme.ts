import { byCode, Constant } from './constant.js';

/** How a quantized tensor maps its integers to real numbers (`torch.qscheme`). */
export class qscheme extends Constant {
  declare private readonly brand: 'qscheme';
}

/** One scale and one zero point for the whole tensor (`torch.per_tensor_affine`). */
export const per_tensor_affine = new qscheme('per_tensor_affine', 0);
/** A scale and a zero point for each channel (`torch.per_channel_affine`). */
export const per_channel_affine = new qscheme('per_channel_affine', 1);
/** One scale for the whole tensor, around zero (`torch.per_tensor_symmetric`). */
export const per_tensor_symmetric = new qscheme('per_tensor_symmetric', 2);
/** A scale for each channel, around zero (`torch.per_channel_symmetric`). */
export const per_channel_symmetric = new qscheme('per_channel_symmetric', 3);
/**
 * A scale and a zero point for each channel, the zero points floats as well (`torch.per_channel_affine_float_qparams`).
 */
export const per_channel_affine_float_qparams = new qscheme('per_channel_affine_float_qparams', 4);

/** The scheme with libtorch's number for it (c10::QScheme). */
export const qschemeOf = byCode('quantisation scheme', [
  per_tensor_affine, per_channel_affine, per_tensor_symmetric, per_channel_symmetric,
  per_channel_affine_float_qparams,
]);
