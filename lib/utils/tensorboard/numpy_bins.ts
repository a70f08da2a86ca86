/** How many bins there should be: the rules that `numpy.histogram` has names for, as widths of a bin. */
import { warn } from '../../python/warnings.js';
import { equalBins, outerEdges, outermost } from './numpy_equal_bins.js';
import { mean, squares, std } from './numpy_sums.js';

const span = (x: Float64Array): number => {
  const [least, most] = outermost(x);
  return most - least;
};

const sturges = (x: Float64Array): number => span(x) / (Math.log2(x.length) + 1);
const sqrt = (x: Float64Array): number => span(x) / Math.sqrt(x.length);

/** The value below which a part of the sorted values lies, between two of them by their distance. */
function quantile(sorted: Float64Array, part: number): number {
  const place = part * (sorted.length - 1);
  const below = Math.floor(place);
  const [a, b] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  const between = place - below;
  const distance = b - a;
  // From the nearer of the two.
  return between >= 0.5 ? b - distance * (1 - between) : a + distance * between;
}

function freedmanDiaconis(x: Float64Array): number {
  const sorted = x.slice().sort();
  return 2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25)) * x.length ** (-1 / 3);
}

function doane(x: Float64Array): number {
  const n = x.length;
  if (n <= 2) return 0;
  const deviation = std(x);
  if (!(deviation > 0)) return 0;
  const spread = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  const middle = mean(x);
  const skew = mean(x.map((value) => ((value - middle) / deviation) ** 3));
  return span(x) / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skew) / spread));
}

function stone(x: Float64Array): number {
  const [n, width] = [x.length, span(x)];
  if (n <= 1 || width === 0) return 0;
  const error = (bins: number): number => {
    const parts = Float64Array.from(equalBins(x, bins, outerEdges(x)).counts, (count) => count / n);
    return (2 - (n + 1) * squares(parts)) / (width / bins);
  };
  const most = Math.max(100, Math.floor(Math.sqrt(n)));
  let [best, least] = [1, error(1)];
  for (let bins = 2; bins <= most; bins++) {
    const found = error(bins);
    if (found < least) [best, least] = [bins, found];
  }
  if (best === most) warn('RuntimeWarning', 'The number of bins estimated may be suboptimal.');
  return width / best;
}

/** Widths of a bin, by the names of the rules. */
export const rules: Readonly<Record<string, (x: Float64Array) => number>> = {
  stone, doane, fd: freedmanDiaconis, sqrt, sturges,
  auto: (x) => Math.min(Math.max(freedmanDiaconis(x), sqrt(x) / 2), sturges(x)),
  rice: (x) => span(x) / (2 * x.length ** (1 / 3)),
  scott: (x) => ((24 * Math.PI ** 0.5) / x.length) ** (1 / 3) * std(x),
};
