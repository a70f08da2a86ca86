import { inspect } from 'node:util';
import { signature } from '../../arguments/signature.js';
import { CallableObject } from '../../python/callable_object.js';
import type { Tensor } from '../../tensor/tensor.js';
import { NotImplementedError, ValueError, AttributeError } from '../../values/errors.js';
import type { Constraint } from '../constraints.js';
import { hasOwnConstructor } from '../subclasses.js';
import { classText } from '../texts.js';

/** What a shape is to a transform. */
export type Shape = readonly number[];

/** Whether a transform rises or falls: 1 or -1, or that of each element. */
export type Sign = Tensor | number;

const takes = {
  init: signature('Transform(cache_size: int = 0)'),
  with_cache: signature('Transform.with_cache(self, cache_size: int = 1)'),
};

/**
 * An invertible function of tensors that knows the determinant of its Jacobian
 * (`torch.distributions.transforms.Transform`). It is called, `t(x)`; `t.inv` is its inverse. With `cache_size` 1 it
 * keeps its last input and output, so that `t.inv(t(x))` is `x` itself. A class of one's own has `_call`, `_inverse`,
 * and `log_abs_det_jacobian` where it is bijective; `domain`, `codomain`, `bijective` and `sign` are static there, or
 * getters.
 */
export class Transform extends CallableObject {
  static readonly bijective: boolean = false;
  static readonly domain?: Constraint;
  static readonly codomain?: Constraint;
  static readonly sign?: number;

  declare _cache_size: number;
  declare _inv: Transform | null;
  declare _cached_x_y: readonly [x: Tensor, y: Tensor] | null;

  constructor(...args: typeof takes.init.args) {
    super();
    const [cache_size] = takes.init.list(args);
    this._cache_size = cache_size;
    this._inv = null;
    this._cached_x_y = null;
    if (cache_size !== 0 && cache_size !== 1) throw new ValueError('cache_size must be 0 or 1');
  }

  /** Where inputs are valid. */
  get domain(): Constraint {
    return this.#attribute('domain');
  }
  /** Where outputs are. */
  get codomain(): Constraint {
    return this.#attribute('codomain');
  }
  /** Whether each output is that of one input. */
  get bijective(): boolean {
    return (this.constructor as typeof Transform).bijective;
  }
  /** 1 where it rises, -1 where it falls; for what maps single elements. */
  get sign(): Sign {
    const { sign } = this.constructor as typeof Transform;
    if (sign === undefined) throw new NotImplementedError('');
    return sign;
  }

  #attribute(name: 'domain' | 'codomain'): Constraint {
    const found = (this.constructor as typeof Transform)[name];
    if (found === undefined) throw new AttributeError(`'${this.constructor.name}' object has no attribute '${name}'`);
    return found;
  }

  /** The dimensions of one event, where inputs and outputs have as many. Throws a ValueError where they differ. */
  get event_dim(): number {
    const { event_dim } = this.domain;
    if (event_dim === this.codomain.event_dim) return event_dim;
    throw new ValueError('Please use either .domain.event_dim or .codomain.event_dim');
  }

  /** The inverse, whose inverse is this. */
  get inv(): Transform {
    return (this._inv ??= inverseOf(this));
  }

  /** The same transform with a cache of this size. */
  with_cache(...args: typeof takes.with_cache.args): Transform {
    const [cache_size] = takes.with_cache.list(args);
    return this._cache_size === cache_size ? this : this._with_cache(cache_size);
  }
  protected _with_cache(cache_size: number): Transform {
    if (hasOwnConstructor(this, Transform)) {
      throw new NotImplementedError(`${classText(this)}.with_cache is not implemented`);
    }
    return new (this.constructor as new (options: { cache_size: number }) => Transform)({ cache_size });
  }

  /** Whether the other is a transform that does the same: Python's `==`. */
  equals(other: unknown): boolean {
    return this === other;
  }

  override __call__(x: Tensor): Tensor {
    if (this._cache_size === 0) return this._call(x);
    if (x === this._cached_x_y?.[0]) return this._cached_x_y[1];
    const y = this._call(x);
    this._cached_x_y = [x, y];
    return y;
  }
  _inv_call(y: Tensor): Tensor {
    if (this._cache_size === 0) return this._inverse(y);
    if (y === this._cached_x_y?.[1]) return this._cached_x_y[0];
    const x = this._inverse(y);
    this._cached_x_y = [x, y];
    return x;
  }
  /** Computes the output. */
  _call(_x: Tensor): Tensor {
    throw new NotImplementedError('');
  }
  /** Computes the input. */
  _inverse(_y: Tensor): Tensor {
    throw new NotImplementedError('');
  }

  /** log |dy/dx| of an input and its output, summed over an event. */
  log_abs_det_jacobian(_x: Tensor, _y: Tensor): Tensor {
    throw new NotImplementedError('');
  }

  /** The shape of the output for an input of this shape. */
  forward_shape(shape: Shape): Shape {
    return shape;
  }
  /** The shape of the input for an output of this shape. */
  inverse_shape(shape: Shape): Shape {
    return shape;
  }

  override toString(): string {
    return `${this.constructor.name}()`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}
export interface Transform {
  /** The output for an input. */
  (x: Tensor): Tensor;
}

let inverseOf: (transform: Transform) => Transform;

/** Told by the module of inverses, whose class extends this one. */
export function provideInverse(make: (transform: Transform) => Transform): void {
  inverseOf = make;
}
