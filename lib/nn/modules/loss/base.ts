import type { Tensor } from '../../../tensor/tensor.js';
import { legacyReduction, type Reduction } from '../../functional/reduction.js';
import { Module } from '../../module.js';
import { inputs } from '../../module/inputs.js';
import { signature } from '../../../arguments/signature.js';

export type { Reduction } from '../../functional/reduction.js';

const takes = {
  _Loss: signature(`_Loss(size_average: bool | None = None, reduce: bool | None = None,
    reduction: Reduction = "mean")`),
  _WeightedLoss: signature(`_WeightedLoss(weight: Tensor | None = None,
    size_average: bool | None = None, reduce: bool | None = None, reduction: Reduction = "mean")`),
};

/** What most losses are called with. */
export const inputAndTarget = signature('forward(self, input: Tensor, target: Tensor) -> Tensor');

/** What all losses share. */
export abstract class Loss extends Module {
  reduction: Reduction;

  constructor(...args: typeof takes._Loss.args) {
    super();
    this.reduction = legacyReduction(...takes._Loss.list(args)) as Reduction;
  }
}

/** What losses with weights share; these are a buffer. */
export abstract class WeightedLoss extends Loss {
  declare weight: Tensor | null;

  constructor(...args: typeof takes._WeightedLoss.args) {
    const [weight, ...rest] = takes._WeightedLoss.list(args);
    super(...rest);
    this.register_buffer('weight', weight);
  }

  get [inputs]() { return inputAndTarget; }
}
