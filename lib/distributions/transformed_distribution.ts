import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/index.js';
import { py_repr } from '../python/repr.js';
import type { Tensor } from '../tensor/tensor.js';
import { AssertionError, ValueError } from '../values/errors.js';
import { sizeOf, type Size } from '../values/size.js';
import { dependent_property, independent, type Constraint } from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { Independent } from './independent.js';
import { isNumber, plus, times } from './numbers.js';
import { sameShape } from './shapes.js';
import { ComposeTransform, Transform } from './transforms.js';
import { _sum_rightmost } from './utils.js';

const takes = signature(`TransformedDistribution(base_distribution: Distribution,
  transforms: Transform | Sequence[Transform], validate_args: bool = None)`);

/**
 * What transforms make of the values of a distribution, one after the other
 * (`torch.distributions.TransformedDistribution`). Throws a ValueError for what is no transform, and where the base has
 * too few dimensions. A class of one's own that has to set its fields first calls `super()` without arguments, and
 * `this._initTransformed(base_distribution, transforms, validate_args)` at the end.
 */
export class TransformedDistribution extends Distribution {
  static override readonly arg_constraints: ArgConstraints = {};
  static override readonly support: Constraint = dependent_property({ is_discrete: false });

  /** The distribution whose values are transformed. */
  declare base_dist: Distribution;
  declare transforms: readonly Transform[];

  constructor(...args: typeof takes.args | []) {
    super();
    if (args.length === 0 && new.target !== TransformedDistribution) return;
    const { base_distribution, transforms, validate_args } = takes.read(args);
    this._initTransformed(base_distribution, transforms, validate_args);
  }

  protected _initTransformed(
    base_distribution: Distribution, transforms: Transform | readonly Transform[], validate_args: boolean | null = null,
  ): void {
    this.transforms = transformsOf(transforms);
    const transform = new ComposeTransform(this.transforms);
    const { domain, codomain } = transform;
    this.base_dist = baseFor(transform, domain, base_distribution);
    const forward = transform.forward_shape(
      [...base_distribution.batch_shape, ...base_distribution.event_shape]);
    const base_event_dim = base_distribution.event_shape.length;
    const event_dim = Math.max(codomain.event_dim, base_event_dim + codomain.event_dim - domain.event_dim);
    if (forward.length < event_dim) {
      throw new AssertionError(`forward_shape length ${forward.length} must be >= event_dim ${event_dim}`);
    }
    const cut = forward.length - event_dim;
    this._init(sizeOf(forward.slice(0, cut)), sizeOf(forward.slice(cut)), validate_args);
  }

  protected override _expand(batch_shape: Size, instance: this | null): this {
    const made = this._get_checked_instance(TransformedDistribution, instance);
    const shape = this.transforms.reduceRight<readonly number[]>(
      (each, transform) => transform.inverse_shape(each), sizeOf([...batch_shape, ...this.event_shape]));
    made.base_dist = this.base_dist.expand(shape.slice(0, shape.length - this.base_dist.event_shape.length));
    made.transforms = this.transforms;
    return this._expanded(made, batch_shape, this.event_shape);
  }

  // What a subclass has as its own is as it says; else it follows from the base and the transforms.
  override get support(): Constraint {
    const { support: own } = this.constructor as typeof TransformedDistribution;
    if (own !== TransformedDistribution.support) return own;
    const last = this.transforms.at(-1);
    if (last === undefined) return this.base_dist.support;
    const support = last.codomain;
    const more = this.event_shape.length - support.event_dim;
    return more > 0 ? independent(support, more) : support;
  }
  override get has_rsample(): boolean {
    return (this.constructor as typeof TransformedDistribution).has_rsample || this.base_dist.has_rsample;
  }

  protected override _sample(sample_shape: Size): Tensor {
    return no_grad(() => this._transformed(this.base_dist.sample(sample_shape)));
  }
  protected override _rsample(sample_shape: Size): Tensor {
    return this._transformed(this.base_dist.rsample(sample_shape));
  }
  private _transformed(value: Tensor): Tensor {
    return this.transforms.reduce((x, transform) => transform(x), value);
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    let event_dim = this.event_shape.length;
    let log_prob: Tensor | number = 0;
    let y = value;
    for (const transform of [...this.transforms].reverse()) {
      const x = transform.inv(y);
      event_dim += transform.domain.event_dim - transform.codomain.event_dim;
      const term = _sum_rightmost(transform.log_abs_det_jacobian(x, y), event_dim - transform.domain.event_dim);
      log_prob = plus(log_prob, term.neg());
      y = x;
    }
    const base = _sum_rightmost(this.base_dist.log_prob(y), event_dim - this.base_dist.event_shape.length);
    return plus(log_prob, base) as Tensor;
  }

  /** 1 - value where the transforms fall. */
  _monotonize_cdf(value: Tensor): Tensor {
    const sign = this.transforms.reduce<Tensor | number>((product, each) => times(product, each.sign), 1);
    if (isNumber(sign) && sign === 1) return value;
    return (times(sign, value.sub(0.5)) as Tensor).add(0.5);
  }

  protected override _cdf(value: Tensor): Tensor {
    const x = this.transforms.reduceRight((y, transform) => transform.inv(y), value);
    if (this._validate_args) this.base_dist._validate_sample(x);
    return this._monotonize_cdf(this.base_dist.cdf(x));
  }
  protected override _icdf(value: Tensor): Tensor {
    return this._transformed(this.base_dist.icdf(this._monotonize_cdf(value)));
  }
}

function transformsOf(transforms: unknown): readonly Transform[] {
  if (transforms instanceof Transform) return [transforms];
  if (!Array.isArray(transforms)) {
    throw new ValueError(`transforms must be a Transform or list, but was ${py_repr(transforms)}`);
  }
  if (transforms.every((each) => each instanceof Transform)) return transforms;
  throw new ValueError('transforms must be a Transform or a list of Transforms');
}

/** The base with the shape that the transforms give it, and as many dimensions in an event as they look at. */
function baseFor(transform: Transform, domain: Constraint, base: Distribution): Distribution {
  const shape = sizeOf([...base.batch_shape, ...base.event_shape]);
  if (shape.length < domain.event_dim) {
    throw new ValueError(
      `base_distribution needs to have shape with size at least ${domain.event_dim}, but got ${String(shape)}.`);
  }
  const expanded = transform.inverse_shape(transform.forward_shape(shape));
  const fitting = sameShape(expanded, shape) ? base
    : base.expand(expanded.slice(0, expanded.length - base.event_shape.length));
  const more = domain.event_dim - base.event_shape.length;
  return more > 0 ? new Independent(fitting, more) : fitting;
}
