import { py_float_repr } from '../python/format.js';
import { ValueError } from '../values/errors.js';
import type { AlgorithmState } from './algorithm.js';
import { Adam, type AdamOptions } from './adam.js';
import { signature } from '../arguments/signature.js';

export type AdamWOptions = Omit<AdamOptions, 'decoupled_weight_decay'>;

const takes = signature(`AdamW(
  params: ParamsT[AdamWOptions], lr: Hyper = 0.001, betas: tuple[Hyper, Hyper] = (0.9, 0.999), eps: float = 1e-8,
  weight_decay: Hyper = 0.01, amsgrad: bool = False, *, maximize: bool = False, foreach: bool = None,
  capturable: bool = False, differentiable: bool = False, fused: bool = None)`);

/**
 * Adam whose weight decay shrinks the parameters and does not pass through the running means (`torch.optim.AdamW`).
 * `weight_decay` is 0.01 unless said otherwise; see {@link Adam} for the rest.
 */
export class AdamW extends Adam {
  constructor(...args: typeof takes.args) {
    const options = takes.read(args);
    const { weight_decay } = options;
    // A float where nothing is given, so a float in the message.
    if (typeof weight_decay === 'number' && weight_decay < 0) {
      throw new ValueError(`Invalid weight_decay value: ${py_float_repr(weight_decay)}`);
    }
    super({ ...options, decoupled_weight_decay: true });
  }

  override __setstate__(state: AlgorithmState<AdamOptions>): void {
    super.__setstate__(state);
    for (const group of this.param_groups) group.decoupled_weight_decay = true;
  }
}
