/** Constraints that follow from other arguments: nothing can be checked before there is an object. */
import { signature } from '../../arguments/signature.js';
import { callable } from '../../python/callable.js';
import type { Tensor } from '../../tensor/tensor.js';
import { NotImplementedError, ValueError } from '../../values/errors.js';
import { Constraint } from './constraint.js';

const takes = signature('_Dependent(*, is_discrete: bool = None, event_dim: int = None)');

/** What is not known says so when it is asked for. */
export class Dependent extends Constraint {
  declare _is_discrete: boolean | null;
  declare _event_dim: number | null;

  constructor(is_discrete: boolean | null, event_dim: number | null) {
    super();
    const self = ((...args: typeof takes.args) => self.__call__(...args)) as unknown as this;
    const own = self as { name?: unknown; length?: unknown };
    delete own.name;
    delete own.length;
    Object.setPrototypeOf(self, new.target.prototype as object);
    self._is_discrete = is_discrete;
    self._event_dim = event_dim;
    return self;
  }

  protected __call__(...args: typeof takes.args): Dependent {
    const { is_discrete, event_dim } = takes.read(args);
    return dependentOf(is_discrete ?? this._is_discrete, event_dim ?? this._event_dim);
  }

  override get is_discrete(): boolean {
    if (this._is_discrete === null) throw new NotImplementedError('.is_discrete cannot be determined statically');
    return this._is_discrete;
  }
  override get event_dim(): number {
    if (this._event_dim === null) throw new NotImplementedError('.event_dim cannot be determined statically');
    return this._event_dim;
  }

  override check(_value: Tensor): Tensor {
    throw new ValueError('Cannot determine validity of dependent constraint');
  }
}
export interface Dependent {
  /** The same with what is known about it: `constraints.dependent({ is_discrete: true, event_dim: 1 })`. */
  (...args: typeof takes.args): Dependent;
}

const make = callable('_Dependent', Dependent.prototype as Dependent,
  (is_discrete: boolean | null, event_dim: number | null) => new Dependent(is_discrete, event_dim));

function dependentOf(is_discrete: boolean | null, event_dim: number | null): Dependent {
  return make(is_discrete, event_dim);
}

/** The support of a class whose objects each have their own. */
export class DependentProperty extends Dependent {
  protected override __call__(): Dependent {
    return this;
  }
}

/**
 * What stands for a support in the class, where a getter gives that of the object
 * (`torch.distributions.constraints.dependent_property`): `static support = dependent_property({ event_dim: 1 })`
 * beside `get support() { ... }`.
 */
export const dependent_property = callable('_DependentProperty', DependentProperty.prototype as DependentProperty,
  (...args: typeof takes.args): DependentProperty => {
    const { is_discrete, event_dim } = takes.read(args, '_DependentProperty.__init__');
    return new DependentProperty(is_discrete, event_dim);
  });

/** A placeholder for what depends on other arguments (`torch.distributions.constraints.dependent`). */
export const dependent = dependentOf(null, null);

/** Whether a constraint depends on other arguments (`torch.distributions.constraints.is_dependent`). */
export const is_dependent = signature('is_dependent(constraint: Constraint) -> bool').define(
  (constraint) => constraint instanceof Dependent, { asks: false });
