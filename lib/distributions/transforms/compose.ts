import './inverse.js';
import { signature } from '../../arguments/signature.js';
import { zeros_like } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError } from '../../values/errors.js';
import { independent, real, type Constraint } from '../constraints.js';
import { lazily } from '../lazy.js';
import { times } from '../numbers.js';
import { _sum_rightmost } from '../utils.js';
import { Transform, type Shape, type Sign } from './transform.js';

const takes = signature('ComposeTransform(parts: Sequence[Transform], cache_size: int = 0)');

/** Several transforms, one after the other (`torch.distributions.transforms.ComposeTransform`). */
export class ComposeTransform extends Transform {
  declare parts: readonly Transform[];

  constructor(...args: typeof takes.args) {
    const { parts, cache_size } = takes.read(args);
    super({ cache_size });
    this.parts = cache_size === 0 ? parts : parts.map((part) => part.with_cache(cache_size));
  }

  override equals(other: unknown): boolean {
    return other instanceof ComposeTransform && sameTransforms(this.parts, other.parts);
  }

  override get domain(): Constraint {
    if (this.parts.length === 0) return real;
    const { domain } = this.parts[0]!;
    let { event_dim } = this.parts.at(-1)!.codomain;
    for (const part of [...this.parts].reverse()) {
      event_dim += part.domain.event_dim - part.codomain.event_dim;
      event_dim = Math.max(event_dim, part.domain.event_dim);
    }
    return widened(domain, 'domain', event_dim);
  }
  override get codomain(): Constraint {
    if (this.parts.length === 0) return real;
    const { codomain } = this.parts.at(-1)!;
    let { event_dim } = this.parts[0]!.domain;
    for (const part of this.parts) {
      event_dim += part.codomain.event_dim - part.domain.event_dim;
      event_dim = Math.max(event_dim, part.codomain.event_dim);
    }
    return widened(codomain, 'codomain', event_dim);
  }
  override get bijective(): boolean {
    return lazily<boolean, 'bijective'>(this, 'bijective', () => this.parts.every((part) => part.bijective));
  }
  override get sign(): Sign {
    return lazily<Sign, 'sign'>(this, 'sign', () => this.parts.reduce<Sign>((sign, part) => times(sign, part.sign), 1));
  }

  override get inv(): Transform {
    if (this._inv === null) {
      this._inv = new ComposeTransform(this.parts.map((part) => part.inv).reverse());
      this._inv._inv = this;
    }
    return this._inv;
  }
  protected override _with_cache(cache_size: number): Transform {
    return new ComposeTransform(this.parts, cache_size);
  }

  override __call__(x: Tensor): Tensor {
    return this.parts.reduce((value, part) => part(value), x);
  }

  override log_abs_det_jacobian(x: Tensor, y: Tensor): Tensor {
    if (this.parts.length === 0) return zeros_like(x);
    const values = [x];
    for (const part of this.parts.slice(0, -1)) values.push(part(values.at(-1)!));
    values.push(y);
    let { event_dim } = this.domain;
    const terms = this.parts.map((part, i) => {
      const term = part.log_abs_det_jacobian(values[i]!, values[i + 1]!);
      const summed = _sum_rightmost(term, event_dim - part.domain.event_dim);
      event_dim += part.codomain.event_dim - part.domain.event_dim;
      return summed;
    });
    return terms.reduce((sum, term) => sum.add(term));
  }

  override forward_shape(shape: Shape): Shape {
    return this.parts.reduce((each, part) => part.forward_shape(each), shape);
  }
  override inverse_shape(shape: Shape): Shape {
    return this.parts.reduceRight((each, part) => part.inverse_shape(each), shape);
  }
  override toString(): string {
    return `${this.constructor.name}(\n    ${this.parts.map(String).join(',\n    ')}\n)`;
  }
}

/** Whether two lists have equal transforms. */
export function sameTransforms(a: readonly Transform[], b: readonly Transform[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i] || each.equals(b[i]));
}

function widened(constraint: Constraint, name: string, event_dim: number): Constraint {
  const more = event_dim - constraint.event_dim;
  if (more < 0) {
    throw new AssertionError(`event_dim ${event_dim} must be >= ${name}.event_dim ${constraint.event_dim}`);
  }
  return more > 0 ? independent(constraint, more) : constraint;
}

/** The transform that gives its input back (`torch.distributions.transforms.identity_transform`). */
export const identity_transform = new ComposeTransform([]);
