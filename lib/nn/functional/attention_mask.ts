import { bool, type dtype } from '../../values/dtype.js';
import { AssertionError } from '../../values/errors.js';
import * as torch from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';

/**
 * A mask to add to scores: true becomes -inf (`torch.nn.functional._canonical_mask`). `other` is a mask whose type
 * should be the same. Throws an AssertionError for a mask of integers.
 */
export function canonicalMask(
  mask: Tensor | null, name: string, type: dtype, other: Tensor | null, otherName = 'attn_mask',
): Tensor | null {
  if (mask === null) return null;
  const own = mask.dtype;
  if (own !== bool && !own.is_floating_point) {
    throw new AssertionError(`only bool and floating types of ${name} are supported`);
  }
  if (other !== null && own !== other.dtype) {
    warn('UserWarning',
      `Support for mismatched ${name} and ${otherName} is deprecated. Use same type for both instead.`);
  }
  return own === bool ? torch.zeros_like(mask, { dtype: type }).masked_fill_(mask, -Infinity) : mask;
}
