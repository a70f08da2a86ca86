import { inspect } from 'node:util';
import { callable, type Callable } from '../../python/callable.js';
import type { Tensor } from '../../tensor/tensor.js';
import { NotImplementedError } from '../../values/errors.js';

/** Declared here, so that a class of one's own has them as fields or as getters. */
export interface Constraint {
  /** Whether the values are discrete. */
  readonly is_discrete: boolean;
  /** How many of the last dimensions are one event, which `check` looks at together. */
  readonly event_dim: number;
}

/**
 * A region in which values are valid (`torch.distributions.constraints.Constraint`). A class of one's own has a
 * `check`, and `is_discrete` and `event_dim` where they are not false and 0.
 */
export class Constraint {
  /** Whether each event of a value is inside: (*, event) to (*) of bool. */
  check(_value: Tensor): Tensor {
    throw new NotImplementedError('');
  }

  toString(): string {
    return `${this.constructor.name.slice(1)}()`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}
Object.assign(Constraint.prototype, { is_discrete: false, event_dim: 0 });

/** A class of constraints as PyTorch's lower-case name for it, to be called without `new`, by Python's name of it. */
export function named<Args extends unknown[], T extends Constraint>(
  name: string, cls: new (...args: Args) => T,
): Callable<Args, T> {
  return callable(name, cls.prototype as T, (...args: Args) => new cls(...args));
}

/** The one object of a class that has no arguments, by Python's name of the class. */
export function only<T extends Constraint>(name: string, cls: new () => T): T {
  return new (named(name, cls))();
}
