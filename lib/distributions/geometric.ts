import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/grad_mode.js';
import { empty, zeros_like } from '../generated/torch.js';
import { binary_cross_entropy_with_logits } from '../nn/functional/loss.js';
import type { Tensor } from '../tensor/tensor.js';
import { finfo } from '../tensor/type_info.js';
import { ValueError } from '../values/errors.js';
import { contiguous_format } from '../values/memory_format.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { expandOwn, probsAndLogits, probsOrLogits } from './either.js';
import { isNumber } from './numbers.js';
import { formatted, tupleText, typeNameOf } from './texts.js';
import { broadcast_all, lazy_property, logits_to_probs, probs_to_logits } from './utils.js';

const takes = signature(
  'Geometric(probs: Tensor | float = None, logits: Tensor | float = None, validate_args: bool = None)');

/**
 * How many draws fail before the first that succeeds, each with probability `probs`, or with logarithm of the odds
 * `logits` (`torch.distributions.geometric.Geometric`). Throws a ValueError unless exactly one of them is given, and
 * for probabilities that are not positive.
 */
export class Geometric extends Distribution {
  static override readonly arg_constraints: ArgConstraints =
    { probs: constraints.unit_interval, logits: constraints.real };
  static override readonly support: constraints.Constraint = constraints.nonnegative_integer;
  /** How likely a draw succeeds. */
  declare probs: Tensor;
  /** The logarithm of the odds of a success. */
  declare logits: Tensor;

  static {
    lazy_property(this, 'logits', (self: Geometric) => probs_to_logits(self.probs, true));
    lazy_property(this, 'probs', (self: Geometric) => logits_to_probs(self.logits, true));
  }

  constructor(...args: typeof takes.args) {
    super();
    const { probs, logits, validate_args } = takes.read(args);
    const [name, given] = probsOrLogits(probs, logits);
    [this[name]] = broadcast_all(given);
    this._init(isNumber(given) ? sizeOf([]) : given.size(), sizeOf([]), validate_args);
    if (this._validate_args && name === 'probs') this._checkPositive();
  }

  private _checkPositive(): void {
    const value = this.probs;
    const valid = value.gt(0);
    if (valid.all().item()) return;
    const invalid = value.detach().index(valid.logical_not());
    throw new ValueError(`Expected parameter probs (${typeNameOf(value)} of shape ${tupleText(value.shape)}) ` +
      `of distribution ${this.toString()} to be positive but found invalid values:\n${formatted(invalid)}`);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Geometric, _instance);
    expandOwn(this, made, probsAndLogits, batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    return this.probs.reciprocal().sub(1);
  }

  override get mode(): Tensor {
    return zeros_like(this.probs);
  }

  override get variance(): Tensor {
    return this.probs.reciprocal().sub(1).div(this.probs);
  }

  protected override _sample(sample_shape: Size): Tensor {
    const shape = this._extended_shape(sample_shape);
    return no_grad(() => {
      const { dtype, device } = this.probs;
      const u = empty(shape, { dtype, device }).uniform_(finfo(dtype).tiny, 1);
      return u.log().div(this.probs.neg().log1p()).floor();
    });
  }

  protected override _log_prob(given: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(given);
    const [value, expanded] = broadcast_all(given, this.probs);
    const probs = expanded.clone({ memory_format: contiguous_format });
    probs.index_put_([probs.eq(1).bitwise_and(value.eq(0))], 0);
    return value.mul(probs.neg().log1p()).add(this.probs.log());
  }

  override entropy(): Tensor {
    return binary_cross_entropy_with_logits(this.logits, this.probs, { reduction: 'none' }).div(this.probs);
  }
}
