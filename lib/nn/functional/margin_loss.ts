import { RuntimeError, ValueError } from '../../values/errors.js';
import * as _nn from '../../generated/nn.js';
import * as torch from '../../generated/torch.js';
import { py_repr } from '../../python/repr.js';
import { signature } from '../../arguments/signature.js';
import { legacyCode, legacyReduction } from './reduction.js';

/**
 * max(0, -target (input1 - input2) + margin), for a target of 1 where the first shall rank higher and -1 where the
 * second (`torch.nn.functional.margin_ranking_loss`). Throws a RuntimeError for different numbers of dimensions.
 */
export const margin_ranking_loss = signature(`margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor,
  margin: float = 0, size_average: bool = None, reduce: bool = None, reduction: Reduction = "mean") -> Tensor`).define((
  input1, input2, target, margin, size_average, reduce, reduction,
) => {
  const code = legacyCode(size_average, reduce, reduction);
  if (input1.dim() !== input2.dim() || input1.dim() !== target.dim()) {
    throw new RuntimeError(
      'margin_ranking_loss : All input tensors should have same dimension but got sizes: ' +
        `input1: ${input1.shape}, input2: ${input2.shape}, target: ${target.shape} `);
  }
  return torch.margin_ranking_loss(input1, input2, target, margin, code);
});

/** The input where the target is 1, max(0, margin - input) where -1 (`torch.nn.functional.hinge_embedding_loss`). */
export const hinge_embedding_loss = signature(`hinge_embedding_loss(input: Tensor, target: Tensor, margin: float = 1.0,
  size_average: bool = None, reduce: bool = None, reduction: Reduction = "mean") -> Tensor`).define(
  (input, target, margin, size_average, reduce, reduction) =>
    torch.hinge_embedding_loss(input, target, margin, legacyCode(size_average, reduce, reduction)));

/**
 * The hinge loss of many labels a sample, listed in `target` up to the first -1
 * (`torch.nn.functional.multilabel_margin_loss`). Shapes: (N, C) or (C), both.
 */
export const multilabel_margin_loss = signature(`multilabel_margin_loss(input: Tensor, target: Tensor,
  size_average: bool = None, reduce: bool = None, reduction: Reduction = "mean") -> Tensor`).define(
  (input, target, size_average, reduce, reduction) =>
    _nn.multilabel_margin_loss(input, target, legacyCode(size_average, reduce, reduction)));

/** log(1 + exp(-target input)) for targets of 1 and -1 (`torch.nn.functional.soft_margin_loss`). */
export const soft_margin_loss = signature(`soft_margin_loss(input: Tensor, target: Tensor, size_average: bool = None,
  reduce: bool = None, reduction: Reduction = "mean") -> Tensor`).define(
  (input, target, size_average, reduce, reduction) =>
    _nn.soft_margin_loss(input, target, legacyCode(size_average, reduce, reduction)));

/**
 * The mean over classes of the logistic loss, one against all the others, for targets of 0 and 1
 * (`torch.nn.functional.multilabel_soft_margin_loss`). Shapes: (N, C), both.
 */
export const multilabel_soft_margin_loss = signature(`multilabel_soft_margin_loss(input: Tensor, target: Tensor,
  weight: Tensor = None, size_average: bool = None, reduce: bool = None,
  reduction: Reduction = "mean") -> Tensor`).define((
  input, target, weight, size_average, reduce, reduction,
) => {
  const decided = legacyReduction(size_average, reduce, reduction);
  const positive = target.mul(_nn.log_sigmoid(input));
  const negative = torch.rsub(target, 1).mul(_nn.log_sigmoid(input.neg()));
  let loss = positive.add(negative).neg();
  if (weight !== null) loss = loss.mul(weight);
  const classDim = input.dim() - 1;
  loss = loss.sum(classDim).div(input.size(classDim));
  if (decided === 'none') return loss;
  if (decided === 'mean') return loss.mean();
  if (decided === 'sum') return loss.sum();
  throw new ValueError(`${decided} is not valid`);
});

/**
 * 1 - cos of pairs where the target is 1, max(0, cos - margin) where -1
 * (`torch.nn.functional.cosine_embedding_loss`). Shapes: inputs (N, D) or (D), target (N) or ().
 */
export const cosine_embedding_loss = signature(`cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor,
  margin: float = 0, size_average: bool = None, reduce: bool = None, reduction: Reduction = "mean") -> Tensor`).define(
  (input1, input2, target, margin, size_average, reduce, reduction) =>
    torch.cosine_embedding_loss(input1, input2, target, margin, legacyCode(size_average, reduce, reduction)));

/**
 * The mean over classes of max(0, margin - input[target] + input)^p, for p 1 or 2
 * (`torch.nn.functional.multi_margin_loss`). Shapes: input (N, C) or (C), target (N) or ().
 */
export const multi_margin_loss = signature(`multi_margin_loss(input: Tensor, target: Tensor, p: int = 1,
  margin: float = 1.0, weight: Tensor = None, size_average: bool = None, reduce: bool = None,
  reduction: Reduction = "mean") -> Tensor`).define((
  input, target, p, margin, weight, size_average, reduce, reduction,
) => {
  const code = legacyCode(size_average, reduce, reduction);
  if (p !== 1 && p !== 2) throw new ValueError('only p == 1 and p == 2 supported');
  if (weight !== null && weight.dim() !== 1) throw new ValueError('weight must be one-dimensional');
  return _nn.multi_margin_loss(input, target, p, margin, weight, code);
});

function checkMargin(margin: number): void {
  if (margin <= 0) throw new ValueError(`margin must be greater than 0, got ${py_repr(margin)}`);
}

/**
 * max(0, d(anchor, positive) - d(anchor, negative) + margin), with the p-norm as distance; `swap` takes the nearer of
 * anchor and positive to the negative (`torch.nn.functional.triplet_margin_loss`).
 */
export const triplet_margin_loss = signature(`triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor,
  margin: float = 1.0, p: float = 2, eps: float = 1e-6, swap: bool = False, size_average: bool = None,
  reduce: bool = None, reduction: Reduction = "mean") -> Tensor`).define((
  anchor, positive, negative, margin, p, eps, swap, size_average, reduce, reduction,
) => {
  const code = legacyCode(size_average, reduce, reduction);
  checkMargin(margin);
  return torch.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, code);
});

/**
 * As {@link triplet_margin_loss}, with a distance of one's own
 * (`torch.nn.functional.triplet_margin_with_distance_loss`).
 */
export const triplet_margin_with_distance_loss = signature(`triplet_margin_with_distance_loss(anchor: Tensor,
  positive: Tensor, negative: Tensor, *, distance_function: Callable[[Tensor, Tensor], Tensor] = None,
  margin: float = 1.0, swap: bool = False, reduction: Reduction = "mean") -> Tensor`).define((
  anchor, positive, negative, distance_function, margin, swap, reduction,
) => {
  if (!['mean', 'sum', 'none'].includes(reduction)) {
    throw new ValueError(`${String(reduction)} is not a valid value for reduction`);
  }
  checkMargin(margin);
  const dims = [anchor.dim(), positive.dim(), negative.dim()] as const;
  if (dims[0] !== dims[1] || dims[1] !== dims[2]) {
    throw new RuntimeError(
      'The anchor, positive, and negative tensors are expected to have ' +
        `the same number of dimensions, but got: anchor ${dims[0]}D, ` +
        `positive ${dims[1]}D, and negative ${dims[2]}D inputs`);
  }
  const distance = distance_function ?? torch.pairwise_distance;
  const near = distance(anchor, positive);
  let far = distance(anchor, negative);
  if (swap) far = torch.minimum(far, distance(positive, negative));
  const loss = torch.clamp_min(near.add(margin).sub(far), 0);
  return reduction === 'sum' ? loss.sum() : reduction === 'mean' ? loss.mean() : loss;
});
