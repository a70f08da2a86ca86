import type { Tensor } from '../../tensor/tensor.js';
import type { Constraint } from '../constraints.js';
import { provideInverse, Transform, type Shape, type Sign } from './transform.js';

/** The inverse of one transform, `t.inv`. */
class _InverseTransform extends Transform {
  declare _inv: Transform;

  constructor(transform: Transform) {
    super({ cache_size: transform._cache_size });
    this._inv = transform;
  }

  override get domain(): Constraint {
    return this._inv.codomain;
  }
  override get codomain(): Constraint {
    return this._inv.domain;
  }
  override get bijective(): boolean {
    return this._inv.bijective;
  }
  override get sign(): Sign {
    return this._inv.sign;
  }
  override get inv(): Transform {
    return this._inv;
  }

  override with_cache(...args: Parameters<Transform['with_cache']>): Transform {
    return this._inv.with_cache(...args).inv;
  }
  override equals(other: unknown): boolean {
    return other instanceof _InverseTransform && this._inv.equals(other._inv);
  }
  override __call__(x: Tensor): Tensor {
    return this._inv._inv_call(x);
  }
  override log_abs_det_jacobian(x: Tensor, y: Tensor): Tensor {
    return this._inv.log_abs_det_jacobian(y, x).neg();
  }
  override forward_shape(shape: Shape): Shape {
    return this._inv.inverse_shape(shape);
  }
  override inverse_shape(shape: Shape): Shape {
    return this._inv.forward_shape(shape);
  }
  override toString(): string {
    return `${this.constructor.name}(${this._inv.toString()})`;
  }
}

provideInverse((transform) => new _InverseTransform(transform));
