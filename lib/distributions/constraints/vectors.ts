/** Constraints on vectors. */
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Constraint, named, only } from './constraint.js';
import type { Bound } from './intervals.js';

const takes = signature('_Multinomial(upper_bound: Bound)');

class OneHot extends Constraint {
  override check(value: Tensor): Tensor {
    const isBoolean = value.eq(0).bitwise_or(value.eq(1));
    return isBoolean.all(-1).bitwise_and(value.sum(-1).eq(1));
  }
}
Object.assign(OneHot.prototype, { is_discrete: true, event_dim: 1 });

class Simplex extends Constraint {
  override check(value: Tensor): Tensor {
    return value.ge(0).all(-1).bitwise_and(value.sum(-1).sub(1).abs().lt(1e-6));
  }
}
Object.assign(Simplex.prototype, { event_dim: 1 });

class Multinomial extends Constraint {
  readonly upper_bound: Bound;

  constructor(...args: typeof takes.args) {
    super();
    [this.upper_bound] = takes.list(args);
  }

  override check(value: Tensor): Tensor {
    return value.ge(0).all(-1).bitwise_and(value.sum(-1).le(this.upper_bound));
  }
}
Object.assign(Multinomial.prototype, { is_discrete: true, event_dim: 1 });

/** Vectors with a 1 and zeros beside it (`torch.distributions.constraints.one_hot`). */
export const one_hot: Constraint = only('_OneHot', OneHot);
/** Vectors without negative elements that sum to 1 (`torch.distributions.constraints.simplex`). */
export const simplex: Constraint = only('_Simplex', Simplex);
/** Vectors of numbers from 0 on that sum to `upper_bound` or less (`torch.distributions.constraints.multinomial`). */
export const multinomial = named('_Multinomial', Multinomial);
