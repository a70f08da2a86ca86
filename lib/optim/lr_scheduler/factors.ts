import { ValueError } from '../../values/errors.js';
import { signature } from '../../arguments/signature.js';
import { powerOf, times, type Hyper } from '../hyperparameter.js';
import { LRScheduler } from './scheduler.js';

const takes = {
  ConstantLR: signature('ConstantLR(optimizer: Optimizer, factor: float = 1 / 3, total_iters: int = 5, last_epoch: int = -1)'),
  LinearLR: signature(`LinearLR(
    optimizer: Optimizer, start_factor: float = 1 / 3, end_factor: float = 1, total_iters: int = 5,
    last_epoch: int = -1)`),
  PolynomialLR: signature('PolynomialLR(optimizer: Optimizer, total_iters: int = 5, power: float = 1, last_epoch: int = -1)'),
};

/** The initial rate times `factor` until epoch `total_iters` (`torch.optim.lr_scheduler.ConstantLR`). */
export class ConstantLR extends LRScheduler {
  declare factor: number;
  declare total_iters: number;

  constructor(...args: typeof takes.ConstantLR.args) {
    const { optimizer, factor, total_iters, last_epoch } = takes.ConstantLR.read(args);
    if (factor > 1 || factor < 0) {
      throw new ValueError('Constant multiplicative factor expected to be between 0 and 1.');
    }
    super(optimizer, last_epoch, { factor, total_iters });
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    if (this.last_epoch === 0) return this._rates((lr) => times(lr, this.factor));
    if (this.last_epoch !== this.total_iters) return this._rates();
    return this._rates((lr) => times(lr, 1 / this.factor));
  }
  override _get_closed_form_lr(): Hyper[] {
    const reached = this.last_epoch >= this.total_iters ? 1 : 0;
    return this.base_lrs.map((lr) => times(lr, this.factor + reached * (1 - this.factor)));
  }
}

/**
 * The initial rate times a factor that goes in even steps from `start_factor` to `end_factor` at epoch `total_iters`
 * (`torch.optim.lr_scheduler.LinearLR`).
 */
export class LinearLR extends LRScheduler {
  declare start_factor: number;
  declare end_factor: number;
  declare total_iters: number;

  constructor(...args: typeof takes.LinearLR.args) {
    const { optimizer, start_factor, end_factor, total_iters, last_epoch } = takes.LinearLR.read(args);
    if (start_factor > 1 || start_factor <= 0) {
      throw new ValueError('Starting multiplicative factor expected to be greater than 0 and less or equal to 1.');
    }
    if (end_factor > 1 || end_factor < 0) {
      throw new ValueError('Ending multiplicative factor expected to be between 0 and 1.');
    }
    super(optimizer, last_epoch, { start_factor, end_factor, total_iters });
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    const { last_epoch: epoch, start_factor: start, total_iters: total } = this;
    if (epoch === 0) return this._rates((lr) => times(lr, start));
    if (this._is_initial || epoch > total) return this._rates();
    const rise = this.end_factor - start;
    const factor = 1 + rise / (total * start + (epoch - 1) * rise);
    return this._rates((lr) => times(lr, factor));
  }
  override _get_closed_form_lr(): Hyper[] {
    const { start_factor: start, end_factor: end, total_iters: total } = this;
    const factor = start + ((end - start) * Math.min(total, this.last_epoch)) / total;
    return this.base_lrs.map((lr) => times(lr, factor));
  }
}

/** The initial rate times (1 - epoch / total_iters) ** power, and 0 after that (`PolynomialLR`). */
export class PolynomialLR extends LRScheduler {
  declare total_iters: number;
  declare power: number;

  constructor(...args: typeof takes.PolynomialLR.args) {
    const { optimizer, total_iters, power, last_epoch } = takes.PolynomialLR.read(args);
    super(optimizer, last_epoch, { total_iters, power });
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    const { last_epoch: epoch, total_iters: total } = this;
    if (this._is_initial || epoch > total) return this._rates();
    const factor = powerOf((1 - epoch / total) / (1 - (epoch - 1) / total), this.power);
    return this._rates((lr) => times(lr, factor));
  }
  override _get_closed_form_lr(): Hyper[] {
    const factor = powerOf(1 - Math.min(this.total_iters, this.last_epoch) / this.total_iters, this.power);
    return this.base_lrs.map((lr) => times(lr, factor));
  }
}
