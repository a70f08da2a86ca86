import { no_grad } from '../../autograd/grad_mode.js';
import { ValueError } from '../../values/errors.js';
import { broadcast_shapes, broadcast_tensors } from '../../functional.js';
import * as _nn from '../../generated/nn.js';
import * as torch from '../../generated/torch.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';
import { legacyCode, legacyReduction, reductionCode, type Reduction } from './reduction.js';
import { sameLengths, sameSize } from './sizes.js';

/**
 * The mean of -input[i][target[i]], the loss of log-probabilities (`torch.nn.functional.nll_loss`). Shapes: input
 * (N, C, ...) or (C), target (N, ...) of class numbers; the result has no dimensions unless `reduction` is 'none'.
 */
export const nll_loss = signature(`nll_loss(input: Tensor, target: Tensor, weight: Tensor = None,
  size_average: bool = None, ignore_index: int = -100, reduce: bool = None,
  reduction: Reduction = "mean") -> Tensor`).define(
  (input, target, weight, size_average, ignore_index, reduce, reduction) =>
    _nn.nll_loss_nd(input, target, weight, legacyCode(size_average, reduce, reduction), ignore_index));

/**
 * The cross-entropy between scores and targets: nll_loss of log_softmax (`torch.nn.functional.cross_entropy`). Shapes:
 * input (N, C, ...) or (C) of unnormalised scores; target (N, ...) of class numbers, or probabilities in its shape.
 */
export const cross_entropy = signature(`cross_entropy(input: Tensor, target: Tensor, weight: Tensor = None,
  size_average: bool = None, ignore_index: int = -100, reduce: bool = None, reduction: Reduction = "mean",
  label_smoothing: float = 0.0) -> Tensor`).define(
  (input, target, weight, size_average, ignore_index, reduce, reduction, label_smoothing) =>
    _nn.cross_entropy_loss(
      input, target, weight, legacyCode(size_average, reduce, reduction), ignore_index, label_smoothing));

/**
 * The loss of logits target · log(input) under a Poisson distribution (`torch.nn.functional.poisson_nll_loss`);
 * `input` is the logarithm of the rate unless `log_input` is false; `full` adds Stirling's term.
 */
export const poisson_nll_loss = signature(`poisson_nll_loss(input: Tensor, target: Tensor, log_input: bool = True,
  full: bool = False, size_average: bool = None, eps: float = 1e-8, reduce: bool = None,
  reduction: Reduction = "mean") -> Tensor`).define((
  input, target, log_input, full, size_average, eps, reduce, reduction,
) => {
  const decided = legacyReduction(size_average, reduce, reduction);
  if (!isReduction(decided)) throw new ValueError(`${decided} is not a valid value for reduction`);
  return torch.poisson_nll_loss(input, target, log_input, full, eps, reductionCode(decided));
});

/**
 * The loss of targets under normal distributions with means `input` and variances `var`, each at least `eps`
 * (`torch.nn.functional.gaussian_nll_loss`). Throws a ValueError for negative or ill-shaped variances.
 */
export const gaussian_nll_loss = signature(`gaussian_nll_loss(input: Tensor, target: Tensor, var: Tensor | float,
  full: bool = False, eps: float = 1e-6, reduction: Reduction = "mean") -> Tensor`).define((
  input, target, variance, full, eps, reduction,
) => {
  const held = variancesOf(variance, input);
  if (!isReduction(reduction)) throw new ValueError(`${String(reduction)} is not valid`);
  // Clamped beneath autograd: gradients flow as if nothing had been clamped.
  const clamped = held.clone();
  no_grad(() => clamped.clamp_({ min: eps }));
  let loss = clamped.log().add(input.sub(target).pow(2).div(clamped)).mul(0.5);
  if (full) loss = loss.add(0.5 * Math.log(2 * Math.PI));
  return reduced(loss, reduction);
});

function variancesOf(variance: Tensor | number, input: Tensor): Tensor {
  const negative = typeof variance === 'number' ? variance < 0 : torch.is_nonzero(variance.lt(0).any());
  if (negative) throw new ValueError('var has negative entry/entries');
  const held = typeof variance === 'number' ? torch.ones_like(input).mul(variance) : variance;
  const [wanted, own] = [input.shape, held.shape];
  if (sameLengths(wanted, own)) return held;
  if (sameLengths(wanted.slice(0, -1), own)) return held.unsqueeze(-1);
  // One variance for a whole dimension.
  const differing = own.filter((length, i) => length !== wanted[i]);
  if (wanted.length === own.length && differing.length === 1 && differing[0] === 1) return held;
  throw new ValueError('var is of incorrect size');
}

/**
 * The Kullback-Leibler divergence of log-probabilities `input` from `target` (`torch.nn.functional.kl_div`);
 * 'batchmean' divides the sum by the batch size, as the definition wants.
 */
export const kl_div = signature(`kl_div(input: Tensor, target: Tensor, size_average: bool = None, reduce: bool = None,
  reduction: Reduction | Literal["batchmean"] = "mean", log_target: bool = False) -> Tensor`).define((
  input, target, size_average, reduce, reduction, log_target,
) => {
  const batchmean = reduction === 'batchmean';
  let code: number;
  if (size_average !== null || reduce !== null) {
    code = legacyCode(size_average, reduce, reduction);
  } else {
    if (reduction === 'mean') {
      warn('UserWarning',
        "reduction: 'mean' divides the total loss by both the batch size and the support size." +
          "'batchmean' divides only by the batch size, and aligns with the KL div math definition." +
          "'mean' will be changed to behave the same as 'batchmean' in the next major release.");
    }
    code = reductionCode(batchmean ? 'sum' : reduction);
  }
  const loss = torch.kl_div(input, target, code, { log_target });
  return batchmean && input.dim() !== 0 ? loss.div(input.size(0)) : loss;
});

/**
 * The cross-entropy of probabilities between 0 and 1 (`torch.nn.functional.binary_cross_entropy`). Throws a ValueError
 * for a target of another size, a RuntimeError for an input outside of [0, 1].
 */
export const binary_cross_entropy = signature(`binary_cross_entropy(input: Tensor, target: Tensor,
  weight: Tensor = None, size_average: bool = None, reduce: bool = None,
  reduction: Reduction = "mean") -> Tensor`).define((
  input, target, weight, size_average, reduce, reduction,
) => {
  const code = legacyCode(size_average, reduce, reduction);
  if (!sameSize(target, input)) {
    throw new ValueError(
      `Using a target size (${target.shape}) that is different to the input size (${input.shape}) is deprecated. ` +
        'Please ensure they have the same size.');
  }
  const full = weight === null ? null : weight.expand(broadcast_shapes(target.shape, weight.shape));
  return _nn.binary_cross_entropy(input, target, full, code);
});

/**
 * binary_cross_entropy of sigmoid(input), without overflow; `pos_weight` weighs positive examples
 * (`torch.nn.functional.binary_cross_entropy_with_logits`). Throws a ValueError for a target of another size.
 */
export const binary_cross_entropy_with_logits = signature(`binary_cross_entropy_with_logits(input: Tensor,
  target: Tensor, weight: Tensor = None, size_average: bool = None, reduce: bool = None, reduction: Reduction = "mean",
  pos_weight: Tensor = None) -> Tensor`).define((
  input, target, weight, size_average, reduce, reduction, pos_weight,
) => {
  const code = legacyCode(size_average, reduce, reduction);
  if (!sameSize(target, input)) {
    throw new ValueError(`Target size (${target.shape}) must be the same as input size (${input.shape})`);
  }
  return torch.binary_cross_entropy_with_logits(input, target, weight, pos_weight, code);
});

/** As input where elements differ by more than `beta`, squared below (`torch.nn.functional.smooth_l1_loss`). */
export const smooth_l1_loss = signature(`smooth_l1_loss(input: Tensor, target: Tensor, size_average: bool = None,
  reduce: bool = None, reduction: Reduction = "mean", beta: float = 1.0) -> Tensor`).define((
  input, target, size_average, reduce, reduction, beta,
) => {
  const [a, b] = broadcast(input, target);
  const code = legacyCode(size_average, reduce, reduction);
  return beta === 0 ? _nn.l1_loss(a, b, code) : _nn.smooth_l1_loss(a, b, code, beta);
});

/** Half the square of differences up to `delta`, linear beyond (`torch.nn.functional.huber_loss`). */
export const huber_loss = signature(`huber_loss(input: Tensor, target: Tensor, reduction: Reduction = "mean",
  delta: float = 1.0, weight: Tensor = None) -> Tensor`).define((input, target, reduction, delta, weight) => {
  const [a, b] = broadcast(input, target);
  if (weight === null) return _nn.huber_loss(a, b, reductionCode(reduction), delta);
  checkWeight(weight, input);
  return weighted(_nn.huber_loss(a, b, 0, delta), weight, reduction, false);
});

/** The mean of |input - target|, weighted if weights are given (`torch.nn.functional.l1_loss`). */
export const l1_loss = signature(`l1_loss(input: Tensor, target: Tensor, size_average: bool = None, reduce: bool = None,
  reduction: Reduction = "mean", weight: Tensor = None) -> Tensor`).define((
  input, target, size_average, reduce, reduction, weight,
) => {
  const [a, b] = broadcast(input, target);
  const decided = legacyReduction(size_average, reduce, reduction);
  if (weight === null) return _nn.l1_loss(a, b, reductionCode(decided));
  checkWeight(weight, input);
  return weighted(a.sub(b).abs(), weight, decided, true);
});

/** The mean of (input - target)^2, weighted if weights are given (`torch.nn.functional.mse_loss`). */
export const mse_loss = signature(`mse_loss(input: Tensor, target: Tensor, size_average: bool = None,
  reduce: bool = None, reduction: Reduction = "mean", weight: Tensor = None) -> Tensor`).define((
  input, target, size_average, reduce, reduction, weight,
) => {
  const [a, b] = broadcast(input, target);
  const decided = legacyReduction(size_average, reduce, reduction);
  if (weight === null) return _nn.mse_loss(a, b, reductionCode(decided));
  checkWeight(weight, input);
  return weighted(a.sub(b).pow(2), weight, decided, true);
});

/** Both tensors in one size, with a warning if they were of two. */
function broadcast(input: Tensor, target: Tensor): readonly [Tensor, Tensor] {
  if (sameSize(target, input)) return [input, target];
  warn('UserWarning',
    `Using a target size (${target.shape}) that is different to the input size (${input.shape}). ` +
      'This will likely lead to incorrect results due to broadcasting. ' +
      'Please ensure they have the same size.');
  return broadcast_tensors(input, target) as [Tensor, Tensor];
}

function checkWeight(weight: Tensor, input: Tensor): void {
  if (!sameSize(weight, input)) throw new ValueError('Weights and input must have the same size.');
}

/** A weighted loss; its mean is over the weights or over the elements. */
function weighted(losses: Tensor, weight: Tensor, reduction: string, overWeights: boolean): Tensor {
  const products = losses.mul(weight);
  if (reduction === 'none') return products;
  if (reduction === 'sum') return products.sum();
  if (reduction === 'mean') return overWeights ? products.sum().div(weight.sum()) : products.mean();
  throw new ValueError(`Invalid reduction mode: ${reduction}. Expected one of 'none', 'mean', 'sum'.`);
}

function isReduction(reduction: string): reduction is Reduction {
  return reduction === 'none' || reduction === 'mean' || reduction === 'sum';
}

function reduced(loss: Tensor, reduction: Reduction): Tensor {
  return reduction === 'mean' ? loss.mean() : reduction === 'sum' ? loss.sum() : loss;
}

/**
 * The connectionist temporal classification loss between log-probabilities (T, N, C) or (T, C) and targets (N, S) or
 * all targets in a row (`torch.nn.functional.ctc_loss`). Lengths are tensors, or lists of numbers.
 */
export const ctc_loss = signature(`ctc_loss(log_probs: Tensor, targets: Tensor, input_lengths: Tensor | Sequence[int],
  target_lengths: Tensor | Sequence[int], blank: int = 0, reduction: Reduction = "mean",
  zero_infinity: bool = False) -> Tensor`).define(
  (log_probs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity) =>
    torch.ctc_loss(log_probs, targets, input_lengths as Tensor, target_lengths as Tensor, blank,
      reductionCode(reduction), zero_infinity));
