import type { Tensor } from '../../../tensor/tensor.js';
import { legacyReduction, type Reduction } from '../../functional/reduction.js';
import { Module } from '../../module.js';
import { constructorArguments, type Arguments } from '../arguments.js';

export type { Reduction } from '../../functional/reduction.js';

export interface LossOptions {
  /** Deprecated, with `reduce`: `reduction` says both. */
  readonly size_average?: boolean | null;
  readonly reduce?: boolean | null;
  /** What becomes of the losses of the elements: their mean, their sum, or nothing. */
  readonly reduction?: Reduction;
}
const order = ['size_average', 'reduce', 'reduction'] as const;

export interface WeightedLossOptions extends LossOptions {
  readonly weight?: Tensor | null;
}
const weightedOrder = ['weight', ...order] as const;

/** What all losses share. */
export abstract class Loss extends Module {
  reduction: Reduction;

  constructor({ size_average = null, reduce = null, reduction = 'mean' }: LossOptions) {
    super();
    this.reduction = legacyReduction(size_average, reduce, reduction) as Reduction;
  }
}

/** A loss that has no other setting. */
export abstract class PlainLoss extends Loss {
  constructor(...args: Arguments<LossOptions, typeof order>) {
    super(constructorArguments<LossOptions>('_Loss', order, 0, args));
  }
}

/** What losses with weights share; these are a buffer. */
export abstract class WeightedLoss extends Loss {
  declare weight: Tensor | null;

  constructor(options: WeightedLossOptions) {
    super(options);
    this.register_buffer('weight', options.weight ?? null);
  }
}

/** A loss with weights that has no other setting. */
export abstract class PlainWeightedLoss extends WeightedLoss {
  constructor(...args: Arguments<WeightedLossOptions, typeof weightedOrder>) {
    super(constructorArguments<WeightedLossOptions>('_WeightedLoss', weightedOrder, 0, args));
  }
}
