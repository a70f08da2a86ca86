/** Constraints on single elements. */
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is_tensor } from '../../values/is_tensor.js';
import { formatted, formattedFloat } from '../texts.js';
import { Constraint, named, only } from './constraint.js';

/** A bound: of all elements, or one for each. A bigint is an int where a number is a float: `1` beside `1.0`. */
export type Bound = Tensor | number | bigint;

const takes = {
  integerInterval: signature('_IntegerInterval(lower_bound: Bound, upper_bound: Bound)'),
  integerGreaterThan: signature('_IntegerGreaterThan(lower_bound: Bound)'),
  greaterThan: signature('_GreaterThan(lower_bound: Bound)'),
  greaterThanEq: signature('_GreaterThanEq(lower_bound: Bound)'),
  lessThan: signature('_LessThan(upper_bound: Bound)'),
  interval: signature('_Interval(lower_bound: Bound, upper_bound: Bound)'),
  halfOpenInterval: signature('_HalfOpenInterval(lower_bound: Bound, upper_bound: Bound)'),
};

const atLeast = (value: Tensor, bound: Bound): Tensor => (is_tensor(bound) ? bound.le(value) : value.ge(bound));
const above = (value: Tensor, bound: Bound): Tensor => (is_tensor(bound) ? bound.lt(value) : value.gt(bound));
const isWhole = (value: Tensor): Tensor => value.remainder(1).eq(0);

/** The text of a constraint with its bounds, numbers as `show` writes them. */
function withBounds(constraint: Constraint, show: (value: unknown) => string): string {
  const texts = Object.entries(constraint).map(([name, value]) => `${name}=${show(value)}`);
  return `${constraint.constructor.name.slice(1)}(${texts.join(', ')})`;
}

class Boolean_ extends Constraint {
  override check(value: Tensor): Tensor {
    return value.eq(0).bitwise_or(value.eq(1));
  }
}
Object.assign(Boolean_.prototype, { is_discrete: true });

class IntegerInterval extends Constraint {
  readonly lower_bound: Bound;
  readonly upper_bound: Bound;

  constructor(...args: typeof takes.integerInterval.args) {
    super();
    [this.lower_bound, this.upper_bound] = takes.integerInterval.list(args);
  }

  override check(value: Tensor): Tensor {
    return isWhole(value).bitwise_and(atLeast(value, this.lower_bound)).bitwise_and(value.le(this.upper_bound));
  }
  override toString(): string {
    return withBounds(this, formatted);
  }
}
Object.assign(IntegerInterval.prototype, { is_discrete: true });

class IntegerGreaterThan extends Constraint {
  readonly lower_bound: Bound;

  constructor(...args: typeof takes.integerGreaterThan.args) {
    super();
    [this.lower_bound] = takes.integerGreaterThan.list(args);
  }

  override check(value: Tensor): Tensor {
    return isWhole(value).bitwise_and(value.ge(this.lower_bound));
  }
  override toString(): string {
    return withBounds(this, formatted);
  }
}
Object.assign(IntegerGreaterThan.prototype, { is_discrete: true });

class Real extends Constraint {
  override check(value: Tensor): Tensor {
    return value.eq(value);
  }
}

class GreaterThan extends Constraint {
  readonly lower_bound: Bound;

  constructor(...args: typeof takes.greaterThan.args) {
    super();
    [this.lower_bound] = takes.greaterThan.list(args);
  }

  override check(value: Tensor): Tensor {
    return above(value, this.lower_bound);
  }
  override toString(): string {
    return withBounds(this, formattedFloat);
  }
}

class GreaterThanEq extends Constraint {
  readonly lower_bound: Bound;

  constructor(...args: typeof takes.greaterThanEq.args) {
    super();
    [this.lower_bound] = takes.greaterThanEq.list(args);
  }

  override check(value: Tensor): Tensor {
    return atLeast(value, this.lower_bound);
  }
  override toString(): string {
    return withBounds(this, formattedFloat);
  }
}

class LessThan extends Constraint {
  readonly upper_bound: Bound;

  constructor(...args: typeof takes.lessThan.args) {
    super();
    [this.upper_bound] = takes.lessThan.list(args);
  }

  override check(value: Tensor): Tensor {
    return value.lt(this.upper_bound);
  }
  override toString(): string {
    return withBounds(this, formattedFloat);
  }
}

class Interval extends Constraint {
  readonly lower_bound: Bound;
  readonly upper_bound: Bound;

  constructor(...args: typeof takes.interval.args) {
    super();
    [this.lower_bound, this.upper_bound] = takes.interval.list(args);
  }

  override check(value: Tensor): Tensor {
    return atLeast(value, this.lower_bound).bitwise_and(value.le(this.upper_bound));
  }
  override toString(): string {
    return withBounds(this, formattedFloat);
  }
}

class HalfOpenInterval extends Constraint {
  readonly lower_bound: Bound;
  readonly upper_bound: Bound;

  constructor(...args: typeof takes.halfOpenInterval.args) {
    super();
    [this.lower_bound, this.upper_bound] = takes.halfOpenInterval.list(args);
  }

  override check(value: Tensor): Tensor {
    return atLeast(value, this.lower_bound).bitwise_and(value.lt(this.upper_bound));
  }
  override toString(): string {
    return withBounds(this, formattedFloat);
  }
}

const integerGreaterThan = named('_IntegerGreaterThan', IntegerGreaterThan);

/** 0 or 1 (`torch.distributions.constraints.boolean`). */
export const boolean: Constraint = only('_Boolean', Boolean_);
/** Whole numbers from `lower_bound` to `upper_bound` (`torch.distributions.constraints.integer_interval`). */
export const integer_interval = named('_IntegerInterval', IntegerInterval);
/** Whole numbers from 0 on (`torch.distributions.constraints.nonnegative_integer`). */
export const nonnegative_integer = integerGreaterThan(0);
/** Whole numbers from 1 on (`torch.distributions.constraints.positive_integer`). */
export const positive_integer = integerGreaterThan(1);
/** All numbers but NaN (`torch.distributions.constraints.real`). */
export const real: Constraint = only('_Real', Real);
/** Numbers above `lower_bound` (`torch.distributions.constraints.greater_than`). */
export const greater_than = named('_GreaterThan', GreaterThan);
/** Numbers from `lower_bound` on (`torch.distributions.constraints.greater_than_eq`). */
export const greater_than_eq = named('_GreaterThanEq', GreaterThanEq);
/** Numbers below `upper_bound` (`torch.distributions.constraints.less_than`). */
export const less_than = named('_LessThan', LessThan);
/** Numbers above 0 (`torch.distributions.constraints.positive`). */
export const positive = greater_than(0);
/** Numbers from 0 on (`torch.distributions.constraints.nonnegative`). */
export const nonnegative = greater_than_eq(0);
/** Numbers from `lower_bound` to `upper_bound` (`torch.distributions.constraints.interval`). */
export const interval = named('_Interval', Interval);
/** Numbers from 0 to 1 (`torch.distributions.constraints.unit_interval`). */
export const unit_interval = interval(0, 1);
/** Numbers from `lower_bound` on, below `upper_bound` (`torch.distributions.constraints.half_open_interval`). */
export const half_open_interval = named('_HalfOpenInterval', HalfOpenInterval);
