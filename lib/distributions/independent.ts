import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { NotImplementedError, ValueError } from '../values/errors.js';
import { sizeOf, type Size } from '../values/size.js';
import { dependent_property, independent, type Constraint } from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { _sum_rightmost } from './utils.js';

const takes = signature(`Independent(base_distribution: Distribution, reinterpreted_batch_ndims: int,
  validate_args: bool = None)`);

/**
 * A distribution whose last `reinterpreted_batch_ndims` dimensions of the batch are of one event
 * (`torch.distributions.Independent`). Throws a ValueError for more dimensions than the batch has.
 */
export class Independent<D extends Distribution = Distribution> extends Distribution {
  static override readonly arg_constraints: ArgConstraints = {};
  static override readonly support: Constraint = dependent_property();

  /** The distribution some of whose batch dimensions belong to events here. */
  declare base_dist: D;
  declare reinterpreted_batch_ndims: number;

  constructor(...args: typeof takes.args) {
    super();
    const { base_distribution, reinterpreted_batch_ndims, validate_args } = takes.read(args);
    const { batch_shape, event_shape } = base_distribution;
    if (reinterpreted_batch_ndims > batch_shape.length) {
      throw new ValueError('Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), ' +
        `actual ${reinterpreted_batch_ndims} vs ${batch_shape.length}`);
    }
    const shape = [...batch_shape, ...event_shape];
    const cut = batch_shape.length - reinterpreted_batch_ndims;
    this.base_dist = base_distribution as D;
    this.reinterpreted_batch_ndims = reinterpreted_batch_ndims;
    this._init(sizeOf(shape.slice(0, cut)), sizeOf(shape.slice(cut)), validate_args);
  }

  protected override _expand(batch_shape: Size, instance: this | null): this {
    const made = this._get_checked_instance(Independent, instance);
    made.base_dist = this.base_dist.expand(
      [...batch_shape, ...this.event_shape.slice(0, this.reinterpreted_batch_ndims)]);
    made.reinterpreted_batch_ndims = this.reinterpreted_batch_ndims;
    return this._expanded(made, batch_shape, this.event_shape);
  }

  override get has_rsample(): boolean {
    return this.base_dist.has_rsample;
  }
  override get has_enumerate_support(): boolean {
    return this.reinterpreted_batch_ndims > 0 ? false : this.base_dist.has_enumerate_support;
  }
  override get support(): Constraint {
    const { support } = this.base_dist;
    return this.reinterpreted_batch_ndims === 0 ? support : independent(support, this.reinterpreted_batch_ndims);
  }
  override get mean(): Tensor {
    return this.base_dist.mean;
  }
  override get mode(): Tensor {
    return this.base_dist.mode;
  }
  override get variance(): Tensor {
    return this.base_dist.variance;
  }

  protected override _sample(sample_shape: Size): Tensor {
    return this.base_dist.sample(sample_shape);
  }
  protected override _rsample(sample_shape: Size): Tensor {
    return this.base_dist.rsample(sample_shape);
  }
  protected override _log_prob(value: Tensor): Tensor {
    return _sum_rightmost(this.base_dist.log_prob(value), this.reinterpreted_batch_ndims);
  }
  override entropy(): Tensor {
    return _sum_rightmost(this.base_dist.entropy(), this.reinterpreted_batch_ndims);
  }
  protected override _enumerate_support(expand: boolean): Tensor {
    if (this.reinterpreted_batch_ndims > 0) {
      throw new NotImplementedError('Enumeration over cartesian product is not implemented');
    }
    return this.base_dist.enumerate_support(expand);
  }

  override toString(): string {
    return `${this.constructor.name}(${this.base_dist.toString()}, ${this.reinterpreted_batch_ndims})`;
  }
}
