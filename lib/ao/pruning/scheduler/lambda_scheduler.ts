/** `torch.ao.pruning.scheduler.lambda_scheduler`. */
import { notAsync } from '../../../arguments/asynchronous.js';
import { withAttribute } from '../../../arguments/python_objects.js';
import { signature } from '../../../arguments/signature.js';
import { ValueError } from '../../../values/errors.js';
import type { BaseSparsifier } from '../sparsifier/base_sparsifier.js';
import { BaseScheduler } from './base_scheduler.js';

/** A factor for an epoch. */
export type SparsityLambda = (epoch: number) => number;

const takes = signature(`LambdaSL(sparsifier: BaseSparsifier, sl_lambda: SparsityLambda | Sequence[SparsityLambda],
  last_epoch: int = -1, verbose: bool = False)`);

function lambdasFor(sparsifier: BaseSparsifier, given: SparsityLambda | readonly SparsityLambda[]): SparsityLambda[] {
  const { groups } = withAttribute(sparsifier, 'groups');
  if (!Array.isArray(given)) return groups.map(() => given as SparsityLambda);
  if (given.length !== groups.length) {
    throw new ValueError(`Expected ${groups.length} lr_lambdas, but got ${given.length}`);
  }
  return [...given as readonly SparsityLambda[]];
}

/**
 * The level that a group was to have times a function of the epoch (`torch.ao.pruning.LambdaSL`). Throws a ValueError
 * for as many functions as there are no groups.
 */
export class LambdaSL extends BaseScheduler {
  /** The function of each group. */
  declare sl_lambdas: SparsityLambda[];

  constructor(...args: typeof takes.args) {
    const { sparsifier, sl_lambda, last_epoch, verbose } = takes.read(args);
    super(sparsifier, last_epoch, verbose, { sl_lambdas: lambdasFor(sparsifier, sl_lambda) });
  }

  override get_sl(): number[] {
    this._warn_outside_step();
    return this.base_sl.map((level, i) => level * notAsync(this.sl_lambdas[i]!(this.last_epoch),
      () => 'sl_lambda: the function is async, and a scheduler does not wait for its factor'));
  }
}
