import { ValueError } from '../../../values/errors.js';
import { optionsOf } from '../../../arguments/named.js';
import { py_repr } from '../../../python/repr.js';
import type { Tensor } from '../../../tensor/tensor.js';
import * as F from '../../functional.js';
import { constructorArguments, type Arguments } from '../arguments.js';
import { PairwiseDistance } from '../distance.js';
import {
  Loss, PlainLoss, PlainWeightedLoss, WeightedLoss, type LossOptions, type Reduction, type WeightedLossOptions,
} from './base.js';

interface MarginOptions extends LossOptions {
  readonly margin?: number;
}
const marginOrder = ['margin', 'size_average', 'reduce', 'reduction'] as const;

/** What the losses with nothing but a margin share. */
abstract class MarginLoss extends Loss {
  margin: number;

  constructor(name: string, margin: number, args: readonly unknown[]) {
    const given = constructorArguments<MarginOptions>(name, marginOrder, 0, args);
    super(given);
    this.margin = given.margin ?? margin;
  }
}

/** input where the target is 1, max(0, margin - input) where it is -1 (`torch.nn.HingeEmbeddingLoss`). */
export class HingeEmbeddingLoss extends MarginLoss {
  constructor(...args: Arguments<MarginOptions, typeof marginOrder>) {
    super('HingeEmbeddingLoss', 1, args);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.hinge_embedding_loss(input, target, this.margin, null, null, this.reduction);
  }
}

/** 1 - cos(x1, x2) where the target is 1, max(0, cos - margin) where it is -1 (`torch.nn.CosineEmbeddingLoss`). */
export class CosineEmbeddingLoss extends MarginLoss {
  constructor(...args: Arguments<MarginOptions, typeof marginOrder>) {
    super('CosineEmbeddingLoss', 0, args);
  }

  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return F.cosine_embedding_loss(input1, input2, target, this.margin, null, null, this.reduction);
  }
}

/** max(0, -target (x1 - x2) + margin): the target 1 wants x1 to be larger (`torch.nn.MarginRankingLoss`). */
export class MarginRankingLoss extends MarginLoss {
  constructor(...args: Arguments<MarginOptions, typeof marginOrder>) {
    super('MarginRankingLoss', 0, args);
  }

  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return F.margin_ranking_loss(input1, input2, target, this.margin, null, null, this.reduction);
  }
}

/** A margin between the scores of an example's classes and all others (`torch.nn.MultiLabelMarginLoss`). */
export class MultiLabelMarginLoss extends PlainLoss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.multilabel_margin_loss(input, target, null, null, this.reduction);
  }
}

/** log(1 + exp(-target input)) for targets 1 and -1 (`torch.nn.SoftMarginLoss`). */
export class SoftMarginLoss extends PlainLoss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.soft_margin_loss(input, target, null, null, this.reduction);
  }
}

/** The cross-entropy of several yes-or-no classes (`torch.nn.MultiLabelSoftMarginLoss`): (N, C) both. */
export class MultiLabelSoftMarginLoss extends PlainWeightedLoss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.multilabel_soft_margin_loss(input, target, this.weight, null, null, this.reduction);
  }
}

interface MultiMarginOptions extends WeightedLossOptions {
  readonly p?: 1 | 2;
  readonly margin?: number;
}
const multiMarginOrder = ['p', 'margin', 'weight', 'size_average', 'reduce', 'reduction'] as const;

/** A margin between the score of an example's class and all others (`torch.nn.MultiMarginLoss`): (N, C) and (N). */
export class MultiMarginLoss extends WeightedLoss {
  p: 1 | 2;
  margin: number;

  constructor(...args: Arguments<MultiMarginOptions, typeof multiMarginOrder>) {
    const given = constructorArguments<MultiMarginOptions>('MultiMarginLoss', multiMarginOrder, 0, args);
    const { p = 1, margin = 1, weight = null } = given;
    super(given);
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

interface TripletOptions extends MarginOptions {
  readonly p?: number;
  readonly eps?: number;
  /** Takes the nearer of anchor and positive as the negative's neighbour. */
  readonly swap?: boolean;
}
const tripletOrder = ['margin', 'p', 'eps', 'swap', 'size_average', 'reduce', 'reduction'] as const;

/** A margin between the distances anchor-positive and anchor-negative (`torch.nn.TripletMarginLoss`): (N, D) each. */
export class TripletMarginLoss extends Loss {
  margin: number;
  p: number;
  eps: number;
  swap: boolean;

  constructor(...args: Arguments<TripletOptions, typeof tripletOrder>) {
    const given = constructorArguments<TripletOptions>('TripletMarginLoss', tripletOrder, 0, args);
    const { margin = 1 } = given;
    super(given);
    checkMargin('TripletMarginLoss', margin);
    this.margin = margin;
    this.p = given.p ?? 2;
    this.eps = given.eps ?? 1e-6;
    this.swap = given.swap ?? false;
  }

  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    const { margin, p, eps, swap, reduction } = this;
    return F.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, null, null, reduction);
  }
}

interface DistanceOptions {
  /** Pairs (N, D) to distances (N): a function or a module. */
  readonly distance_function?: ((a: Tensor, b: Tensor) => Tensor) | null;
  readonly margin?: number;
  readonly swap?: boolean;
  readonly reduction?: Reduction;
}

/** {@link TripletMarginLoss} with a distance of one's own (`torch.nn.TripletMarginWithDistanceLoss`). */
export class TripletMarginWithDistanceLoss extends Loss {
  distance_function: (a: Tensor, b: Tensor) => Tensor;
  margin: number;
  swap: boolean;

  constructor(options?: DistanceOptions) {
    const name = 'TripletMarginWithDistanceLoss';
    const { distance_function, margin = 1, swap = false, reduction } = optionsOf(
      `${name}.__init__`, options, ['distance_function', 'margin', 'swap', 'reduction']);
    super({ reduction });
    checkMargin(name, margin);
    this.distance_function = distance_function ?? new PairwiseDistance();
    this.margin = margin;
    this.swap = swap;
  }

  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    const { distance_function, margin, swap, reduction } = this;
    return F.triplet_margin_with_distance_loss(
      anchor, positive, negative, { distance_function, margin, swap, reduction });
  }
}
