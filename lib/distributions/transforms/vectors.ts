/** Transforms of vectors. */
import './inverse.js';
import { rsub } from '../../generated/torch.js';
import { logsigmoid, pad } from '../../nn/functional.js';
import type { Tensor } from '../../tensor/tensor.js';
import { finfo } from '../../tensor/type_info.js';
import { ValueError } from '../../values/errors.js';
import { sizeOf } from '../../values/size.js';
import { real_vector, simplex, type Constraint } from '../constraints.js';
import { lengthAt } from '../shapes.js';
import { clippedSigmoid } from './elementwise.js';
import { Transform, type Shape } from './transform.js';

/** Throws a ValueError for fewer dimensions than one event has. */
export function checkDims(shape: Shape, least: number): void {
  if (shape.length < least) throw new ValueError('Too few dimensions on input');
}

/** exp(x), normalized over a vector (`torch.distributions.transforms.SoftmaxTransform`): (*, N) to the same. */
export class SoftmaxTransform extends Transform {
  static override readonly domain: Constraint = real_vector;
  static override readonly codomain: Constraint = simplex;

  override equals(other: unknown): boolean {
    return other instanceof SoftmaxTransform;
  }
  override _call(x: Tensor): Tensor {
    const probs = x.sub(x.max(-1, true)[0]).exp();
    return probs.div(probs.sum(-1, true));
  }
  override _inverse(y: Tensor): Tensor {
    return y.log();
  }
  override forward_shape(shape: Shape): Shape {
    checkDims(shape, 1);
    return shape;
  }
  override inverse_shape(shape: Shape): Shape {
    return this.forward_shape(shape);
  }
}

/** How many are left at each step of the breaking of a stick in `n` + 1 parts. */
function offsets(x: Tensor, n: number, from: number): Tensor {
  return rsub(x.new_ones(n).cumsum(-1), from);
}

/**
 * Breaks a stick of length 1, part by part (`torch.distributions.transforms.StickBreakingTransform`): (*, N) to
 * (*, N + 1), bijective.
 */
export class StickBreakingTransform extends Transform {
  static override readonly domain: Constraint = real_vector;
  static override readonly codomain: Constraint = simplex;
  static override readonly bijective: boolean = true;

  override equals(other: unknown): boolean {
    return other instanceof StickBreakingTransform;
  }
  override _call(x: Tensor): Tensor {
    const n = lengthAt(x.shape, -1);
    const z = clippedSigmoid(x.sub(offsets(x, n, n + 1).log()));
    const left = rsub(z, 1).cumprod(-1);
    return pad(z, [0, 1], { value: 1 }).mul(pad(left, [1, 0], { value: 1 }));
  }
  override _inverse(y: Tensor): Tensor {
    const cropped = y.index('...', ':-1');
    const offset = offsets(y, cropped.size(-1), y.size(-1));
    const left = rsub(cropped.cumsum(-1), 1).clamp({ min: finfo(y.dtype).tiny });
    return cropped.log().sub(left.log()).add(offset.log());
  }
  override log_abs_det_jacobian(x: Tensor, y: Tensor): Tensor {
    const n = x.size(-1);
    const shifted = x.sub(offsets(x, n, n + 1).log());
    return shifted.neg().add(logsigmoid(shifted)).add(y.index('...', ':-1').log()).sum(-1);
  }
  override forward_shape(shape: Shape): Shape {
    checkDims(shape, 1);
    return sizeOf([...shape.slice(0, -1), shape.at(-1)! + 1]);
  }
  override inverse_shape(shape: Shape): Shape {
    checkDims(shape, 1);
    return sizeOf([...shape.slice(0, -1), shape.at(-1)! - 1]);
  }
}
