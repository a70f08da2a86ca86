/** Constraints that are made of others. */
import { itemsOf, pythonType } from '../../arguments/python_objects.js';
import { signature } from '../../arguments/signature.js';
import { cat as concatenated, stack as stacked } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError, ValueError } from '../../values/errors.js';
import { Constraint, named } from './constraint.js';
import { real } from './intervals.js';

const takes = {
  independent: signature('_IndependentConstraint(base_constraint: Constraint, reinterpreted_batch_ndims: int)'),
  mixture: signature('MixtureSameFamilyConstraint(base_constraint: Constraint)'),
  cat: signature('_Cat(cseq: Sequence[Constraint], dim: int = 0, lengths: Sequence[int] = None)'),
  stack: signature('_Stack(cseq: Sequence[Constraint], dim: int = 0)'),
};

function checkConstraint(base: unknown): void {
  if (base instanceof Constraint) return;
  throw new AssertionError(`base_constraint must be a Constraint, got ${pythonType(base)}`);
}

function constraintsOf(cseq: readonly Constraint[]): Constraint[] {
  const all = itemsOf(cseq);
  if (all.every((each) => each instanceof Constraint)) return all;
  throw new AssertionError('All elements of cseq must be Constraint instances');
}

function checkDim(value: Tensor, dim: number): void {
  if (-value.dim() <= dim && dim < value.dim()) return;
  throw new AssertionError(`dim ${dim} out of range for value with ${value.dim()} dimensions`);
}

class IndependentConstraint extends Constraint {
  readonly base_constraint: Constraint;
  readonly reinterpreted_batch_ndims: number;

  constructor(...args: typeof takes.independent.args) {
    super();
    const [base, ndims] = takes.independent.list(args);
    checkConstraint(base);
    if (!Number.isInteger(ndims)) {
      throw new AssertionError(`reinterpreted_batch_ndims must be an int, got ${pythonType(ndims)}`);
    }
    if (ndims < 0) throw new AssertionError(`reinterpreted_batch_ndims must be >= 0, got ${ndims}`);
    this.base_constraint = base;
    this.reinterpreted_batch_ndims = ndims;
  }

  override get is_discrete(): boolean {
    return this.base_constraint.is_discrete;
  }
  override get event_dim(): number {
    return this.base_constraint.event_dim + this.reinterpreted_batch_ndims;
  }

  override check(value: Tensor): Tensor {
    const result = this.base_constraint.check(value);
    const kept = result.dim() - this.reinterpreted_batch_ndims;
    if (kept < 0) throw new ValueError(`Expected value.dim() >= ${this.event_dim} but got ${value.dim()}`);
    return result.reshape([...result.shape.slice(0, kept), -1]).all(-1);
  }
  override toString(): string {
    return `${this.constructor.name.slice(1)}(${this.base_constraint.toString()}, ${this.reinterpreted_batch_ndims})`;
  }
}

/**
 * What a value of a mixture satisfies (`torch.distributions.constraints.MixtureSameFamilyConstraint`): the constraint
 * of its components, one of which it is of.
 */
export class MixtureSameFamilyConstraint extends Constraint {
  readonly base_constraint: Constraint;

  constructor(...args: typeof takes.mixture.args) {
    super();
    const [base] = takes.mixture.list(args);
    checkConstraint(base);
    this.base_constraint = base;
  }

  override get is_discrete(): boolean {
    return this.base_constraint.is_discrete;
  }
  override get event_dim(): number {
    return this.base_constraint.event_dim;
  }

  override check(value: Tensor): Tensor {
    const { event_dim } = this;
    const result = this.base_constraint.check(value.unsqueeze(-1 - event_dim));
    if (value.dim() < event_dim) throw new ValueError(`Expected value.dim() >= ${event_dim} but got ${value.dim()}`);
    return result.reshape([...result.shape.slice(0, value.dim() - event_dim), -1]).all(-1);
  }
  override toString(): string {
    return `${this.constructor.name}(${this.base_constraint.toString()})`;
  }
}

class Cat extends Constraint {
  readonly cseq: readonly Constraint[];
  readonly lengths: readonly number[];
  readonly dim: number;

  constructor(...args: typeof takes.cat.args) {
    super();
    const { cseq, dim, lengths } = takes.cat.read(args);
    this.cseq = constraintsOf(cseq);
    this.lengths = lengths === null ? this.cseq.map(() => 1) : itemsOf(lengths);
    if (this.lengths.length !== this.cseq.length) {
      throw new AssertionError(`lengths (${this.lengths.length}) must match cseq (${this.cseq.length})`);
    }
    this.dim = dim;
  }

  override get is_discrete(): boolean {
    return this.cseq.some((each) => each.is_discrete);
  }
  override get event_dim(): number {
    return Math.max(...this.cseq.map((each) => each.event_dim));
  }

  override check(value: Tensor): Tensor {
    checkDim(value, this.dim);
    let start = 0;
    return concatenated(this.cseq.map((each, i) => {
      const length = this.lengths[i]!;
      start += length;
      return each.check(value.narrow(this.dim, start - length, length));
    }), this.dim);
  }
}

class Stack extends Constraint {
  readonly cseq: readonly Constraint[];
  readonly dim: number;

  constructor(...args: typeof takes.stack.args) {
    super();
    const { cseq, dim } = takes.stack.read(args);
    this.cseq = constraintsOf(cseq);
    this.dim = dim;
  }

  override get is_discrete(): boolean {
    return this.cseq.some((each) => each.is_discrete);
  }
  override get event_dim(): number {
    const dim = Math.max(...this.cseq.map((each) => each.event_dim));
    return this.dim + dim < 0 ? dim + 1 : dim;
  }

  override check(value: Tensor): Tensor {
    checkDim(value, this.dim);
    const count = Math.min(value.size(this.dim), this.cseq.length);
    return stacked(this.cseq.slice(0, count).map((each, i) => each.check(value.select(this.dim, i))), this.dim);
  }
}

/**
 * The constraint over events of `reinterpreted_batch_ndims` dimensions more, all of whose elements must be inside
 * (`torch.distributions.constraints.independent`). Throws an AssertionError for what is no constraint.
 */
export const independent = named('_IndependentConstraint', IndependentConstraint);
/** Vectors without NaN (`torch.distributions.constraints.real_vector`). */
export const real_vector = independent(real, 1);
/**
 * Constraints for the parts of a tensor along `dim`, of these lengths (`torch.distributions.constraints.cat`). Throws
 * an AssertionError for what is no constraint, or another number of lengths.
 */
export const cat = named('_Cat', Cat);
/**
 * Constraints for the slices of a tensor along `dim` (`torch.distributions.constraints.stack`). Throws an
 * AssertionError for what is no constraint.
 */
export const stack = named('_Stack', Stack);
