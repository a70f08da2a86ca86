import { ValueError } from '../../../values/errors.js';
import type { random_splitArguments } from '../../../generated/signatures/utils.js';
import { randperm } from '../../../generated/torch.js';
import { signature } from '../../../arguments/signature.js';
import { warn } from '../../../python/warnings.js';
import { lengthOf } from '../sized.js';
import type { MapDataset } from './dataset.js';
import { Subset } from './subset.js';

const takes = signature(
  'random_split[Sample](dataset: MapDataset[Sample], lengths: Sequence[float], generator: Generator = None)');

/**
 * Splits a dataset at random into parts that share no sample (`torch.utils.data.random_split`). `lengths` are numbers
 * of samples, or fractions that sum up to 1, whose remainder goes to the parts in turn. Throws a ValueError for lengths
 * that do not sum up to the dataset's and for fractions outside [0, 1].
 */
export function random_split<Sample>(...args: random_splitArguments<Sample>): Subset<Sample>[] {
  const [given, wanted, generator] = takes.list(args);
  const dataset = given as MapDataset<Sample>;
  const total = lengthOf(dataset);
  const lengths = areFractions(wanted) ? lengthsOf(wanted, total) : wanted;
  if (sum(lengths) !== total) {
    throw new ValueError('Sum of input lengths does not equal the length of the input dataset!');
  }
  const indices = randperm(total, { generator }).tolist() as number[];
  let end = 0;
  return lengths.map((length) => new Subset(dataset, indices.slice(end, (end += length))));
}

function areFractions(lengths: readonly number[]): boolean {
  const total = sum(lengths);
  // Python's math.isclose: the tolerance is relative to the larger of the two.
  return total <= 1 && 1 - total <= 1e-9;
}

function lengthsOf(fractions: readonly number[], total: number): readonly number[] {
  const lengths = fractions.map((fraction, i) => {
    if (fraction < 0 || fraction > 1) throw new ValueError(`Fraction at index ${i} is not between 0 and 1`);
    return Math.floor(total * fraction);
  });
  const remainder = total - sum(lengths);
  for (let i = 0; i < remainder; i++) lengths[i % lengths.length]! += 1;
  for (const [i, length] of lengths.entries()) {
    if (length !== 0) continue;
    warn('UserWarning', `Length of split at index ${i} is 0. This might result in an empty dataset.`);
  }
  return lengths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
