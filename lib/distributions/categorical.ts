import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { arange, clamp, full, multinomial } from '../generated/torch.js';
import { broadcast_tensors } from '../functional/shapes.js';
import { sameLengths } from '../nn/functional/sizes.js';
import type { Tensor } from '../tensor/tensor.js';
import { finfo } from '../tensor/type_info.js';
import { int64 } from '../values/dtype.js';
import { ValueError } from '../values/errors.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { expandOwn, probsAndLogits, probsOrLogits } from './either.js';
import { lazy_property, logits_to_probs, probs_to_logits } from './utils.js';

const takes = signature('Categorical(probs: Tensor = None, logits: Tensor = None, validate_args: bool = None)');

/**
 * The numbers from 0 to K - 1, with probabilities proportional to `probs`, or with unnormalised logarithms of them,
 * `logits`, (*, K) either (`torch.distributions.categorical.Categorical`). Throws a ValueError unless exactly one of
 * the two is given, with one dimension or more.
 */
export class Categorical extends Distribution {
  static override readonly arg_constraints: ArgConstraints =
    { probs: constraints.simplex, logits: constraints.real_vector };
  static override readonly support: constraints.Constraint =
    constraints.dependent_property({ is_discrete: true, event_dim: 0 });
  static override readonly has_enumerate_support: boolean = true;
  /** The probabilities, which sum to one along the last dimension. */
  declare probs: Tensor;
  /** Their logarithms. */
  declare logits: Tensor;
  declare _param: Tensor;
  declare _num_events: number;

  static {
    lazy_property(this, 'logits', (self: Categorical) => probs_to_logits(self.probs));
    lazy_property(this, 'probs', (self: Categorical) => logits_to_probs(self.logits));
  }

  constructor(...args: typeof takes.args) {
    super();
    const { probs, logits, validate_args } = takes.read(args);
    const [name, given] = probsOrLogits(probs, logits);
    if (withAttribute(given, 'dim').dim() < 1) {
      throw new ValueError(`\`${name}\` parameter must be at least one-dimensional.`);
    }
    this._param = this[name] =
      name === 'probs' ? given.div(given.sum(-1, true)) : given.sub(given.logsumexp(-1, true));
    const size = this._param.size();
    this._num_events = size.at(-1)!;
    this._init(sizeOf(size.slice(0, -1)), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Categorical, _instance);
    made._param = expandOwn(this, made, probsAndLogits, [...batch_shape, this._num_events]);
    made._num_events = this._num_events;
    return this._expanded(made, batch_shape);
  }

  override get support(): constraints.Constraint {
    return constraints.integer_interval(0, this._num_events - 1);
  }

  /** The shape of the parameter. */
  get param_shape(): Size {
    return this._param.size();
  }

  override get mean(): Tensor {
    return this._unknown();
  }

  override get mode(): Tensor {
    return this.probs.argmax(-1);
  }

  override get variance(): Tensor {
    return this._unknown();
  }

  /** The numbers are names: they have no mean. */
  private _unknown(): Tensor {
    const { dtype, device } = this.probs;
    return full(this._extended_shape(), NaN, { dtype, device });
  }

  protected override _sample(sample_shape: Size): Tensor {
    const rows = this.probs.reshape(-1, this._num_events);
    return multinomial(rows, sample_shape.numel(), true).t().reshape(this._extended_shape(sample_shape));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const at = value.long().unsqueeze(-1);
    // One number for each row, as samples come: nothing is to be broadcast.
    if (sameLengths(value.shape, this._batch_shape)) return this.logits.gather(-1, at).squeeze(-1);
    const [expanded, log_pmf] = broadcast_tensors(at, this.logits) as [Tensor, Tensor];
    return log_pmf.gather(-1, expanded.narrow(-1, 0, 1)).squeeze(-1);
  }

  override entropy(): Tensor {
    const logits = clamp(this.logits, finfo(this.logits.dtype).min);
    return logits.mul(this.probs).sum(-1).neg();
  }

  protected override _enumerate_support(expand: boolean): Tensor {
    const values = arange(this._num_events, { dtype: int64, device: this._param.device })
      .view([-1, ...this._batch_shape.map(() => 1)]);
    return expand ? values.expand([-1, ...this._batch_shape]) : values;
  }
}
