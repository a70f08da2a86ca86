import { signature } from '../../arguments/signature.js';
import { arange } from '../../generated/torch.js';
import { tensor } from '../../tensor/factories.js';
import { ValueError } from '../../values/errors.js';
import { checked, nothing, points, single } from './grid.js';

/**
 * The sum of cosines with the coefficients `a`, signs in turn, a window of M points
 * (`torch.signal.windows.general_cosine`). Throws a TypeError for coefficients that are no list, a ValueError for none.
 */
export const general_cosine = signature(`general_cosine(M: int, *, a: Iterable[float], sym: bool = True,
  dtype: dtype = None, layout: layout = torch.strided, device: DeviceLike = None, requires_grad: bool = False)
  -> Tensor`).define((M, a, sym, dtype, layout, device, requires_grad) => {
  const made = checked('general_cosine', M, dtype, layout, device, requires_grad);
  if (M === 0) return nothing(made);
  if (M === 1) return single(made);
  if (typeof (a as Partial<Iterable<number>> | null)?.[Symbol.iterator] !== 'function') {
    throw new TypeError('Coefficients must be a list/tuple');
  }
  const coefficients = [...a];
  if (coefficients.length === 0) throw new ValueError('Coefficients cannot be empty');
  const constant = (2 * Math.PI) / (sym ? M - 1 : M);
  const k = points(0, (M - 1) * constant, M, made);
  const signed = coefficients.map((w, i) => (i % 2 === 0 ? w : -w));
  const factors = tensor(signed, { device, dtype: made.dtype, requires_grad });
  const i = arange(signed.length, { dtype: factors.dtype, device: factors.device, requires_grad });
  return factors.unsqueeze(-1).mul(i.unsqueeze(-1).mul(k).cos()).sum(0);
});

/** alpha - (1 - alpha) cos, a window of M points (`torch.signal.windows.general_hamming`). */
export const general_hamming = signature(`general_hamming(M: int, *, alpha: float = 0.54, sym: bool = True,
  dtype: dtype = None, layout: layout = torch.strided, device: DeviceLike = None, requires_grad: bool = False)
  -> Tensor`).define((M, alpha, sym, dtype, layout, device, requires_grad) =>
  general_cosine(M, { a: [alpha, 1 - alpha], sym, dtype, layout, device, requires_grad }));

/** The Hamming window of M points (`torch.signal.windows.hamming`). */
export const hamming = signature(`hamming(M: int, *, sym: bool = True, dtype: dtype = None,
  layout: layout = torch.strided, device: DeviceLike = None, requires_grad: bool = False)
  -> Tensor`).define((M, sym, dtype, layout, device, requires_grad) =>
  general_hamming(M, { sym, dtype, layout, device, requires_grad }));

/** The Hann window of M points (`torch.signal.windows.hann`). */
export const hann = signature(`hann(M: int, *, sym: bool = True, dtype: dtype = None,
  layout: layout = torch.strided, device: DeviceLike = None, requires_grad: bool = False)
  -> Tensor`).define((M, sym, dtype, layout, device, requires_grad) =>
  general_hamming(M, { alpha: 0.5, sym, dtype, layout, device, requires_grad }));

/** The Blackman window of M points (`torch.signal.windows.blackman`). */
export const blackman = signature(`blackman(M: int, *, sym: bool = True, dtype: dtype = None,
  layout: layout = torch.strided, device: DeviceLike = None, requires_grad: bool = False)
  -> Tensor`).define((M, sym, dtype, layout, device, requires_grad) => {
  checked('blackman', M, dtype, layout, device, requires_grad);
  return general_cosine(M, { a: [0.42, 0.5, 0.08], sym, dtype, layout, device, requires_grad });
});

/** The Blackman-Nuttall window of M points, of the least sidelobes (`torch.signal.windows.nuttall`). */
export const nuttall = signature(`nuttall(M: int, *, sym: bool = True, dtype: dtype = None,
  layout: layout = torch.strided, device: DeviceLike = None, requires_grad: bool = False)
  -> Tensor`).define((M, sym, dtype, layout, device, requires_grad) => {
  const a = [0.3635819, 0.4891775, 0.1365995, 0.0106411];
  return general_cosine(M, { a, sym, dtype, layout, device, requires_grad });
});
