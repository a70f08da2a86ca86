import { IndexError, RuntimeError } from '../values/errors.js';
import type { NestedTensor } from './nested_tensor.js';

/** The dimension counted from the first. Throws an IndexError for one that is not there. */
export function wrapped(rank: number, dim: number): number {
  if (dim < -rank || dim >= rank) {
    throw new IndexError(
      `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`);
  }
  return dim < 0 ? dim + rank : dim;
}

/** The dimension of the values that is `dim` of the nested tensor: that of the batch is the ragged one, too. */
export function innerDim(dim: number, ragged: number): number {
  return dim === 0 ? ragged - 1 : dim - 1;
}

/** The dimension of the values for an operator that works neither along rows nor along the batch. */
export function plainDim(nt: NestedTensor, dim: number, name: string, rank = nt.dim()): number {
  const at = wrapped(rank, dim);
  if (at === nt._ragged_idx) throw new RuntimeError(`${name}(): not supported for NestedTensor on ragged dim`);
  if (at === 0) throw new RuntimeError(`${name}(): not supported for NestedTensor on dim=0`);
  return innerDim(at, nt._ragged_idx);
}

/** The dimensions of the values, and which kinds are among them. */
export interface Along {
  readonly dims: number[];
  readonly batch: boolean;
  readonly ragged: boolean;
  readonly others: boolean;
}

export function along(nt: NestedTensor, given: readonly number[]): Along {
  const all = given.map((dim) => wrapped(nt.dim(), dim));
  const ragged = nt._ragged_idx;
  return {
    dims: [...new Set(all.map((dim) => innerDim(dim, ragged)))],
    batch: all.includes(0),
    ragged: all.includes(ragged),
    others: all.some((dim) => dim !== 0 && dim !== ragged),
  };
}
