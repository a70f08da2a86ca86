/** Bins of one width, as `numpy.histogram` has them. */
import { ValueError } from '../../values/errors.js';
import { py_float_repr } from '../../python/format.js';

export interface Histogram {
  readonly counts: Float64Array;
  /** One more than counts. */
  readonly limits: Float64Array;
}

/** The least and the greatest; NaN where there is one. */
export function outermost(x: Float64Array): [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of x) {
    if (value < least || Number.isNaN(value)) least = value;
    if (value > most || Number.isNaN(value)) most = value;
    if (Number.isNaN(value)) break;
  }
  return [least, most];
}

/** What the bins of equal width lie between: the values, or half of one around those that are all the same. */
export function outerEdges(values: Float64Array): [first: number, last: number] {
  if (values.length === 0) return [0, 1];
  const [first, last] = outermost(values);
  if (!(Number.isFinite(first) && Number.isFinite(last))) {
    const [a, b] = [first, last].map(py_float_repr);
    throw new ValueError(`autodetected range of [${a}, ${b}] is not finite`);
  }
  return first === last ? [first - 0.5, last + 0.5] : [first, last];
}

/** `count` numbers from one to another at equal distances (`numpy.linspace`). */
function linspace(first: number, last: number, count: number): Float64Array {
  const [distance, parts] = [last - first, count - 1];
  const step = distance / parts;
  const at = step === 0 ? (i: number) => (i / parts) * distance : (i: number) => i * step;
  const numbers = Float64Array.from({ length: count }, (_, i) => at(i) + first);
  numbers[parts] = last;
  return numbers;
}

/** How many values, or what weights, lie in each of so many bins. */
export function equalBins(
  values: Float64Array, count: number, [from, to]: readonly [number, number], weights?: Float64Array,
): Histogram {
  const [first, last] = from === to ? [from - 0.5, to + 0.5] : [from, to];
  const limits = linspace(first, last, count + 1);
  for (let i = 0; i < count; i++) {
    if (limits[i]! >= limits[i + 1]!) {
      throw new ValueError(`Too many bins for data range. Cannot create ${count} finite-sized bins.`);
    }
  }
  const counts = new Float64Array(count);
  // NumPy adds up blocks, which shows in sums of weights.
  for (let start = 0; start < values.length; start += 65536) {
    const block = weights === undefined ? counts : new Float64Array(count);
    for (let i = start; i < Math.min(start + 65536, values.length); i++) {
      const value = values[i]!;
      if (!(value >= first && value <= last)) continue;
      let bin = Math.trunc(((value - first) / (last - first)) * count);
      if (bin === count) bin--;
      if (value < limits[bin]!) bin--;
      if (value >= limits[bin + 1]! && bin !== count - 1) bin++;
      block[bin]! += weights === undefined ? 1 : weights[i]!;
    }
    if (weights !== undefined) block.forEach((sum, bin) => (counts[bin]! += sum));
  }
  return { counts, limits };
}
