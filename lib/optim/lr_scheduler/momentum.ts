import { ValueError } from '../../values/errors.js';
import type { Hyper } from '../hyperparameter.js';
import type { Optimizer } from '../optimizer.js';
import { groupsOf } from './scheduler.js';

/** Whether momentum is the first of the optimizer's betas. Throws a ValueError for one that has no momentum. */
export function momentumIsBeta1({ defaults }: Optimizer): boolean {
  if (!('momentum' in defaults) && !('betas' in defaults)) {
    throw new ValueError('optimizer must support momentum or beta1 with `cycle_momentum` option enabled');
  }
  return 'betas' in defaults;
}

export function setMomentum(group: Record<string, unknown>, momentum: Hyper, isBeta1: boolean): void {
  if (isBeta1) group['betas'] = [momentum, ...(group['betas'] as Hyper[]).slice(1)];
  else group['momentum'] = momentum;
}

/** Begins at the highest momentum, and keeps both ends in the groups. */
export function startMomentum(
  optimizer: Optimizer, highest: readonly Hyper[], lowest: readonly Hyper[], isBeta1: boolean,
): void {
  for (const [i, group] of groupsOf(optimizer).entries()) {
    setMomentum(group, highest[i]!, isBeta1);
    group['max_momentum'] = highest[i];
    group['base_momentum'] = lowest[i];
  }
}
