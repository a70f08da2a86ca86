import { IndexError, RuntimeError } from '../values/errors.js';

/** One dimension, several, or null for all. */
export type Dims = number | readonly number[] | null;

/** The dimensions in rising order, none of them negative; an empty list means all, as to PyTorch's reductions. */
export function canonicalDims(dim: Dims, rank: number): number[] {
  const all = dim === null || (typeof dim !== 'number' && dim.length === 0);
  if (all) return Array.from({ length: rank }, (_, i) => i);
  const most = Math.max(rank, 1);
  const found: number[] = [];
  for (const each of typeof dim === 'number' ? [dim] : dim) {
    if (found.includes(each)) throw new RuntimeError(`dim=${each} appears multiple times in the list of dims`);
    if (each >= most || each < -most) {
      throw new IndexError(
        `Dimension out of range (expected to be in range of [${-most}, ${most - 1}], but got ${each})`);
    }
    found.push((each + most) % most);
  }
  return found.sort((a, b) => a - b);
}
