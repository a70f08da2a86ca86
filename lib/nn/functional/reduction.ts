import { ValueError } from '../../values/errors.js';
import { warn } from '../../python/warnings.js';

/** What a loss gives: each value, their mean, or their sum. */
export type Reduction = 'none' | 'mean' | 'sum';

/** The number libtorch has for a reduction (at::Reduction). Throws a ValueError for a word that is none. */
export function reductionCode(reduction: string): number {
  switch (reduction) {
    case 'none':
      return 0;
    case 'mean':
      return 1;
    case 'sum':
      return 2;
    case 'elementwise_mean':
      warn('UserWarning',
        "reduction='elementwise_mean' is deprecated. Please use reduction='mean' instead.");
      return 1;
    default:
      throw new ValueError(`${reduction} is not a valid value for reduction`);
  }
}

/** `size_average` and `reduce`, where they are still used, decide as they did before `reduction` was there. */
export function legacyReduction(size_average: boolean | null, reduce: boolean | null, reduction: string): string {
  if (size_average === null && reduce === null) return reduction;
  const legacy = reduce === false ? 'none' : size_average === false ? 'sum' : 'mean';
  warn('UserWarning',
    `size_average and reduce args will be deprecated, please use reduction='${legacy}' instead.`);
  return legacy;
}

/** The code of what {@link legacyReduction} decides. */
export function legacyCode(size_average: boolean | null, reduce: boolean | null, reduction: string): number {
  return reductionCode(legacyReduction(size_average, reduce, reduction));
}
