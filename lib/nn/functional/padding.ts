import * as _nn from '../../generated/nn.js';
import { signature } from '../../arguments/signature.js';

/**
 * The input with elements added around it: `pad` has two numbers for each dimension, before and behind, beginning with
 * the last dimension; negative ones cut off (`torch.nn.functional.pad`).
 */
export const pad = signature(
  'pad(input: Tensor, pad: Sequence[int], mode: PaddingMode = "constant", value: float = None) -> Tensor',
).define((input, pad, mode, value) => _nn.pad(input, pad, mode, value));

/** What new elements are made of: one value, the mirrored input, its edge, or its other end. */
export type PaddingMode = 'constant' | 'reflect' | 'replicate' | 'circular';
