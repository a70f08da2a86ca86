import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { Gamma } from './gamma.js';
import { isNumber } from './numbers.js';

const takes = signature('Chi2(df: Tensor | float, validate_args: bool = None)');

/** Sums of the squares of `df` standard normal numbers: a gamma distribution (`torch.distributions.chi2.Chi2`). */
export class Chi2 extends Gamma {
  static override readonly arg_constraints: ArgConstraints = { df: constraints.positive };

  constructor(...args: typeof takes.args) {
    const { df, validate_args } = takes.read(args);
    super(isNumber(df) ? 0.5 * Number(df) : withAttribute(df, 'mul').mul(0.5), 0.5, { validate_args });
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    return super._expand(batch_shape, this._get_checked_instance(Chi2, _instance));
  }

  /** The degrees of freedom. */
  get df(): Tensor {
    return this.concentration.mul(2);
  }
}
