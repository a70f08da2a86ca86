import type { Tensor } from '../tensor/tensor.js';

export interface MaskedTensor extends Tensor {
  get_data(): Tensor;
  get_mask(): Tensor;
}
export function is_masked_tensor(_value: unknown): _value is MaskedTensor {
  return false;
}
