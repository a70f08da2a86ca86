/** Masks as the masked functions use them, and inputs with their masked-out elements filled. */
import { bool } from '../values/dtype.js';
import { AssertionError, IndexError, ValueError } from '../values/errors.js';
import { sparse_coo, sparse_csr, strided } from '../values/layout.js';
import { op } from '../addon/call/op.js';
import { broadcast_to } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_masked_tensor } from './masked_tensor/core.js';
import { identityOf, type Reduction } from './identity.js';
import { sameShape, where } from './where.js';

/** The mask with the shape and layout of the input, of booleans; a sparse one is coalesced. */
export function inputMask(input: Tensor, given: Tensor): Tensor {
  if (input.layout !== strided && input.layout !== sparse_coo && input.layout !== sparse_csr) {
    throw new ValueError(`_input_mask expects strided or sparse COO or sparse CSR tensor but got ${input.layout}`);
  }
  const shaped = sameShape(given, input) ? given : broadcasted(given, input);
  const laid = shaped.layout === input.layout ? shaped : ofLayout(shaped, input);
  return (laid.layout === sparse_coo ? laid.coalesce() : laid).to(bool);
}

function broadcasted(mask: Tensor, input: Tensor): Tensor {
  if (mask.ndim > input.ndim) {
    throw new IndexError(
      '_input_mask expected broadcastable mask (got mask dimensionality higher than of the input)');
  }
  if (mask.layout === strided) return broadcast_to(mask.clone(), input.shape).to(bool);
  const broadcast = op('aten::_sparse_broadcast_to');
  if (mask.layout === sparse_coo) return broadcast(mask, input.shape);
  if (mask.layout !== sparse_csr) throw new AssertionError(`expected sparse_csr layout, got ${mask.layout}`);
  return broadcast(mask.to_sparse(), input.shape).to_sparse_csr();
}

function ofLayout(mask: Tensor, input: Tensor): Tensor {
  if (input.layout === strided) return mask.to_dense();
  if (input.layout === sparse_csr) return mask.to_sparse_csr();
  return mask.layout === strided ? mask.to_sparse(input.sparse_dim()) : mask.to_sparse();
}

/** The input with what is masked out made what the reduction does not see. */
export function masked(reduction: Reduction, input: Tensor, mask: Tensor | null): Tensor {
  if (is_masked_tensor(input)) return filled(reduction, input.get_data(), input.get_mask());
  return mask === null ? input : filled(reduction, input, mask);
}

function filled(reduction: Reduction, input: Tensor, mask: Tensor): Tensor {
  const canonical = inputMask(input, mask);
  return where(canonical, input, identityOf(reduction, input)!);
}
