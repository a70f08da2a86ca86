import * as _nn from '../../generated/nn.js';
import { pythonFunction } from '../../arguments/function.js';
import type { Tensor } from '../../tensor/tensor.js';

/**
 * The input with elements added around it: `pad` has two numbers for each dimension, before and behind, beginning with
 * the last dimension; negative ones cut off (`torch.nn.functional.pad`).
 */
export const pad = pythonFunction('pad', ['input', 'pad', 'mode', 'value'],
  (input: Tensor, pad: readonly number[], mode: PaddingMode = 'constant', value: number | null = null): Tensor =>
    _nn.pad(input, pad, mode, value));

export type PaddingMode = 'constant' | 'reflect' | 'replicate' | 'circular';
