/** torch.where for masks and inputs of any layout: what is masked out becomes a value, or is not there. */
import { AssertionError, ValueError } from '../values/errors.js';
import { sparse_coo, sparse_csr, strided } from '../values/layout.js';
import { op } from '../addon/call/op.js';
import { cat, where as denseWhere } from '../generated/torch.js';
import { unique } from '../tensor/reductions.js';
import { sparse_coo_tensor } from '../tensor/sparse_tensors.js';
import type { Tensor } from '../tensor/tensor.js';

/** `input` where the mask is true; `fill` elsewhere, or nothing where the layout is sparse. */
export function where(mask: Tensor, input: Tensor, fill: Tensor): Tensor {
  if (mask.layout === strided) return denseWhere(mask, input, fill);
  if (mask.layout === sparse_coo) return whereCoo(mask, input, fill);
  if (mask.layout === sparse_csr) return whereCoo(mask.to_sparse_coo(), input.to_sparse_coo(), fill).to_sparse_csr();
  throw new ValueError(`_where expects strided or sparse COO or sparse CSR tensor but got ${mask.layout}`);
}

/** Elements that the mask has and the input has not are zeros in the result. */
function whereCoo(mask: Tensor, given: Tensor, fill: Tensor): Tensor {
  checkCoo(mask, given);
  const input = given.coalesce();
  const inputPlaces = flatIndices(input);
  const maskPlaces = flatIndices(mask);
  const isHybrid = mask.dense_dim() > 0;
  const kept = isHybrid ? anyOf(mask.values(), range(1, input.sparse_dim() + 1), false) : mask.values();
  const wanted = maskPlaces.index(kept.nonzero().index(':', 0));

  const found = at(inBoth(wanted, inputPlaces));
  const [, w] = inBoth(inputPlaces, found);
  const indices = input.indices().index(':', w);
  let values = input.values().index(w);
  if (isHybrid) {
    const [, inMask] = inBoth(maskPlaces, found);
    values = denseWhere(mask.values().index(inMask), values, fill);
  }

  const absent = at(onlyInFirst(wanted, found));
  const zeros = mask.indices().index(':', inBoth(maskPlaces, absent)[1]);
  const count = zeros.size(1);
  if (count === 0) return op('aten::_coalesced_')(sparse_coo_tensor(indices, values, input.shape), true);
  const added = values.new_zeros([count, ...values.shape.slice(1)]);
  return sparse_coo_tensor(cat([indices, zeros], 1), cat([values, added]), input.shape).coalesce();
}

function checkCoo(mask: Tensor, input: Tensor): void {
  if (input.layout !== sparse_coo) throw new AssertionError(`input.layout must be sparse_coo, got ${input.layout}`);
  if (!sameShape(mask, input)) {
    throw new AssertionError(`mask.shape must match input.shape: ${mask.shape} vs ${input.shape}`);
  }
  if (mask.dense_dim() !== input.dense_dim()) {
    throw new AssertionError(
      `mask.dense_dim() must match input.dense_dim(): ${mask.dense_dim()} vs ${input.dense_dim()}`);
  }
}

/** Each column of indices as one number. */
function flatIndices(sparse: Tensor): Tensor {
  const indices = sparse.indices();
  const flat = indices.new_zeros([indices.size(1)]);
  for (const [d, length] of sparse.shape.slice(0, sparse.sparse_dim()).entries()) {
    flat.mul_(length).add_(indices.index(d));
  }
  return flat;
}

/** The sorted numbers of two sets, and which of them are in both. */
function inBoth(a: Tensor, b: Tensor): [union: Tensor, which: Tensor] {
  const [union, counts] = counted(a, b);
  return [union, counts.gt(1).nonzero().index(':', 0)];
}

function onlyInFirst(a: Tensor, b: Tensor): [union: Tensor, which: Tensor] {
  const [union, counts] = counted(a, b);
  return inBoth(union.index(counts.eq(1)), a);
}

function counted(a: Tensor, b: Tensor): readonly [Tensor, Tensor] {
  return unique(cat([a, b]), { return_counts: true });
}

function at([union, which]: [Tensor, Tensor]): Tensor {
  return union.index(which);
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);
}

/** torch.any along several dimensions. */
export function anyOf(tensor: Tensor, dims: readonly number[], keepdim: boolean): Tensor {
  return [...dims].reverse().reduce((result, dim) => result.any(dim, keepdim), tensor);
}

export function sameShape(a: Tensor, b: Tensor): boolean {
  return a.shape.length === b.shape.length && a.shape.every((length, i) => length === b.shape[i]);
}
