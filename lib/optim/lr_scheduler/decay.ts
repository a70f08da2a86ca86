import { isMap } from '../../python/objects.js';
import { signature } from '../../arguments/signature.js';
import { powerOf, times, type Hyper } from '../hyperparameter.js';
import { countAtMost } from './bisect.js';
import { LRScheduler } from './scheduler.js';

const takes = {
  StepLR: signature('StepLR(optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1)'),
  MultiStepLR: signature(`MultiStepLR(
    optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1)`),
  ExponentialLR: signature('ExponentialLR(optimizer: Optimizer, gamma: float, last_epoch: int = -1)'),
};

/** The rate times `gamma` every `step_size` epochs (`torch.optim.lr_scheduler.StepLR`). */
export class StepLR extends LRScheduler {
  declare step_size: number;
  declare gamma: number;

  constructor(...args: typeof takes.StepLR.args) {
    const { optimizer, step_size, gamma, last_epoch } = takes.StepLR.read(args);
    super(optimizer, last_epoch, { step_size, gamma });
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    if (this.last_epoch === 0 || this.last_epoch % this.step_size !== 0) return this._rates();
    return this._rates((lr) => times(lr, this.gamma));
  }
  override _get_closed_form_lr(): Hyper[] {
    return this.base_lrs.map((lr) => times(lr, powerOf(this.gamma, Math.floor(this.last_epoch / this.step_size))));
  }
}

/** The rate times `gamma` at each of the `milestones`, twice where one is there twice (`MultiStepLR`). */
export class MultiStepLR extends LRScheduler {
  /** How often each epoch is a milestone. */
  declare milestones: Map<number, number>;
  declare gamma: number;

  constructor(...args: typeof takes.MultiStepLR.args) {
    const { optimizer, milestones: given, gamma, last_epoch } = takes.MultiStepLR.read(args);
    const milestones = new Map<number, number>();
    for (const epoch of given!) milestones.set(epoch, (milestones.get(epoch) ?? 0) + 1);
    super(optimizer, last_epoch, { milestones, gamma });
  }

  override load_state_dict(state_dict: Record<string, unknown>): void {
    super.load_state_dict(state_dict);
    // From JSON the counts come as an object.
    if (!isMap(this.milestones)) {
      this.milestones = new Map(Object.entries(this.milestones as Record<string, number>)
        .map(([epoch, count]) => [Number(epoch), count]));
    }
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    const count = this.milestones.get(this.last_epoch);
    if (count === undefined) return this._rates();
    return this._rates((lr) => times(lr, powerOf(this.gamma, count)));
  }
  override _get_closed_form_lr(): Hyper[] {
    const all = [...this.milestones].flatMap(([epoch, count]) => Array<number>(count).fill(epoch));
    const passed = countAtMost(all.sort((a, b) => a - b), this.last_epoch);
    return this.base_lrs.map((lr) => times(lr, powerOf(this.gamma, passed)));
  }
}

/** The rate times `gamma` every epoch (`torch.optim.lr_scheduler.ExponentialLR`). */
export class ExponentialLR extends LRScheduler {
  declare gamma: number;

  constructor(...args: typeof takes.ExponentialLR.args) {
    const { optimizer, gamma, last_epoch } = takes.ExponentialLR.read(args);
    super(optimizer, last_epoch, { gamma });
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    return this._is_initial ? this._rates() : this._rates((lr) => times(lr, this.gamma));
  }
  override _get_closed_form_lr(): Hyper[] {
    return this.base_lrs.map((lr) => times(lr, powerOf(this.gamma, this.last_epoch)));
  }
}
