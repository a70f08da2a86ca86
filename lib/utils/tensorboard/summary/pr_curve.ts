import { signature } from '../../../arguments/signature.js';
import { stack } from '../../../generated/torch.js';
import { tensor } from '../../../tensor/factories.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { float64, int32 } from '../../../values/dtype.js';
import { ValueError } from '../../../values/errors.js';
import { floats, make_np, type ArrayData } from '../arrays.js';
import { DataType, shapeOf, type SummaryDict } from '../messages.js';
import { histogram } from '../numpy_histogram.js';
import { encoded } from '../proto.js';

/** More would not fit into what TensorBoard's plugin reads. */
const mostThresholds = 127;

/** Sums from each place to the end. */
function fromBehind(counts: Float64Array): Float64Array {
  const sums = counts.slice();
  for (let i = sums.length - 2; i >= 0; i--) sums[i]! += sums[i + 1]!;
  return sums;
}

/**
 * For each threshold the true and false positives, true and false negatives, precision and recall: (6, num_thresholds)
 * (`torch.utils.tensorboard.summary.compute_curve`). Throws a ValueError where labels and predictions differ in shape.
 */
export const compute_curve = signature(`compute_curve(labels: ArrayData, predictions: ArrayData, num_thresholds: int,
    weights: ArrayData = None) -> Tensor`).define((labels, predictions, num_thresholds, weights): Tensor => {
  const last = num_thresholds - 1;
  const buckets = make_np(predictions).mul(last).floor().to(int32);
  const truth = make_np(labels).to(float64);
  const by = weights === null ? 1 : typeof weights === 'number' ? weights : make_np(weights);
  const summed = (held: Tensor): Float64Array => {
    const weighed = held.mul(by);
    if (String(weighed.shape) !== String(buckets.shape)) throw new ValueError('weights should have the same shape as a.');
    return fromBehind(histogram(floats(buckets), num_thresholds, [0, last], floats(weighed)).counts);
  };
  const tp = summed(truth);
  const fp = summed(truth.neg().add(1));
  const tn = fp.map((count) => fp[0]! - count);
  const fn = tp.map((count) => tp[0]! - count);
  const precision = tp.map((count, i) => count / Math.max(1e-7, count + fp[i]!));
  const recall = tp.map((count, i) => count / Math.max(1e-7, count + fn[i]!));
  return stack([tp, fp, tn, fn, precision, recall].map((row) => tensor(row)));
});

function curve(tag: string, data: Tensor, num_thresholds: number): SummaryDict {
  const content = encoded('PrCurvePluginData', { version: 0, num_thresholds });
  const [rows, columns] = data.shape as unknown as readonly [number, number];
  const held = { dtype: DataType.DT_FLOAT, float_val: [...floats(data)], tensor_shape: shapeOf([rows, columns]) };
  return { value: [{ tag, tensor: held, metadata: { plugin_data: { plugin_name: 'pr_curves', content } } }] };
}

/**
 * Precision and recall at thresholds between 0 and 1, 127 at the most
 * (`torch.utils.tensorboard.summary.pr_curve`): labels and predictions of one shape.
 */
export const pr_curve = signature(`pr_curve(tag: str, labels: ArrayData, predictions: ArrayData, num_thresholds: int = 127,
    weights: ArrayData = None) -> SummaryDict`).define((tag, labels, predictions, num_thresholds, weights): SummaryDict => {
  const count = Math.min(num_thresholds, mostThresholds);
  return curve(tag, compute_curve(labels, predictions, count, weights), count);
});

/** The same, of which all is known (`torch.utils.tensorboard.summary.pr_curve_raw`): (num_thresholds) each. */
export const pr_curve_raw = signature(`pr_curve_raw(tag: str, tp: ArrayData, fp: ArrayData, tn: ArrayData, fn: ArrayData,
    precision: ArrayData, recall: ArrayData, num_thresholds: int = 127, weights: ArrayData = None) -> SummaryDict`).define(
  (tag, tp, fp, tn, fn, precision, recall, num_thresholds): SummaryDict => {
    const rows: readonly ArrayData[] = [tp, fp, tn, fn, precision, recall];
    const data = stack(rows.map((row) => make_np(row).to(float64)));
    return curve(tag, data, Math.min(num_thresholds, mostThresholds));
  });
