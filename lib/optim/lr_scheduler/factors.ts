import { ValueError } from '../../values/errors.js';
import type { Arguments } from '../../nn/modules/arguments.js';
import { constructorArguments } from '../arguments.js';
import { powerOf, times, type Hyper } from '../hyperparameter.js';
import type { Optimizer } from '../optimizer.js';
import { LRScheduler } from './scheduler.js';

interface ConstantArguments {
  optimizer: Optimizer;
  factor?: number;
  total_iters?: number;
  last_epoch?: number;
}

/** The initial rate times `factor` until epoch `total_iters` (`torch.optim.lr_scheduler.ConstantLR`). */
export class ConstantLR extends LRScheduler {
  declare factor: number;
  declare total_iters: number;

  constructor(...args: Arguments<ConstantArguments, ['optimizer', 'factor', 'total_iters', 'last_epoch']>) {
    const { optimizer, factor = 1 / 3, total_iters = 5, last_epoch } = constructorArguments<ConstantArguments>(
      'ConstantLR', ['optimizer', 'factor', 'total_iters', 'last_epoch'], [], args);
    if (factor > 1 || factor < 0) {
      throw new ValueError('Constant multiplicative factor expected to be between 0 and 1.');
    }
    super(optimizer!, last_epoch, { factor, total_iters });
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

interface LinearArguments {
  optimizer: Optimizer;
  start_factor?: number;
  end_factor?: number;
  total_iters?: number;
  last_epoch?: number;
}

/**
 * The initial rate times a factor that goes in even steps from `start_factor` to `end_factor` at epoch `total_iters`
 * (`torch.optim.lr_scheduler.LinearLR`).
 */
export class LinearLR extends LRScheduler {
  declare start_factor: number;
  declare end_factor: number;
  declare total_iters: number;

  constructor(
    ...args: Arguments<LinearArguments, ['optimizer', 'start_factor', 'end_factor', 'total_iters', 'last_epoch']>
  ) {
    const { optimizer, start_factor = 1 / 3, end_factor = 1, total_iters = 5, last_epoch } =
      constructorArguments<LinearArguments>(
        'LinearLR', ['optimizer', 'start_factor', 'end_factor', 'total_iters', 'last_epoch'], [], args);
    if (start_factor > 1 || start_factor <= 0) {
      throw new ValueError('Starting multiplicative factor expected to be greater than 0 and less or equal to 1.');
    }
    if (end_factor > 1 || end_factor < 0) {
      throw new ValueError('Ending multiplicative factor expected to be between 0 and 1.');
    }
    super(optimizer!, last_epoch, { start_factor, end_factor, total_iters });
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

interface PolynomialArguments {
  optimizer: Optimizer;
  total_iters?: number;
  power?: number;
  last_epoch?: number;
}

/** The initial rate times (1 - epoch / total_iters) ** power, and 0 after that (`PolynomialLR`). */
export class PolynomialLR extends LRScheduler {
  declare total_iters: number;
  declare power: number;

  constructor(...args: Arguments<PolynomialArguments, ['optimizer', 'total_iters', 'power', 'last_epoch']>) {
    const { optimizer, total_iters = 5, power = 1, last_epoch } = constructorArguments<PolynomialArguments>(
      'PolynomialLR', ['optimizer', 'total_iters', 'power', 'last_epoch'], [], args);
    super(optimizer!, last_epoch, { total_iters, power });
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
