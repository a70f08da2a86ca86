import type { dtype } from '../../../values/dtype.js';
import { where } from '../../../generated/torch.js';
import type { Tensor } from '../../../tensor/tensor.js';
import type { Problem } from './workspace.js';

/** The classes, 0 for those that do not count if their number is no class: their weight is 0. */
export function correctedTarget({ target, ignore_index }: Problem, classes: number): Tensor {
  if (ignore_index >= 0 && ignore_index < classes) return target;
  return where(target.eq(ignore_index), 0, target);
}

/**
 * What each row counts: the weight of its class, 0 where that does not count; for a mean divided by the sum of these.
 * Negative, as the gradient of the score of the right class is, but for the losses of 'none' themselves; in the
 * backward of 'none' times the gradient of its loss.
 */
export function signedWeights(problem: Problem, classes: Tensor, type: dtype): Tensor {
  const { target, ignore_index, weight, reduction, upstream } = problem;
  const ignored = target.eq(ignore_index);
  const weights = weight === null ? ignored.logical_not().to(type) : where(ignored, 0, taken(weight, classes, type));
  if (reduction === 'mean') {
    const total = weights.sum();
    return weights.div_(where(total.eq(0), NaN, total.neg()));
  }
  if (reduction === 'sum') return weights.neg_();
  return upstream === null ? weights : weights.neg_().mul_(upstream.to(type));
}

/** Casts what is smaller. */
function taken(weight: Tensor, classes: Tensor, type: dtype): Tensor {
  return classes.numel() > weight.numel()
    ? weight.to(type).index_select(0, classes)
    : weight.index_select(0, classes).to(type);
}
