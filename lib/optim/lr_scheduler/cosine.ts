import { ValueError } from '../../values/errors.js';
import { py_repr } from '../../python/repr.js';
import { signature } from '../../arguments/signature.js';
import { minus, over, plus, powerOf, times, type Hyper } from '../hyperparameter.js';
import { LRScheduler } from './scheduler.js';

const takes = {
  CosineAnnealingLR: signature('CosineAnnealingLR(optimizer: Optimizer, T_max: int, eta_min: float = 0, last_epoch: int = -1)'),
  CosineAnnealingWarmRestarts: signature(`CosineAnnealingWarmRestarts(
    optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0, last_epoch: int = -1)`),
  step: signature('CosineAnnealingWarmRestarts.step(self, epoch: float = None)'),
};

/** Half a cosine wave from the initial rate down to `eta_min` at epoch `T_max`, and up again (`CosineAnnealingLR`). */
export class CosineAnnealingLR extends LRScheduler {
  declare T_max: number;
  declare eta_min: number;

  constructor(...args: typeof takes.CosineAnnealingLR.args) {
    const { optimizer, T_max, eta_min, last_epoch } = takes.CosineAnnealingLR.read(args);
    super(optimizer, last_epoch, { T_max, eta_min });
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    const { last_epoch: epoch, T_max, eta_min } = this;
    if (this._is_initial) return this._rates();
    if (this._step_count === 1 && epoch > 0) {
      const height = 1 + Math.cos((epoch * Math.PI) / T_max);
      return this.base_lrs.map((lr) => annealed(lr, eta_min, height));
    }
    if (modulo(epoch - 1 - T_max, 2 * T_max) === 0) {
      const height = 1 - Math.cos(Math.PI / T_max);
      return this._rates().map((lr, i) => plus(lr, over(times(minus(this.base_lrs[i]!, eta_min), height), 2)));
    }
    const factor = (1 + Math.cos((Math.PI * epoch) / T_max)) / (1 + Math.cos((Math.PI * (epoch - 1)) / T_max));
    return this._rates((lr) => plus(times(factor, minus(lr, eta_min)), eta_min));
  }
  override _get_closed_form_lr(): Hyper[] {
    const height = 1 + Math.cos((Math.PI * this.last_epoch) / this.T_max);
    return this.base_lrs.map((lr) => annealed(lr, this.eta_min, height));
  }
}

/** `height` goes from 2 at the top to 0. */
function annealed(lr: Hyper, least: number, height: number): Hyper {
  return plus(least, over(times(minus(lr, least), height), 2));
}

/** Python's `%`, which has the sign of the divisor. */
function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}

/**
 * Half a cosine wave from the initial rate to `eta_min` in `T_0` epochs, then from the top again, each time `T_mult`
 * times as long (`CosineAnnealingWarmRestarts`). `step` takes fractions of an epoch.
 */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  declare T_0: number;
  /** How many epochs the present cycle has. */
  declare T_i: number;
  declare T_mult: number;
  declare eta_min: number;
  /** How many epochs of the present cycle are over. */
  declare T_cur: number;

  constructor(...args: typeof takes.CosineAnnealingWarmRestarts.args) {
    const given = takes.CosineAnnealingWarmRestarts.read(args);
    const { optimizer, T_mult = 1, eta_min = 0, last_epoch = -1 } = given;
    const T_0 = given.T_0!;
    if (T_0 <= 0 || !Number.isInteger(T_0)) {
      throw new ValueError(`Expected positive integer T_0, but got ${py_repr(T_0)}`);
    }
    if (T_mult < 1 || !Number.isInteger(T_mult)) {
      throw new ValueError(`Expected integer T_mult >= 1, but got ${py_repr(T_mult)}`);
    }
    super(optimizer, last_epoch, { T_0, T_i: T_0, T_mult, eta_min, T_cur: last_epoch });
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    const height = 1 + Math.cos((Math.PI * this.T_cur) / this.T_i);
    return this.base_lrs.map((lr) => annealed(lr, this.eta_min, height));
  }

  override step(...args: typeof takes.step.args): void {
    const [given] = takes.step.list(args);
    this._recorded(given != null, () => this._step_to(given));
  }

  /** Goes to an epoch, or to the next one. */
  _step_to(given: number | null | undefined): void {
    let epoch = given;
    if (epoch == null && this.last_epoch < 0) epoch = 0;
    if (epoch == null) {
      epoch = this.last_epoch + 1;
      this.T_cur += 1;
      if (this.T_cur >= this.T_i) {
        this.T_cur %= this.T_i;
        this.T_i *= this.T_mult;
      }
    } else {
      Object.assign(this, cycleAt(epoch, this));
    }
    this.last_epoch = Math.floor(epoch);
    this._set_lr(this._within(() => this.get_lr()));
  }
}

/** The length of the cycle that an epoch lies in, and how far in it lies. */
function cycleAt(
  epoch: number, { T_0, T_mult, T_i }: Pick<CosineAnnealingWarmRestarts, 'T_0' | 'T_mult' | 'T_i'>,
): Pick<CosineAnnealingWarmRestarts, 'T_i' | 'T_cur'> {
  if (epoch < 0) throw new ValueError(`Expected non-negative epoch, but got ${py_repr(epoch)}`);
  if (epoch < T_0) return { T_i: T_0, T_cur: epoch };
  if (T_mult === 1) return { T_i, T_cur: epoch % T_0 };
  const restarts = Math.trunc(Math.log((epoch / T_0) * (T_mult - 1) + 1) / Math.log(T_mult));
  const length = powerOf(T_mult, restarts);
  return { T_i: T_0 * length, T_cur: epoch - (T_0 * (length - 1)) / (T_mult - 1) };
}
