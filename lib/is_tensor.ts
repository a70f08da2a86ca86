import type { Tensor } from './tensor.js';
import { TensorBase } from './tensor_base.js';

/** Whether a value is a tensor (`torch.is_tensor`). */
export function is_tensor(value: unknown): value is Tensor {
  return TensorBase.handle(value) !== undefined;
}
