/** Parameters of which one is given and the others follow: `probs` or `logits`, the three matrices of a covariance. */
import { ValueError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';

/** Which of the two is given, and its value. Throws a ValueError for both, and for none. */
export function probsOrLogits<P, L>(
  probs: P | null, logits: L | null,
): readonly ['probs', P] | readonly ['logits', L] {
  if ((probs === null) === (logits === null)) {
    throw new ValueError('Either `probs` or `logits` must be specified, but not both.');
  }
  return probs === null ? ['logits', logits as L] : ['probs', probs];
}

/** Expands those of the parameters that `from` has of its own, computed ones too; gives back the last of them. */
export function expandOwn<K extends string>(
  from: Readonly<Record<K, Tensor>>, made: Record<K, Tensor>, names: readonly K[], shape: readonly number[],
): Tensor {
  let last: Tensor;
  for (const name of names) if (Object.hasOwn(from, name)) made[name] = last = from[name].expand(shape);
  return last!;
}

/** The parameters of what is given by one of two. */
export const probsAndLogits = ['probs', 'logits'] as const;

/** Those of a covariance, its inverse and its factor. */
export const covarianceNames = ['covariance_matrix', 'scale_tril', 'precision_matrix'] as const;
export type CovarianceName = typeof covarianceNames[number];

/** Which of the three is given. Throws an error of this class unless exactly one is. */
export function oneCovariance(
  given: Readonly<Record<CovarianceName, Tensor | null>>, Complaint: new (message: string) => Error,
): [CovarianceName, Tensor] {
  const found = covarianceNames.filter((name) => given[name] !== null);
  if (found.length === 1) return [found[0]!, given[found[0]!]!];
  throw new Complaint('Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.');
}
