import { ValueError } from '../../../values/errors.js';
import { py_repr } from '../../../python/repr.js';
import type { Tensor } from '../../../tensor/tensor.js';
import * as F from '../../functional.js';
import { inputs } from '../../module/inputs.js';
import { signature } from '../../../arguments/signature.js';
import { PairwiseDistance } from '../distance.js';
import { inputAndTarget, Loss, WeightedLoss } from './base.js';

const takes = {
  HingeEmbeddingLoss: signature(`HingeEmbeddingLoss(margin: float = 1.0, size_average: bool | None = None,
    reduce: bool | None = None, reduction: Reduction = "mean")`),
  CosineEmbeddingLoss: signature(`CosineEmbeddingLoss(margin: float = 0.0, size_average: bool | None = None,
    reduce: bool | None = None, reduction: Reduction = "mean")`),
  MultiMarginLoss: signature(`MultiMarginLoss(p: Literal[1, 2] = 1, margin: float = 1.0, weight: Tensor | None = None,
    size_average: bool | None = None, reduce: bool | None = None, reduction: Reduction = "mean")`),
  TripletMarginLoss: signature(`TripletMarginLoss(margin: float = 1.0, p: float = 2.0, eps: float = 1e-06,
    swap: bool = False, size_average: bool | None = None, reduce: bool | None = None,
    reduction: Reduction = "mean")`),
  TripletMarginWithDistanceLoss: signature(`TripletMarginWithDistanceLoss(*,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None, margin: float = 1.0, swap: bool = False,
    reduction: Reduction = "mean")`),
};
const pairAndTarget = signature('forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor');
const triplet = signature('forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor');

/** What the losses with nothing but a margin share. */
abstract class MarginLoss extends Loss {
  margin: number;

  constructor([margin, ...rest]: ReturnType<typeof takes.HingeEmbeddingLoss.list>) {
    super(...rest);
    this.margin = margin;
  }
}

/** input where the target is 1, max(0, margin - input) where it is -1 (`torch.nn.HingeEmbeddingLoss`). */
export class HingeEmbeddingLoss extends MarginLoss {
  constructor(...args: typeof takes.HingeEmbeddingLoss.args) {
    super(takes.HingeEmbeddingLoss.list(args));
  }

  get [inputs]() { return inputAndTarget; }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.hinge_embedding_loss(input, target, this.margin, null, null, this.reduction);
  }
}

/** 1 - cos(x1, x2) where the target is 1, max(0, cos - margin) where it is -1 (`torch.nn.CosineEmbeddingLoss`). */
export class CosineEmbeddingLoss extends MarginLoss {
  constructor(...args: typeof takes.CosineEmbeddingLoss.args) {
    super(takes.CosineEmbeddingLoss.list(args));
  }

  get [inputs]() { return pairAndTarget; }

  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return F.cosine_embedding_loss(input1, input2, target, this.margin, null, null, this.reduction);
  }
}

/** max(0, -target (x1 - x2) + margin): the target 1 wants x1 to be larger (`torch.nn.MarginRankingLoss`). */
export class MarginRankingLoss extends MarginLoss {
  constructor(...args: typeof takes.CosineEmbeddingLoss.args) {
    super(takes.CosineEmbeddingLoss.list(args, 'MarginRankingLoss.__init__'));
  }

  get [inputs]() { return pairAndTarget; }

  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return F.margin_ranking_loss(input1, input2, target, this.margin, null, null, this.reduction);
  }
}

/** A margin between the scores of an example's classes and all others (`torch.nn.MultiLabelMarginLoss`). */
export class MultiLabelMarginLoss extends Loss {
  get [inputs]() { return inputAndTarget; }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.multilabel_margin_loss(input, target, null, null, this.reduction);
  }
}

/** log(1 + exp(-target input)) for targets 1 and -1 (`torch.nn.SoftMarginLoss`). */
export class SoftMarginLoss extends Loss {
  get [inputs]() { return inputAndTarget; }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.soft_margin_loss(input, target, null, null, this.reduction);
  }
}

/** The cross-entropy of several yes-or-no classes (`torch.nn.MultiLabelSoftMarginLoss`): (N, C) both. */
export class MultiLabelSoftMarginLoss extends WeightedLoss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.multilabel_soft_margin_loss(input, target, this.weight, null, null, this.reduction);
  }
}

/** A margin between the score of an example's class and all others (`torch.nn.MultiMarginLoss`): (N, C) and (N). */
export class MultiMarginLoss extends WeightedLoss {
  p: 1 | 2;
  margin: number;

  constructor(...args: typeof takes.MultiMarginLoss.args) {
    const { p, margin, ...rest } = takes.MultiMarginLoss.read(args);
    const { weight } = rest;
    super(rest);
    if (p !== 1 && p !== 2) throw new ValueError('only p == 1 and p == 2 supported');
    if (weight !== null && weight.dim() !== 1) {
      throw new ValueError(`MultiMarginLoss: expected weight to be None or 1D tensor, got ${weight.dim()}D instead`);
    }
    this.p = p;
    this.margin = margin;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.multi_margin_loss(input, target, this.p, this.margin, this.weight, null, null, this.reduction);
  }
}

function checkMargin(name: string, margin: number): void {
  if (margin > 0) return;
  throw new ValueError(`${name}: expected margin to be greater than 0, got ${py_repr(margin)} instead`);
}

/** A margin between the distances anchor-positive and anchor-negative (`torch.nn.TripletMarginLoss`): (N, D) each. */
export class TripletMarginLoss extends Loss {
  margin: number;
  p: number;
  eps: number;
  swap: boolean;

  constructor(...args: typeof takes.TripletMarginLoss.args) {
    const { margin, p, eps, swap, ...rest } = takes.TripletMarginLoss.read(args);
    super(rest);
    checkMargin('TripletMarginLoss', margin);
    this.margin = margin;
    this.p = p;
    this.eps = eps;
    this.swap = swap;
  }

  get [inputs]() { return triplet; }

  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    const { margin, p, eps, swap, reduction } = this;
    return F.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, null, null, reduction);
  }
}

/** {@link TripletMarginLoss} with a distance of one's own (`torch.nn.TripletMarginWithDistanceLoss`). */
export class TripletMarginWithDistanceLoss extends Loss {
  distance_function: (a: Tensor, b: Tensor) => Tensor;
  margin: number;
  swap: boolean;

  constructor(...args: typeof takes.TripletMarginWithDistanceLoss.args) {
    const { distance_function, margin, swap, reduction } = takes.TripletMarginWithDistanceLoss.read(args);
    super({ reduction });
    checkMargin('TripletMarginWithDistanceLoss', margin);
    this.distance_function = distance_function ?? new PairwiseDistance();
    this.margin = margin;
    this.swap = swap;
  }

  get [inputs]() { return triplet; }

  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    const { distance_function, margin, swap, reduction } = this;
    return F.triplet_margin_with_distance_loss(
      anchor, positive, negative, { distance_function, margin, swap, reduction });
  }
}
