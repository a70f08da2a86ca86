/** Transforms of single elements. */
import './inverse.js';
import { signature } from '../../arguments/signature.js';
import { broadcast_shapes } from '../../functional.js';
import { softplus } from '../../nn/functional.js';
import type { Tensor } from '../../tensor/tensor.js';
import { finfo } from '../../tensor/type_info.js';
import { interval, positive, real, unit_interval, type Constraint } from '../constraints.js';
import { lazily } from '../lazy.js';
import { broadcast_all } from '../utils.js';
import { Transform, type Shape, type Sign } from './transform.js';

const takes = signature('PowerTransform(exponent: Tensor | float, cache_size: int = 0)');

/** exp(x) (`torch.distributions.transforms.ExpTransform`). */
export class ExpTransform extends Transform {
  static override readonly domain: Constraint = real;
  static override readonly codomain: Constraint = positive;
  static override readonly bijective: boolean = true;
  static override readonly sign: number = 1;

  override equals(other: unknown): boolean {
    return other instanceof ExpTransform;
  }
  override _call(x: Tensor): Tensor {
    return x.exp();
  }
  override _inverse(y: Tensor): Tensor {
    return y.log();
  }
  override log_abs_det_jacobian(x: Tensor, _y: Tensor): Tensor {
    return x;
  }
}

/** x to the power of `exponent` (`torch.distributions.transforms.PowerTransform`). */
export class PowerTransform extends Transform {
  static override readonly domain: Constraint = positive;
  static override readonly codomain: Constraint = positive;
  static override readonly bijective: boolean = true;
  declare exponent: Tensor;

  constructor(...args: typeof takes.args) {
    const { exponent, cache_size } = takes.read(args);
    super({ cache_size });
    [this.exponent] = broadcast_all(exponent) as [Tensor];
  }

  protected override _with_cache(cache_size: number): Transform {
    return new PowerTransform(this.exponent, { cache_size });
  }
  override get sign(): Sign {
    return lazily<Sign, 'sign'>(this, 'sign', () => this.exponent.sign());
  }
  override equals(other: unknown): boolean {
    return other instanceof PowerTransform && this.exponent.eq(other.exponent).all().item();
  }
  override _call(x: Tensor): Tensor {
    return x.pow(this.exponent);
  }
  override _inverse(y: Tensor): Tensor {
    return y.pow(this.exponent.reciprocal().mul(1));
  }
  override log_abs_det_jacobian(x: Tensor, y: Tensor): Tensor {
    return this.exponent.mul(y).div(x).abs().log();
  }
  override forward_shape(shape: Shape): Shape {
    return broadcast_shapes(shape, this.exponent.shape);
  }
  override inverse_shape(shape: Shape): Shape {
    return broadcast_shapes(shape, this.exponent.shape);
  }
}

/** A sigmoid that never reaches 0 or 1. */
export function clippedSigmoid(x: Tensor): Tensor {
  const { tiny, eps } = finfo(x.dtype);
  return x.sigmoid().clamp(tiny, 1 - eps);
}

/** The sigmoid of x, whose inverse is the logit (`torch.distributions.transforms.SigmoidTransform`). */
export class SigmoidTransform extends Transform {
  static override readonly domain: Constraint = real;
  static override readonly codomain: Constraint = unit_interval;
  static override readonly bijective: boolean = true;
  static override readonly sign: number = 1;

  override equals(other: unknown): boolean {
    return other instanceof SigmoidTransform;
  }
  override _call(x: Tensor): Tensor {
    return clippedSigmoid(x);
  }
  override _inverse(y: Tensor): Tensor {
    const { tiny, eps } = finfo(y.dtype);
    const clamped = y.clamp(tiny, 1 - eps);
    return clamped.log().sub(clamped.neg().log1p());
  }
  override log_abs_det_jacobian(x: Tensor, _y: Tensor): Tensor {
    return softplus(x.neg()).neg().sub(softplus(x));
  }
}

/** log(1 + exp(x)), x itself above 20 (`torch.distributions.transforms.SoftplusTransform`). */
export class SoftplusTransform extends Transform {
  static override readonly domain: Constraint = real;
  static override readonly codomain: Constraint = positive;
  static override readonly bijective: boolean = true;
  static override readonly sign: number = 1;

  override equals(other: unknown): boolean {
    return other instanceof SoftplusTransform;
  }
  override _call(x: Tensor): Tensor {
    return softplus(x);
  }
  override _inverse(y: Tensor): Tensor {
    return y.neg().expm1().neg().log().add(y);
  }
  override log_abs_det_jacobian(x: Tensor, _y: Tensor): Tensor {
    return softplus(x.neg()).neg();
  }
}

/** tanh(x) (`torch.distributions.transforms.TanhTransform`); with a cache its inverse is exact. */
export class TanhTransform extends Transform {
  static override readonly domain: Constraint = real;
  static override readonly codomain: Constraint = interval(-1, 1);
  static override readonly bijective: boolean = true;
  static override readonly sign: number = 1;

  override equals(other: unknown): boolean {
    return other instanceof TanhTransform;
  }
  override _call(x: Tensor): Tensor {
    return x.tanh();
  }
  override _inverse(y: Tensor): Tensor {
    return y.atanh();
  }
  override log_abs_det_jacobian(x: Tensor, _y: Tensor): Tensor {
    return x.neg().add(Math.LN2).sub(softplus(x.mul(-2))).mul(2);
  }
}

/** |x| (`torch.distributions.transforms.AbsTransform`), which is not bijective. */
export class AbsTransform extends Transform {
  static override readonly domain: Constraint = real;
  static override readonly codomain: Constraint = positive;

  override equals(other: unknown): boolean {
    return other instanceof AbsTransform;
  }
  override _call(x: Tensor): Tensor {
    return x.abs();
  }
  override _inverse(y: Tensor): Tensor {
    return y;
  }
}
