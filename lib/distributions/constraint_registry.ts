/** `torch.distributions.constraint_registry`: from constraints to transforms of all numbers to what is inside. */
import { CallableObject } from '../python/callable_object.js';
import type { Tensor } from '../tensor/tensor.js';
import { NotImplementedError } from '../values/errors.js';
import { py_repr } from '../python/repr.js';
import * as constraints from './constraints.js';
import { Constraint } from './constraints.js';
import type { Bound } from './constraints/intervals.js';
import { minus } from './numbers.js';
import * as transforms from './transforms.js';
import type { Transform } from './transforms.js';

/** What makes the transform for a constraint. */
export type Factory<C extends Constraint = Constraint> = (constraint: C) => Transform;

/** A class of constraints, as `new` and `instanceof` know it. */
export type ConstraintClass<C extends Constraint = Constraint> = { readonly prototype: C };

/**
 * Links constraints to transforms (`torch.distributions.constraint_registry.ConstraintRegistry`). It is called with a
 * constraint, and throws a NotImplementedError for one of a class that nobody registered.
 */
export class ConstraintRegistry extends CallableObject {
  declare _registry: Map<unknown, Factory>;

  constructor() {
    super();
    this._registry = new Map();
  }

  /**
   * Registers the factory for a class of constraints, or for that of an object; without a factory it gives a function
   * that takes one. Throws a TypeError for what is neither.
   */
  register<C extends Constraint>(constraint: C | ConstraintClass<C>, factory: Factory<C>): Factory<C>;
  register<C extends Constraint>(constraint: C | ConstraintClass<C>): (factory: Factory<C>) => Factory<C>;
  register(constraint: unknown, factory?: Factory): unknown {
    if (factory === undefined) return (given: Factory) => this.register(constraint as Constraint, given);
    const cls: unknown = constraint instanceof Constraint ? constraint.constructor : constraint;
    const { prototype } = (typeof cls === 'function' ? cls : {}) as { prototype?: unknown };
    if (!(prototype instanceof Constraint) && cls !== Constraint) {
      throw new TypeError('Expected constraint to be either a Constraint subclass or instance, but got ' +
        py_repr(constraint));
    }
    this._registry.set(cls, factory);
    return factory;
  }

  override __call__(constraint: Constraint): Transform {
    const factory = this._registry.get(constraint.constructor);
    if (factory !== undefined) return factory(constraint);
    throw new NotImplementedError(`Cannot transform ${constraint.constructor.name} constraints`);
  }
}
export interface ConstraintRegistry {
  /** The transform for a constraint. Throws a NotImplementedError for one of an unknown class. */
  (constraint: Constraint): Transform;
}

/** To bijective transforms from all numbers (`torch.distributions.biject_to`). */
export const biject_to = new ConstraintRegistry();
/** To transforms from all numbers, bijective or not (`torch.distributions.transform_to`). */
export const transform_to = new ConstraintRegistry();

interface Lower extends Constraint { readonly lower_bound: Bound }
interface Upper extends Constraint { readonly upper_bound: Bound }
interface Bounds extends Lower, Upper {}

const operand = (bound: Bound): Tensor | number => (typeof bound === 'bigint' ? Number(bound) : bound);

function above({ lower_bound }: Lower): Transform {
  return new transforms.ComposeTransform(
    [new transforms.ExpTransform(), new transforms.AffineTransform(operand(lower_bound), 1)]);
}

function below({ upper_bound }: Upper): Transform {
  return new transforms.ComposeTransform(
    [new transforms.ExpTransform(), new transforms.AffineTransform(operand(upper_bound), -1)]);
}

function between({ lower_bound, upper_bound }: Bounds): Transform {
  const [lower, upper] = [operand(lower_bound), operand(upper_bound)];
  if (lower === 0 && upper === 1) return new transforms.SigmoidTransform();
  return new transforms.ComposeTransform([
    new transforms.SigmoidTransform(), new transforms.AffineTransform(lower, minus(upper, lower)),
  ]);
}

for (const registry of [biject_to, transform_to]) {
  registry.register(constraints.real, () => transforms.identity_transform);
  registry.register(constraints.independent, ({ base_constraint, reinterpreted_batch_ndims }) =>
    new transforms.IndependentTransform(registry(base_constraint), reinterpreted_batch_ndims));
  registry.register(constraints.greater_than, above);
  registry.register(constraints.greater_than_eq, above);
  registry.register(constraints.less_than, below);
  registry.register(constraints.interval, between);
  registry.register(constraints.half_open_interval, between);
  registry.register(constraints.corr_cholesky, () => new transforms.CorrCholeskyTransform());
  registry.register(constraints.cat, ({ cseq, dim, lengths }) =>
    new transforms.CatTransform(cseq.map((each) => registry(each)), dim, lengths));
  registry.register(constraints.stack, ({ cseq, dim }) =>
    new transforms.StackTransform(cseq.map((each) => registry(each)), dim));
}
biject_to.register(constraints.simplex, () => new transforms.StickBreakingTransform());
transform_to.register(constraints.simplex, () => new transforms.SoftmaxTransform());
transform_to.register(constraints.lower_cholesky, () => new transforms.LowerCholeskyTransform());
transform_to.register(constraints.positive_definite, () => new transforms.PositiveDefiniteTransform());
transform_to.register(constraints.positive_semidefinite, () => new transforms.PositiveDefiniteTransform());
