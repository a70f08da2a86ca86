import type { AlgorithmState } from './algorithm.js';
import { Adam, adamOptions, type AdamArguments, type AdamOptions } from './adam.js';
import type { OptimizerArguments } from './arguments.js';

export type AdamWOptions = Omit<AdamOptions, 'decoupled_weight_decay'>;

/**
 * Adam whose weight decay shrinks the parameters and does not pass through the running means (`torch.optim.AdamW`).
 * `weight_decay` is 0.01 unless said otherwise; see {@link Adam} for the rest.
 */
export class AdamW extends Adam {
  constructor(...args: OptimizerArguments<AdamArguments, AdamWOptions>) {
    const { params, options } = adamOptions(args, { name: 'AdamW', weight_decay: 1e-2, decoupled: true });
    super(params, options);
  }

  override __setstate__(state: AlgorithmState<AdamOptions>): void {
    super.__setstate__(state);
    for (const group of this.param_groups) group.decoupled_weight_decay = true;
  }
}
