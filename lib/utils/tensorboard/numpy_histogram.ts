/** `numpy.histogram`, of floats. */
import { ValueError } from '../../values/errors.js';
import { equalBins, outerEdges, type Histogram } from './numpy_equal_bins.js';
import { rules } from './numpy_bins.js';

/** How many bins, the name of a rule that says how many, or where they end. */
export type Bins = string | number | ArrayLike<number>;

function howMany(values: Float64Array, bins: string): number {
  if (!Object.hasOwn(rules, bins)) throw new ValueError(`'${bins}' is not a valid estimator for \`bins\``);
  const [first, last] = outerEdges(values);
  const width = values.length === 0 ? 0 : rules[bins]!(values);
  return width ? Math.ceil((last - first) / width) : 1;
}

/**
 * How many values, or what weights, lie in each bin: each has its lower edge, the last one both. Throws a ValueError
 * for bins that are none, and a TypeError for what says nothing of bins.
 */
export function histogram(
  values: Float64Array, bins: Bins, range?: readonly [number, number], weights?: Float64Array,
): Histogram {
  if (typeof bins === 'string' || typeof bins === 'number') {
    if (typeof bins === 'number' && !Number.isInteger(bins)) {
      throw new TypeError('`bins` must be an integer, a string, or an array');
    }
    if (typeof bins === 'number' && bins < 1) throw new ValueError('`bins` must be positive, when an integer');
    const count = typeof bins === 'string' ? howMany(values, bins) : bins;
    return equalBins(values, count, range ?? outerEdges(values), weights);
  }
  const limits = Float64Array.from(bins);
  for (let i = 1; i < limits.length; i++) {
    if (limits[i - 1]! > limits[i]!) throw new ValueError('`bins` must increase monotonically, when an array');
  }
  return givenBins(values, limits);
}

function givenBins(values: Float64Array, limits: Float64Array): Histogram {
  const counts = new Float64Array(Math.max(0, limits.length - 1));
  const last = limits.length - 1;
  for (const value of values) {
    if (!(value >= limits[0]!) || value > limits[last]!) continue;
    // The first limit that is greater.
    let [low, high] = [0, last];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (limits[middle]! > value) high = middle;
      else low = middle + 1;
    }
    counts[value === limits[last] ? last - 1 : low - 1]! += 1;
  }
  return { counts, limits };
}
