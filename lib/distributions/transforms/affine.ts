import './inverse.js';
import { signature } from '../../arguments/signature.js';
import { broadcast_shapes } from '../../functional.js';
import { full_like } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { independent, real, type Constraint } from '../constraints.js';
import { isNumber, plus, times } from '../numbers.js';
import { logarithm } from '../logarithm.js';
import { Transform, type Shape, type Sign } from './transform.js';

const takes = signature(
  'AffineTransform(loc: Tensor | float, scale: Tensor | float, event_dim: int = 0, cache_size: int = 0)');

/**
 * loc + scale * x (`torch.distributions.transforms.AffineTransform`); `event_dim` is 0 for numbers, 1 for vectors, 2
 * for matrices.
 */
export class AffineTransform extends Transform {
  static override readonly bijective: boolean = true;
  declare loc: Tensor | number;
  declare scale: Tensor | number;
  declare _event_dim: number;

  constructor(...args: typeof takes.args) {
    const { loc, scale, event_dim, cache_size } = takes.read(args);
    super({ cache_size });
    this.loc = loc;
    this.scale = scale;
    this._event_dim = event_dim;
  }

  override get event_dim(): number {
    return this._event_dim;
  }
  override get domain(): Constraint {
    return this.event_dim === 0 ? real : independent(real, this.event_dim);
  }
  override get codomain(): Constraint {
    return this.domain;
  }
  protected override _with_cache(cache_size: number): Transform {
    return new AffineTransform(this.loc, this.scale, this.event_dim, cache_size);
  }
  override equals(other: unknown): boolean {
    return other instanceof AffineTransform && same(this.loc, other.loc) && same(this.scale, other.scale);
  }
  override get sign(): Sign {
    return isNumber(this.scale) ? Math.sign(this.scale) : this.scale.sign();
  }

  override _call(x: Tensor): Tensor {
    return plus(this.loc, times(this.scale, x)) as Tensor;
  }
  override _inverse(y: Tensor): Tensor {
    return y.sub(this.loc).div(this.scale);
  }
  override log_abs_det_jacobian(x: Tensor, _y: Tensor): Tensor {
    const { scale, event_dim } = this;
    let { shape }: { shape: readonly number[] } = x;
    let result = isNumber(scale) ? full_like(x, logarithm(Math.abs(scale))) : scale.abs().log();
    if (event_dim > 0) {
      result = result.view([...result.shape.slice(0, -event_dim), -1]).sum(-1);
      shape = shape.slice(0, -event_dim);
    }
    return result.expand(shape);
  }
  override forward_shape(shape: Shape): Shape {
    return broadcast_shapes(shape, shapeOf(this.loc), shapeOf(this.scale));
  }
  override inverse_shape(shape: Shape): Shape {
    return this.forward_shape(shape);
  }
}

const shapeOf = (value: Tensor | number): Shape => (isNumber(value) ? [] : value.shape);

function same(a: Tensor | number, b: Tensor | number): boolean {
  if (isNumber(a)) return isNumber(b) ? a === b : b.eq(a).all().item();
  return a.eq(b).all().item();
}
