import { py_repr } from '../../python/repr.js';
import { tupleText } from '../../printing/tensor_text.js';
import type { Sizes } from '../functional/sizes.js';

export type { Sizes } from '../functional/sizes.js';

/** As functional.pad wants it: the last dimension first, each number for both of its sides. */
export function reversedTwice(sizes: readonly number[]): number[] {
  return sizes.toReversed().flatMap((size) => [size, size]);
}

/** As Python prints what a user gave: a number, a tuple, None. */
export function sizesText(value: Sizes | readonly (number | null)[] | null | undefined): string {
  if (typeof value !== 'object' || value === null) return py_repr(value);
  if (value.every((size) => Number.isInteger(size))) return tupleText(value as readonly number[]);
  const items = value.map((item) => py_repr(item));
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}
