import './inverse.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { unit_interval, type Constraint } from '../constraints.js';
import type { Distribution } from '../distribution.js';
import { Transform } from './transform.js';

const takes = signature('CumulativeDistributionTransform(distribution: Distribution, cache_size: int = 0)');

/**
 * The cumulative distribution function of a distribution
 * (`torch.distributions.transforms.CumulativeDistributionTransform`).
 */
export class CumulativeDistributionTransform extends Transform {
  static override readonly codomain: Constraint = unit_interval;
  static override readonly bijective: boolean = true;
  static override readonly sign: number = 1;
  declare distribution: Distribution;

  constructor(...args: typeof takes.args) {
    const { distribution, cache_size } = takes.read(args);
    super({ cache_size });
    this.distribution = distribution;
  }

  override get domain(): Constraint {
    return this.distribution.support;
  }
  protected override _with_cache(cache_size: number): Transform {
    return new CumulativeDistributionTransform(this.distribution, { cache_size });
  }
  override _call(x: Tensor): Tensor {
    return this.distribution.cdf(x);
  }
  override _inverse(y: Tensor): Tensor {
    return this.distribution.icdf(y);
  }
  override log_abs_det_jacobian(x: Tensor, _y: Tensor): Tensor {
    return this.distribution.log_prob(x);
  }
}
