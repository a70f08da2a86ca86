import { signature } from '../../../arguments/signature.js';
import { ValueError } from '../../../values/errors.js';
import { floats, make_np } from '../arrays.js';
import type { HistogramProto, SummaryDict } from '../messages.js';
import { outermost } from '../numpy_equal_bins.js';
import { histogram as bins_of } from '../numpy_histogram.js';
import { squares, sum } from '../numpy_sums.js';

export type { Bins } from '../numpy_histogram.js';

/** Bins added up until there are no more than `most` or so, in PyTorch's manner of rounding. */
function coarser(counts: Float64Array, limits: Float64Array, most: number): [Float64Array, Float64Array] {
  const each = Math.floor(counts.length / most);
  const rest = counts.length % each;
  const padded = rest === 0 ? counts.length : counts.length + each - rest;
  const joined = Float64Array.from({ length: padded / each }, (_, i) =>
    counts.subarray(i * each, (i + 1) * each).reduce((total, count) => total + count, 0));
  const ends = Float64Array.from({ length: joined.length + 1 }, (_, i) => limits[i * each]!);
  ends[joined.length] = limits[limits.length - 1]!;
  return [joined, ends];
}

/**
 * How many values lie in each bin: from the bin before the first that holds any to the last that does
 * (`torch.utils.tensorboard.summary.make_histogram`). Throws a ValueError where there are no values.
 */
export const make_histogram = signature(`make_histogram(values: ArrayData, bins: Bins, max_bins: int = None)
    -> HistogramProto`).define((given, bins, max_bins): HistogramProto => {
  const values = floats(make_np(given));
  if (values.length === 0) throw new ValueError('The input has no element.');
  let { counts, limits } = bins_of(values, bins);
  if (max_bins !== null && counts.length > max_bins) [counts, limits] = coarser(counts, limits, max_bins);
  const start = counts.findIndex((count) => count > 0);
  // Without any, PyTorch's search ends at the last bin from one place, and at the first from the other.
  const [first, end] = start === -1 ? [counts.length, 1] : [start, counts.findLastIndex((count) => count > 0) + 1];
  const shown = first > 0 ? counts.subarray(first - 1, end) : [0, ...counts.subarray(0, end)];
  const ends = limits.subarray(first, end + 1);
  if (shown.length === 0 || ends.length === 0) throw new ValueError('The histogram is empty, please file a bug report.');
  const [min, max] = outermost(values);
  return {
    min, max, num: values.length, sum: sum(values), sum_squares: squares(values),
    bucket_limit: [...ends], bucket: [...shown],
  };
});

/** What {@link make_histogram} makes, under a name (`torch.utils.tensorboard.summary.histogram`). */
export const histogram = signature('histogram(name: str, values: ArrayData, bins: Bins, max_bins: int = None) -> SummaryDict')
  .define((name, values, bins, max_bins): SummaryDict =>
    ({ value: [{ tag: name, histo: make_histogram(values, bins, max_bins) }] }));

/** A histogram of which all is known (`torch.utils.tensorboard.summary.histogram_raw`). */
export const histogram_raw = signature(`histogram_raw(name: str, min: ArrayData, max: ArrayData, num: ArrayData, sum: ArrayData,
    sum_squares: ArrayData, bucket_limits: ArrayData, bucket_counts: ArrayData) -> SummaryDict`).define(
  (name, min, max, num, total, sum_squares, bucket_limits, bucket_counts): SummaryDict => {
    const [a, b, c, d, e] = [min, max, num, total, sum_squares].map((one) => floats(make_np(one))[0]!);
    const histo = {
      min: a!, max: b!, num: c!, sum: d!, sum_squares: e!,
      bucket_limit: [...floats(make_np(bucket_limits))], bucket: [...floats(make_np(bucket_counts))],
    };
    return { value: [{ tag: name, histo }] };
  });
