import * as info from '../../addon/tensor_info.js';
import { ValueError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';

/** One number for all spatial dimensions, or one for each. */
export type Sizes = number | readonly number[];

/** What a maximum pooling finds. */
export type WithIndices = [values: Tensor, indices: Tensor];

/** A number for each of `count` dimensions. */
export function expanded(size: Sizes, count: number): readonly number[] {
  return typeof size === 'number' ? new Array<number>(count).fill(size) : size;
}

/** The size with the input's own lengths where it has null; a single number stays one. */
export function withDefaults(size: number | readonly (number | null)[], input: Tensor): Sizes {
  if (typeof size === 'number') return size;
  const lengths = input.shape;
  if (lengths.length <= size.length) throw new ValueError(`Input dimension should be at least ${size.length + 1}`);
  const own = lengths.slice(-size.length);
  return Array.from(size, (length, i) => length ?? own[i]!);
}

/** Whether two tensors have the same lengths in all dimensions. */
export function sameSize(a: Tensor, b: Tensor): boolean {
  if (a === b) return true;
  return sameLengths(info.sizes(a), info.sizes(b));
}

export function sameLengths(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Python's text of a tuple of numbers. */
export function tupleText(items: readonly number[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}
