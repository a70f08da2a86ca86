import { typeName } from '../../../values/type_name.js';
import type { Tensor } from '../../../tensor/tensor.js';
import * as F from '../../functional.js';
import { inputs } from '../../module/inputs.js';
import { signature } from '../../../arguments/signature.js';
import { inputAndTarget, Loss } from './base.js';

const takes = {
  SmoothL1Loss: signature(`SmoothL1Loss(size_average: bool | None = None, reduce: bool | None = None,
    reduction: Reduction = "mean", beta: float = 1.0)`),
  HuberLoss: signature('HuberLoss(reduction: Reduction = "mean", delta: float = 1.0)'),
  PoissonNLLLoss: signature(`PoissonNLLLoss(log_input: bool = True, full: bool = False,
    size_average: bool | None = None, eps: float = 1e-08, reduce: bool | None = None, reduction: Reduction = "mean")`),
  poissonForward: signature('forward(self, log_input: Tensor, target: Tensor) -> Tensor'),
  GaussianNLLLoss: signature(
    'GaussianNLLLoss(*, full: bool = False, eps: float = 1e-06, reduction: Reduction = "mean")'),
  gaussianForward: signature('forward(self, input: Tensor, target: Tensor, var: Tensor | float) -> Tensor'),
};

/** The mean of |input - target| (`torch.nn.L1Loss`): two tensors of one size. */
export class L1Loss extends Loss {
  get [inputs]() { return inputAndTarget; }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.l1_loss(input, target, null, null, this.reduction);
  }
}

/** The mean of (input - target)^2 (`torch.nn.MSELoss`): two tensors of one size. */
export class MSELoss extends Loss {
  get [inputs]() { return inputAndTarget; }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.mse_loss(input, target, null, null, this.reduction);
  }
}

/** {@link L1Loss} where elements differ by more than `beta`, squared below (`torch.nn.SmoothL1Loss`). */
export class SmoothL1Loss extends Loss {
  beta: number;

  constructor(...args: typeof takes.SmoothL1Loss.args) {
    const { beta, ...rest } = takes.SmoothL1Loss.read(args);
    super(rest);
    this.beta = beta;
  }

  get [inputs]() { return inputAndTarget; }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.smooth_l1_loss(input, target, null, null, this.reduction, this.beta);
  }
}

/** Half the square of differences up to `delta`, linear beyond (`torch.nn.HuberLoss`). */
export class HuberLoss extends Loss {
  delta: number;

  constructor(...args: typeof takes.HuberLoss.args) {
    const { reduction, delta } = takes.HuberLoss.read(args);
    if (typeof delta !== 'number') {
      throw new TypeError(`delta must be a float or int, got: <class '${typeName(delta)}'>`);
    }
    super({ reduction });
    this.delta = delta;
  }

  get [inputs]() { return inputAndTarget; }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.huber_loss(input, target, this.reduction, this.delta);
  }
}

/**
 * The loss of targets under Poisson distributions (`torch.nn.PoissonNLLLoss`); the input is the logarithm of their
 * rates unless `log_input` is false; `full` adds Stirling's term.
 */
export class PoissonNLLLoss extends Loss {
  log_input: boolean;
  full: boolean;
  eps: number;

  constructor(...args: typeof takes.PoissonNLLLoss.args) {
    const { log_input, full, eps, ...rest } = takes.PoissonNLLLoss.read(args);
    super(rest);
    this.log_input = log_input;
    this.full = full;
    this.eps = eps;
  }

  get [inputs]() { return takes.poissonForward; }

  forward(log_input: Tensor, target: Tensor): Tensor {
    return F.poisson_nll_loss(log_input, target, this.log_input, this.full, null, this.eps, null, this.reduction);
  }
}

/** The loss of targets under normal distributions, from means and variances (`torch.nn.GaussianNLLLoss`). */
export class GaussianNLLLoss extends Loss {
  full: boolean;
  eps: number;

  constructor(...args: typeof takes.GaussianNLLLoss.args) {
    const { full, eps, reduction } = takes.GaussianNLLLoss.read(args);
    super({ reduction });
    this.full = full;
    this.eps = eps;
  }

  get [inputs]() { return takes.gaussianForward; }

  forward(input: Tensor, target: Tensor, variance: Tensor | number): Tensor {
    return F.gaussian_nll_loss(input, target, variance, this.full, this.eps, this.reduction);
  }
}
