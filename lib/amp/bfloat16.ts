import { tensor } from '../tensor/factories.js';
import { bfloat16 } from '../values/dtype.js';

/** Whether the CUDA device computes in bfloat16, if only by other dtypes: PyTorch asks by making a tensor. */
export function isBfloat16Supported(): boolean {
  try {
    tensor([1], { dtype: bfloat16, device: 'cuda' });
    return true;
  } catch {
    return false;
  }
}
