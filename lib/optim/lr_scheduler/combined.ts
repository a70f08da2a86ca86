import { ValueError } from '../../values/errors.js';
import { signature } from '../../arguments/signature.js';
import type { Optimizer } from '../optimizer.js';
import { countAtMost } from './bisect.js';
import { ReduceLROnPlateau } from './reduce_on_plateau.js';
import { groupsOf, LRScheduler, setValue, valuesOf, type SchedulerStateDict } from './scheduler.js';
import type { Hyper } from '../hyperparameter.js';

const takes = {
  SequentialLR: signature(`SequentialLR(
    optimizer: Optimizer, schedulers: Sequence[LRScheduler], milestones: Sequence[int], last_epoch: int = -1)`),
  ChainedScheduler: signature('ChainedScheduler(schedulers: Sequence[LRScheduler], optimizer: Optimizer = None)'),
  sequentialStep: signature('SequentialLR.step(self)'),
  chainedStep: signature('ChainedScheduler.step(self)'),
};

/** Throws PyTorch's errors for schedulers that cannot work together. */
function checkSchedulers(name: string, schedulers: readonly LRScheduler[], optimizer: Optimizer): void {
  for (const [i, scheduler] of schedulers.entries()) {
    if ((scheduler as Partial<LRScheduler> | null)?.optimizer === undefined) {
      throw new TypeError(`${name} at index ${i} should have \`optimizer\` as its attribute.`);
    }
    if (scheduler instanceof ReduceLROnPlateau) {
      throw new ValueError(`${name} does not support \`ReduceLROnPlateau\` scheduler as it requires additional ` +
        `kwargs to be specified when calling \`step\`, but got one at index ${i} in the given schedulers sequence.`);
    }
    if (optimizer !== scheduler.optimizer) {
      throw new ValueError(`${name} expects all schedulers to belong to the same optimizer, but got scheduler ` +
        `${scheduler.constructor.name} at index ${i} has ${scheduler.optimizer}, which is different from ` +
        `${optimizer.constructor.name}.`);
    }
  }
}

/** What schedulers of schedulers save: their own numbers, and the states of the others. */
class SchedulerOfSchedulers extends LRScheduler {
  declare _schedulers: LRScheduler[];

  override state_dict(): SchedulerStateDict {
    const { _schedulers: _, ...state } = super.state_dict();
    return { ...state, _schedulers: this._schedulers.map((scheduler) => scheduler.state_dict()) };
  }
  override load_state_dict({ _schedulers, ...state }: SchedulerStateDict): void {
    super.load_state_dict(state);
    for (const [i, saved] of (_schedulers as SchedulerStateDict[]).entries()) {
      this._schedulers[i]!.load_state_dict(saved);
    }
  }
}

/** One scheduler after the other, the next one from each of the `milestones` on (`SequentialLR`). */
export class SequentialLR extends SchedulerOfSchedulers {
  declare _milestones: number[];

  constructor(...args: typeof takes.SequentialLR.args) {
    const given = takes.SequentialLR.read(args);
    const [optimizer, schedulers, milestones] = [given.optimizer, given.schedulers, given.milestones];
    if (schedulers.length < 1) {
      throw new ValueError('SequentialLR expects at least one scheduler, but got no scheduler.');
    }
    checkSchedulers('SequentialLR', schedulers, optimizer);
    if (milestones.length !== schedulers.length - 1) {
      throw new ValueError('Sequential Schedulers expects number of schedulers provided to be one more than the ' +
        `number of milestone points, but got number of schedulers ${schedulers.length} and the number of milestones to be ` +
        `equal to ${milestones.length}`);
    }
    const last_epoch = given.last_epoch + 1;
    super(optimizer, 0, { _schedulers: schedulers, _milestones: milestones, last_epoch, optimizer }, false);
    // Every scheduler has set a rate when it was made; that of the first one counts.
    for (const group of groupsOf(optimizer)) setValue(group, 'lr', group['initial_lr'] as Hyper);
    undo(this);
    const first = schedulers[countAtMost(milestones, 0)]!;
    first._initial_step();
    this._last_lr = first.get_last_lr();
  }

  override step(...args: typeof takes.sequentialStep.args): void {
    takes.sequentialStep.list(args);
    this._recorded(false, () => this.#step());
  }

  #step(): void {
    this.last_epoch += 1;
    const i = countAtMost(this._milestones, this.last_epoch);
    const scheduler = this._schedulers[i]!;
    if (i > 0 && this._milestones[i - 1] === this.last_epoch) scheduler._update_lr(0);
    else scheduler.step();
    this._last_lr = scheduler.get_last_lr();
  }
}

/** Takes back the first step of all schedulers, also of those inside others. */
function undo(scheduler: LRScheduler): void {
  if (scheduler instanceof SchedulerOfSchedulers) scheduler._schedulers.forEach(undo);
  else scheduler.last_epoch -= 1;
}

/** Schedulers that change the rate one after the other in every step (`torch.optim.lr_scheduler.ChainedScheduler`). */
export class ChainedScheduler extends SchedulerOfSchedulers {
  constructor(...args: typeof takes.ChainedScheduler.args) {
    const given = takes.ChainedScheduler.read(args);
    const schedulers = given.schedulers;
    if (schedulers.length < 1) {
      throw new ValueError('ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.');
    }
    const optimizer = given.optimizer ?? schedulers[0]!.optimizer;
    checkSchedulers('ChainedScheduler', schedulers, optimizer);
    super(optimizer, 0, { _schedulers: schedulers, optimizer, _last_lr: valuesOf(optimizer, 'lr') }, false);
  }

  override step(...args: typeof takes.chainedStep.args): void {
    takes.chainedStep.list(args);
    this._recorded(false, () => {
      for (const scheduler of this._schedulers) scheduler.step();
      this._last_lr = valuesOf(this.optimizer, 'lr');
    });
  }
}
