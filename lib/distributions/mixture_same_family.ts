import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/grad_mode.js';
import { gather, log_softmax, logsumexp, sum } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { IndexError, ValueError } from '../values/errors.js';
import { sizeOf, type Size } from '../values/size.js';
import { Categorical } from './categorical.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { valueOf } from './values.js';

const takes = {
  init: signature(`MixtureSameFamily(mixture_distribution: Categorical, component_distribution: Distribution,
  validate_args: bool = None)`),
  log_prob: signature('MixtureSameFamily.log_prob(self, x: Tensor)'),
  cdf: signature('MixtureSameFamily.cdf(self, x: Tensor)'),
};

/**
 * Draws of one component of the last dimension of the batch of `component_distribution`, chosen by
 * `mixture_distribution` (`torch.distributions.mixture_same_family.MixtureSameFamily`). Throws a ValueError for batches
 * that do not fit each other.
 */
export class MixtureSameFamily extends Distribution {
  static override readonly arg_constraints: ArgConstraints = {};
  static override readonly support: constraints.Constraint = constraints.dependent_property();
  declare _mixture_distribution: Categorical;
  declare _component_distribution: Distribution;
  declare _num_component: number;
  declare _event_ndims: number;

  constructor(...args: typeof takes.init.args) {
    super();
    const { mixture_distribution, component_distribution, validate_args } = takes.init.read(args);
    if (!(mixture_distribution instanceof Categorical)) {
      throw new ValueError(' The Mixture distribution needs to be an  instance of torch.distributions.Categorical');
    }
    if (!(component_distribution instanceof Distribution)) {
      throw new ValueError('The Component distribution needs to be an instance of torch.distributions.Distribution');
    }
    this._mixture_distribution = mixture_distribution;
    this._component_distribution = component_distribution;
    const batch_shape = sizeOf(component_distribution.batch_shape.slice(0, -1));
    checkBatches(mixture_distribution.batch_shape, batch_shape);
    const km = mixture_distribution.logits.size(-1);
    const kc = component_distribution.batch_shape.at(-1);
    if (kc === undefined) throw new IndexError('tuple index out of range');
    if (km !== kc) {
      throw new ValueError(
        `\`mixture_distribution component\` (${km}) does not equal \`component_distribution.batch_shape[-1]\` (${kc})`);
    }
    this._num_component = km;
    const { event_shape } = component_distribution;
    this._event_ndims = event_shape.length;
    this._init(batch_shape, event_shape, validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(MixtureSameFamily, _instance);
    made._component_distribution = this._component_distribution.expand([...batch_shape, this._num_component]);
    made._mixture_distribution = this._mixture_distribution.expand(batch_shape);
    made._num_component = this._num_component;
    made._event_ndims = this._event_ndims;
    return this._expanded(made, batch_shape, made._component_distribution.event_shape);
  }

  override get support(): constraints.Constraint {
    return new constraints.MixtureSameFamilyConstraint(this._component_distribution.support);
  }

  /** What chooses the component. */
  get mixture_distribution(): Categorical {
    return this._mixture_distribution;
  }

  /** The components, along the last dimension of its batch. */
  get component_distribution(): Distribution {
    return this._component_distribution;
  }

  override get mean(): Tensor {
    const probs = this._pad_mixture_dimensions(this.mixture_distribution.probs);
    return sum(probs.mul(this.component_distribution.mean), -1 - this._event_ndims);
  }

  override get variance(): Tensor {
    const probs = this._pad_mixture_dimensions(this.mixture_distribution.probs);
    const dim = -1 - this._event_ndims;
    const within = sum(probs.mul(this.component_distribution.variance), dim);
    const between = sum(probs.mul(this.component_distribution.mean.sub(this._pad(this.mean)).pow(2)), dim);
    return within.add(between);
  }

  /** As {@link Distribution.cdf}, of a value that is called `x`. */
  override cdf(...args: typeof takes.cdf.args | Parameters<Distribution['cdf']>): Tensor {
    return this._cdf(valueOf(takes.cdf, args));
  }
  /** As {@link Distribution.log_prob}, of a value that is called `x`. */
  override log_prob(...args: typeof takes.log_prob.args | Parameters<Distribution['log_prob']>): Tensor {
    return this._log_prob(valueOf(takes.log_prob, args));
  }

  protected override _cdf(value: Tensor): Tensor {
    const each = this.component_distribution.cdf(this._pad(value));
    return sum(each.mul(this.mixture_distribution.probs), -1);
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    const each = this.component_distribution.log_prob(this._pad(value));
    return logsumexp(each.add(log_softmax(this.mixture_distribution.logits, -1)), -1);
  }

  protected override _sample(sample_shape: Size): Tensor {
    return no_grad(() => {
      const dim = sample_shape.length + this.batch_shape.length;
      const { event_shape } = this;
      const chosen = this.mixture_distribution.sample(sample_shape);
      const each = this.component_distribution.sample(sample_shape);
      const ones = chosen.shape.map(() => 1);
      const index = chosen.reshape([...chosen.shape, 1, ...event_shape.map(() => 1)])
        .repeat([...ones, 1, ...event_shape]);
      return gather(each, dim, index).squeeze(dim);
    });
  }

  _pad(x: Tensor): Tensor {
    return x.unsqueeze(-1 - this._event_ndims);
  }

  _pad_mixture_dimensions(x: Tensor): Tensor {
    const chosen = this.mixture_distribution.batch_shape.length;
    const missing = chosen === 1 ? 0 : this.batch_shape.length - chosen;
    const ones = (n: number): number[] => Array.from({ length: Math.max(0, n) }, () => 1);
    return x.reshape([...x.shape.slice(0, -1), ...ones(missing), ...x.shape.slice(-1), ...ones(this._event_ndims)]);
  }

  override toString(): string {
    return `MixtureSameFamily(\n  ${this.mixture_distribution},\n  ${this.component_distribution})`;
  }
}

function checkBatches(mixture: Size, component: Size): void {
  for (let i = 1; i <= Math.min(mixture.length, component.length); i++) {
    const [a, b] = [mixture.at(-i), component.at(-i)];
    if (a === 1 || b === 1 || a === b) continue;
    throw new ValueError(`\`mixture_distribution.batch_shape\` (${String(mixture)}) is not compatible with ` +
      `\`component_distribution.batch_shape\`(${String(component)})`);
  }
}
