import { typeName } from '../../../values/type_name.js';
import { optionsOf } from '../../../arguments/named.js';
import type { Tensor } from '../../../tensor/tensor.js';
import * as F from '../../functional.js';
import { constructorArguments, type Arguments } from '../arguments.js';
import { Loss, PlainLoss, type LossOptions, type Reduction } from './base.js';

/** The mean of |input - target| (`torch.nn.L1Loss`): two tensors of one size. */
export class L1Loss extends PlainLoss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.l1_loss(input, target, null, null, this.reduction);
  }
}

/** The mean of (input - target)^2 (`torch.nn.MSELoss`): two tensors of one size. */
export class MSELoss extends PlainLoss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.mse_loss(input, target, null, null, this.reduction);
  }
}

interface SmoothOptions extends LossOptions {
  readonly beta?: number;
}
const smoothOrder = ['size_average', 'reduce', 'reduction', 'beta'] as const;

/** {@link L1Loss} where elements differ by more than `beta`, squared below (`torch.nn.SmoothL1Loss`). */
export class SmoothL1Loss extends Loss {
  beta: number;

  constructor(...args: Arguments<SmoothOptions, typeof smoothOrder>) {
    const given = constructorArguments<SmoothOptions>('SmoothL1Loss', smoothOrder, 0, args);
    super(given);
    this.beta = given.beta ?? 1;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.smooth_l1_loss(input, target, null, null, this.reduction, this.beta);
  }
}

interface HuberOptions {
  readonly reduction?: Reduction;
  readonly delta?: number;
}
const huberOrder = ['reduction', 'delta'] as const;

/** Half the square of differences up to `delta`, linear beyond (`torch.nn.HuberLoss`). */
export class HuberLoss extends Loss {
  delta: number;

  constructor(...args: Arguments<HuberOptions, typeof huberOrder>) {
    const { reduction = 'mean', delta = 1 } = constructorArguments<HuberOptions>('HuberLoss', huberOrder, 0, args);
    if (typeof delta !== 'number') {
      throw new TypeError(`delta must be a float or int, got: <class '${typeName(delta)}'>`);
    }
    super({ reduction });
    this.delta = delta;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.huber_loss(input, target, this.reduction, this.delta);
  }
}

interface PoissonOptions extends LossOptions {
  readonly log_input?: boolean;
  readonly full?: boolean;
  readonly eps?: number;
}
const poissonOrder = ['log_input', 'full', 'size_average', 'eps', 'reduce', 'reduction'] as const;

/**
 * The loss of targets under Poisson distributions (`torch.nn.PoissonNLLLoss`); the input is the logarithm of their
 * rates unless `log_input` is false; `full` adds Stirling's term.
 */
export class PoissonNLLLoss extends Loss {
  log_input: boolean;
  full: boolean;
  eps: number;

  constructor(...args: Arguments<PoissonOptions, typeof poissonOrder>) {
    const given = constructorArguments<PoissonOptions>('PoissonNLLLoss', poissonOrder, 0, args);
    super(given);
    this.log_input = given.log_input ?? true;
    this.full = given.full ?? false;
    this.eps = given.eps ?? 1e-8;
  }

  forward(log_input: Tensor, target: Tensor): Tensor {
    return F.poisson_nll_loss(log_input, target, this.log_input, this.full, null, this.eps, null, this.reduction);
  }
}

interface GaussianOptions {
  readonly full?: boolean;
  readonly eps?: number;
  readonly reduction?: Reduction;
}

/** The loss of targets under normal distributions, from means and variances (`torch.nn.GaussianNLLLoss`). */
export class GaussianNLLLoss extends Loss {
  full: boolean;
  eps: number;

  constructor(options?: GaussianOptions) {
    const { full = false, eps = 1e-6, reduction } = optionsOf(
      'GaussianNLLLoss.__init__', options, ['full', 'eps', 'reduction']);
    super({ reduction });
    this.full = full;
    this.eps = eps;
  }

  forward(input: Tensor, target: Tensor, variance: Tensor | number): Tensor {
    return F.gaussian_nll_loss(input, target, variance, this.full, this.eps, this.reduction);
  }
}
