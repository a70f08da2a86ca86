import { op } from '../../addon/call/op.js';
import { signature } from '../../arguments/signature.js';
import { i0, minimum } from '../../generated/torch.js';
import { py_repr } from '../../python/repr.js';
import { ValueError } from '../../values/errors.js';
import { tensor } from '../../tensor/factories.js';
import { checked, nothing, points, single } from './grid.js';

/**
 * The Kaiser window of M points, by Bessel functions (`torch.signal.windows.kaiser`). Throws a ValueError for a `beta`
 * below zero.
 */
export const kaiser = signature(`kaiser(M: int, *, beta: float = 12.0, sym: bool = True, dtype: dtype = None,
  layout: layout = torch.strided, device: DeviceLike = None, requires_grad: bool = False)
  -> Tensor`).define((M, beta, sym, dtype, layout, device, requires_grad) => {
  const made = checked('kaiser', M, dtype, layout, device, requires_grad);
  if (beta < 0) throw new ValueError(`beta must be non-negative, got: ${py_repr(beta)} instead.`);
  if (M === 0) return nothing(made);
  if (M === 1) return single(made);
  // In the dtype of the window: in double precision the root below could be that of a negative number.
  const b = tensor(beta, { dtype: made.dtype, device });
  const start = b.neg();
  const constant = b.mul(2).div(sym ? M - 1 : M);
  const k = points(start, minimum(b, start.add(constant.mul(M - 1))), M, made);
  return i0(b.mul(b).sub(k.pow(2)).sqrt()).div(i0(b));
});

/** A triangle from 0 to 1 and back, a window of M points (`torch.signal.windows.bartlett`). */
export const bartlett = signature(`bartlett(M: int, *, sym: bool = True, dtype: dtype = None,
  layout: layout = torch.strided, device: DeviceLike = None, requires_grad: bool = False)
  -> Tensor`).define((M, sym, dtype, layout, device, requires_grad) => {
  const made = checked('bartlett', M, dtype, layout, device, requires_grad);
  if (M === 0) return nothing(made);
  if (M === 1) return single(made);
  const constant = 2 / (sym ? M - 1 : M);
  return op('aten::rsub.Scalar')(points(-1, -1 + (M - 1) * constant, M, made).abs(), 1);
});
