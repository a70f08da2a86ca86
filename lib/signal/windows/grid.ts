import { op } from '../../addon/call/op.js';
import { get_default_dtype } from '../../addon/default_dtype.js';
import { empty, linspace, ones } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { DeviceLike } from '../../values/device.js';
import { float32, float64, type dtype } from '../../values/dtype.js';
import { ValueError } from '../../values/errors.js';
import { strided, type layout } from '../../values/layout.js';

/** How the tensor of a window is made. */
export interface Made {
  readonly dtype: dtype;
  readonly layout: layout;
  readonly device: DeviceLike | null;
  readonly requires_grad: boolean;
}

/** Checks what every window asks for; throws a ValueError for a length, layout or dtype that cannot be. */
export function checked(
  name: string, M: number, dtype: dtype | null, layout: layout, device: DeviceLike | null, requires_grad: boolean,
): Made {
  const type = dtype ?? get_default_dtype();
  if (M < 0) throw new ValueError(`${name} requires non-negative window length, got M=${M}`);
  if (layout !== strided) throw new ValueError(`${name} is implemented for strided tensors only, got: ${layout}`);
  if (type !== float32 && type !== float64) {
    throw new ValueError(`${name} expects float32 or float64 dtypes, got: ${type}`);
  }
  return { dtype: type, layout, device, requires_grad };
}

/** The window of no points. */
export const nothing = (made: Made): Tensor => empty([0], { ...made });

/** The window of one point. */
export const single = (made: Made): Tensor => ones([1], { ...made });

/** The points of a window of `M`, evenly from `start` to `end`: numbers, or tensors without dimensions. */
export function points(start: number | Tensor, end: number | Tensor, M: number, made: Made): Tensor {
  if (typeof start === 'number' && typeof end === 'number') return linspace(start, end, M, { ...made });
  const { requires_grad, ...options } = made;
  return op('aten::linspace.Tensor_Tensor')(start, end, M, options).requires_grad_(requires_grad);
}
