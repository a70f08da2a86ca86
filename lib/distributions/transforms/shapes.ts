import './inverse.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { ValueError } from '../../values/errors.js';
import { Size, sizeOf } from '../../values/size.js';
import { independent, real, type Constraint } from '../constraints.js';
import { endText } from '../shapes.js';
import { _sum_rightmost } from '../utils.js';
import { Transform, type Shape, type Sign } from './transform.js';

const takes = {
  independent: signature(`IndependentTransform(base_transform: Transform, reinterpreted_batch_ndims: int,
    cache_size: int = 0)`),
  reshape: signature('ReshapeTransform(in_shape: Sequence[int], out_shape: Sequence[int], cache_size: int = 0)'),
};

/**
 * A transform whose last `reinterpreted_batch_ndims` dimensions are of one event, over which its Jacobian is summed
 * (`torch.distributions.transforms.IndependentTransform`).
 */
export class IndependentTransform extends Transform {
  declare base_transform: Transform;
  declare reinterpreted_batch_ndims: number;

  constructor(...args: typeof takes.independent.args) {
    const { base_transform, reinterpreted_batch_ndims, cache_size } = takes.independent.read(args);
    super({ cache_size });
    this.base_transform = base_transform.with_cache(cache_size);
    this.reinterpreted_batch_ndims = reinterpreted_batch_ndims;
  }

  protected override _with_cache(cache_size: number): Transform {
    return new IndependentTransform(this.base_transform, this.reinterpreted_batch_ndims, { cache_size });
  }
  override get domain(): Constraint {
    return independent(this.base_transform.domain, this.reinterpreted_batch_ndims);
  }
  override get codomain(): Constraint {
    return independent(this.base_transform.codomain, this.reinterpreted_batch_ndims);
  }
  override get bijective(): boolean {
    return this.base_transform.bijective;
  }
  override get sign(): Sign {
    return this.base_transform.sign;
  }

  override _call(x: Tensor): Tensor {
    if (x.dim() < this.domain.event_dim) throw new ValueError('Too few dimensions on input');
    return this.base_transform(x);
  }
  override _inverse(y: Tensor): Tensor {
    if (y.dim() < this.codomain.event_dim) throw new ValueError('Too few dimensions on input');
    return this.base_transform.inv(y);
  }
  override log_abs_det_jacobian(x: Tensor, y: Tensor): Tensor {
    return _sum_rightmost(this.base_transform.log_abs_det_jacobian(x, y), this.reinterpreted_batch_ndims);
  }
  override forward_shape(shape: Shape): Shape {
    return this.base_transform.forward_shape(shape);
  }
  override inverse_shape(shape: Shape): Shape {
    return this.base_transform.inverse_shape(shape);
  }
  override toString(): string {
    return `${this.constructor.name}(${this.base_transform.toString()}, ${this.reinterpreted_batch_ndims})`;
  }
}

/**
 * Another shape for an event of as many elements (`torch.distributions.transforms.ReshapeTransform`): (*, in_shape) to
 * (*, out_shape). Throws a ValueError where they do not have the same number of elements.
 */
export class ReshapeTransform extends Transform {
  static override readonly bijective: boolean = true;
  declare in_shape: Size;
  declare out_shape: Size;

  constructor(...args: typeof takes.reshape.args) {
    const { in_shape, out_shape, cache_size } = takes.reshape.read(args);
    const [from, to] = [Size(in_shape), Size(out_shape)];
    if (from.numel() !== to.numel()) throw new ValueError('in_shape, out_shape have different numbers of elements');
    super({ cache_size });
    this.in_shape = from;
    this.out_shape = to;
  }

  override get domain(): Constraint {
    return independent(real, this.in_shape.length);
  }
  override get codomain(): Constraint {
    return independent(real, this.out_shape.length);
  }
  protected override _with_cache(cache_size: number): Transform {
    return new ReshapeTransform(this.in_shape, this.out_shape, { cache_size });
  }

  override _call(x: Tensor): Tensor {
    return x.reshape([...batchShape(x, this.in_shape), ...this.out_shape]);
  }
  override _inverse(y: Tensor): Tensor {
    return y.reshape([...batchShape(y, this.out_shape), ...this.in_shape]);
  }
  override log_abs_det_jacobian(x: Tensor, _y: Tensor): Tensor {
    return x.new_zeros(batchShape(x, this.in_shape));
  }
  override forward_shape(shape: Shape): Shape {
    return exchanged(shape, this.in_shape, this.out_shape);
  }
  override inverse_shape(shape: Shape): Shape {
    return exchanged(shape, this.out_shape, this.in_shape);
  }
}

function batchShape(x: Tensor, event: Size): readonly number[] {
  return x.shape.slice(0, x.dim() - event.length);
}

function exchanged(shape: Shape, from: Size, to: Size): Shape {
  const cut = shape.length - from.length;
  if (cut < 0) throw new ValueError('Too few dimensions on input');
  if (from.some((n, i) => n !== shape[cut + i])) {
    throw new ValueError(`Shape mismatch: expected ${endText(shape, cut)} but got ${String(from)}`);
  }
  return sizeOf([...shape.slice(0, cut), ...to]);
}
