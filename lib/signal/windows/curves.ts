import { signature } from '../../arguments/signature.js';
import { py_repr } from '../../python/repr.js';
import { ValueError } from '../../values/errors.js';
import { checked, nothing, points } from './grid.js';

/**
 * exp(-|n - center| / tau), a window of M points (`torch.signal.windows.exponential`). Throws a ValueError for a `tau`
 * that is not positive, and for a center of a symmetric window.
 */
export const exponential = signature(`exponential(M: int, *, center: float = None, tau: float = 1.0, sym: bool = True,
  dtype: dtype = None, layout: layout = torch.strided, device: DeviceLike = None, requires_grad: bool = False)
  -> Tensor`).define((M, center, tau, sym, dtype, layout, device, requires_grad) => {
  const made = checked('exponential', M, dtype, layout, device, requires_grad);
  if (tau <= 0) throw new ValueError(`Tau must be positive, got: ${py_repr(tau)} instead.`);
  if (sym && center !== null) throw new ValueError('Center must be None for symmetric windows');
  if (M === 0) return nothing(made);
  const middle = center ?? (!sym && M > 1 ? M : M - 1) / 2;
  const constant = 1 / tau;
  return points(-middle * constant, (-middle + (M - 1)) * constant, M, made).abs().neg().exp();
});

/** The first half of a sine's period, a window of M points (`torch.signal.windows.cosine`). */
export const cosine = signature(`cosine(M: int, *, sym: bool = True, dtype: dtype = None,
  layout: layout = torch.strided, device: DeviceLike = None, requires_grad: bool = False)
  -> Tensor`).define((M, sym, dtype, layout, device, requires_grad) => {
  const made = checked('cosine', M, dtype, layout, device, requires_grad);
  if (M === 0) return nothing(made);
  const start = 0.5;
  const constant = Math.PI / (!sym && M > 1 ? M + 1 : M);
  return points(start * constant, (start + (M - 1)) * constant, M, made).sin();
});

/**
 * exp(-(n / std)^2 / 2) around its middle, a window of M points (`torch.signal.windows.gaussian`). Throws a ValueError
 * for a `std` that is not positive.
 */
export const gaussian = signature(`gaussian(M: int, *, std: float = 1.0, sym: bool = True, dtype: dtype = None,
  layout: layout = torch.strided, device: DeviceLike = None, requires_grad: bool = False)
  -> Tensor`).define((M, std, sym, dtype, layout, device, requires_grad) => {
  const made = checked('gaussian', M, dtype, layout, device, requires_grad);
  if (std <= 0) throw new ValueError(`Standard deviation must be positive, got: ${py_repr(std)} instead.`);
  if (M === 0) return nothing(made);
  const start = -(!sym && M > 1 ? M : M - 1) / 2;
  const constant = 1 / (std * Math.sqrt(2));
  return points(start * constant, (start + (M - 1)) * constant, M, made).pow(2).neg().exp();
});
