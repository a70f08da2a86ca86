import { signature } from '../arguments/signature.js';
import { lgamma, rsub, stack } from '../generated/torch.js';
import { tensor } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Dirichlet } from './dirichlet.js';
import type { ArgConstraints } from './distribution.js';
import { ExponentialFamily } from './exp_family.js';
import { isNumber } from './numbers.js';
import { broadcast_all } from './utils.js';

const takes = signature(
  'Beta(concentration1: Tensor | float, concentration0: Tensor | float, validate_args: bool = None)');

/**
 * Numbers between 0 and 1 with density proportional to x^(`concentration1` - 1) (1 - x)^(`concentration0` - 1)
 * (`torch.distributions.beta.Beta`).
 */
export class Beta extends ExponentialFamily {
  static override readonly arg_constraints: ArgConstraints =
    { concentration1: constraints.positive, concentration0: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.unit_interval;
  static override readonly has_rsample: boolean = true;
  declare _dirichlet: Dirichlet;

  constructor(...args: typeof takes.args) {
    super();
    const { concentration1, concentration0, validate_args } = takes.read(args);
    const both = isNumber(concentration1) && isNumber(concentration0)
      ? tensor([Number(concentration1), Number(concentration0)])
      : stack(broadcast_all(concentration1, concentration0), -1);
    this._dirichlet = new Dirichlet(both, { validate_args });
    this._init(this._dirichlet._batch_shape, sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Beta, _instance);
    made._dirichlet = this._dirichlet.expand(batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    return this.concentration1.div(this.concentration1.add(this.concentration0));
  }

  override get mode(): Tensor {
    return this._dirichlet.mode.select(-1, 0);
  }

  override get variance(): Tensor {
    const total = this.concentration1.add(this.concentration0);
    return this.concentration1.mul(this.concentration0).div(total.pow(2).mul(total.add(1)));
  }

  protected override _rsample(sample_shape: Size): Tensor {
    return this._dirichlet.rsample(sample_shape).select(-1, 0);
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return this._dirichlet.log_prob(stack([value, rsub(value, 1)], -1));
  }

  override entropy(): Tensor {
    return this._dirichlet.entropy();
  }

  /** The exponent of x, plus one. */
  get concentration1(): Tensor {
    return this._dirichlet.concentration.select(-1, 0);
  }

  /** The exponent of 1 - x, plus one. */
  get concentration0(): Tensor {
    return this._dirichlet.concentration.select(-1, 1);
  }

  override get _natural_params(): readonly [Tensor, Tensor] {
    return [this.concentration1, this.concentration0];
  }

  override _log_normalizer(x: Tensor, y: Tensor): Tensor {
    return lgamma(x).add(lgamma(y)).sub(lgamma(x.add(y)));
  }
}
