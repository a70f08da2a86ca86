import { notAsync } from '../../arguments/asynchronous.js';
import { ValueError } from '../../values/errors.js';
import { typeName } from '../../values/type_name.js';
import { signature } from '../../arguments/signature.js';
import { times, type Hyper } from '../hyperparameter.js';
import type { Optimizer } from '../optimizer.js';
import { LRScheduler, type SchedulerStateDict } from './scheduler.js';

const takes = {
  LambdaLR: signature('LambdaLR(optimizer: Optimizer, lr_lambda: LRLambda | Sequence[LRLambda], last_epoch: int = -1)'),
  MultiplicativeLR: signature(`MultiplicativeLR(
    optimizer: Optimizer, lr_lambda: LRLambda | Sequence[LRLambda], last_epoch: int = -1)`),
};

/** A factor for an epoch. An object with the method `call` keeps its own properties in state_dict, a function none. */
export type LRLambda = ((epoch: number) => number) | { call(epoch: number): number };

function lambdasFor(optimizer: Optimizer, lr_lambda: LRLambda | readonly LRLambda[]): LRLambda[] {
  const count = optimizer.param_groups.length;
  if (!Array.isArray(lr_lambda)) return Array.from({ length: count }, () => lr_lambda as LRLambda);
  if (lr_lambda.length !== count) throw new ValueError(`Expected ${count} lr_lambdas, but got ${lr_lambda.length}`);
  return [...(lr_lambda as readonly LRLambda[])];
}

function factorOf(lambda: LRLambda, epoch: number): number {
  const factor = typeof lambda === 'function' ? lambda(epoch) : lambda.call(epoch);
  return notAsync(factor, () => 'lr_lambda: the function is async, and a scheduler does not wait for its factor');
}

/** What both schedulers with functions save: functions cannot be, the properties of objects can. */
class FunctionScheduler extends LRScheduler {
  /** The function of each group. */
  declare lr_lambdas: LRLambda[];

  override state_dict(): SchedulerStateDict {
    const { lr_lambdas: _, ...state } = super.state_dict();
    return { ...state, lr_lambdas: this.lr_lambdas.map((one) => (typeof one === 'function' ? null : { ...one })) };
  }
  override load_state_dict({ lr_lambdas, ...state }: SchedulerStateDict): void {
    super.load_state_dict(state);
    for (const [i, saved] of ((lr_lambdas ?? []) as (object | null)[]).entries()) {
      if (saved !== null) Object.assign(this.lr_lambdas[i]!, saved);
    }
  }
}

/** The initial rate times a function of the epoch (`torch.optim.lr_scheduler.LambdaLR`). */
export class LambdaLR extends FunctionScheduler {
  constructor(...args: typeof takes.LambdaLR.args) {
    const { optimizer, lr_lambda, last_epoch } = takes.LambdaLR.read(args);
    super(optimizer, last_epoch, { lr_lambdas: lambdasFor(optimizer, lr_lambda) });
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    return this.base_lrs.map((lr, i) => times(lr, factorOf(this.lr_lambdas[i]!, this.last_epoch)));
  }
}

/** The rate times a function of the epoch, again and again (`torch.optim.lr_scheduler.MultiplicativeLR`). */
export class MultiplicativeLR extends FunctionScheduler {
  constructor(...args: typeof takes.MultiplicativeLR.args) {
    const { optimizer, lr_lambda, last_epoch } = takes.MultiplicativeLR.read(args);
    const lr_lambdas = lambdasFor(optimizer, lr_lambda);
    for (const one of lr_lambdas) {
      if (typeof one !== 'function' && typeof (one as { call?: unknown } | null)?.call !== 'function') {
        throw new TypeError(`lr_lambda should be a function, but got ${typeName(one)}`);
      }
    }
    super(optimizer, last_epoch, { lr_lambdas });
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    if (this._is_initial) return this._rates();
    return this._rates().map((lr, i) => times(lr, factorOf(this.lr_lambdas[i]!, this.last_epoch)));
  }
}
