import { op } from '../addon/call/op.js';
import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/grad_mode.js';
import { digamma, lgamma, log, rsub, xlogy } from '../generated/torch.js';
import { gammainc } from '../generated/special.js';
import { as_tensor } from '../tensor/factories.js';
import type { Generator } from '../tensor/generator.js';
import type { Tensor } from '../tensor/tensor.js';
import { finfo } from '../tensor/type_info.js';
import { Size, sizeOf } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { ExponentialFamily } from './exp_family.js';
import { isNumber } from './numbers.js';
import { broadcast_all } from './utils.js';

const takes = {
  init: signature('Gamma(concentration: Tensor | float, rate: Tensor | float, validate_args: bool = None)'),
  sample: signature('Gamma.sample(self, sample_shape: Sequence[int] = (), *, generator: Generator = None)'),
  rsample: signature('Gamma.rsample(self, sample_shape: Sequence[int] = (), generator: Generator = None)'),
  log_prob: signature('Gamma.log_prob(self, value: Tensor | float)'),
};

/**
 * Positive numbers with density proportional to x^(`concentration` - 1) exp(-`rate` x)
 * (`torch.distributions.gamma.Gamma`).
 */
export class Gamma extends ExponentialFamily {
  static override readonly arg_constraints: ArgConstraints =
    { concentration: constraints.positive, rate: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.nonnegative;
  static override readonly has_rsample: boolean = true;
  static override readonly _mean_carrier_measure: number = 0;
  /** The shape of the density: alpha. */
  declare concentration: Tensor;
  /** One over the scale: beta. */
  declare rate: Tensor;

  constructor(...args: typeof takes.init.args) {
    super();
    const { concentration, rate, validate_args } = takes.init.read(args);
    [this.concentration, this.rate] = broadcast_all(concentration, rate);
    const scalars = isNumber(concentration) && isNumber(rate);
    this._init(scalars ? sizeOf([]) : this.concentration.size(), sizeOf([]), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Gamma, _instance);
    made.concentration = this.concentration.expand(batch_shape);
    made.rate = this.rate.expand(batch_shape);
    return this._expanded(made, batch_shape);
  }

  override get mean(): Tensor {
    return this.concentration.div(this.rate);
  }

  override get mode(): Tensor {
    return this.concentration.sub(1).div(this.rate).clamp({ min: 0 });
  }

  override get variance(): Tensor {
    return this.concentration.div(this.rate.pow(2));
  }

  /** Draws samples without gradients, from `generator` where one is given. */
  override sample(...args: typeof takes.sample.args): Tensor {
    const { sample_shape, generator } = takes.sample.read(args);
    return no_grad(() => this.rsample(sample_shape, { generator }));
  }

  /** Draws samples through which gradients reach the arguments, from `generator` where one is given. */
  override rsample(...args: typeof takes.rsample.args): Tensor {
    const { sample_shape, generator } = takes.rsample.read(args);
    return this._draw(Size(sample_shape), generator);
  }

  private _draw(sample_shape: Size, generator: Generator | null): Tensor {
    const shape = this._extended_shape(sample_shape);
    const standard = op('aten::_standard_gamma')(this.concentration.expand(shape), generator);
    const value = standard.div(this.rate.expand(shape));
    value.detach().clamp_({ min: finfo(value.dtype).tiny });
    return value;
  }

  /** As {@link Distribution.log_prob}, of a number too. */
  override log_prob(...args: typeof takes.log_prob.args): Tensor {
    const { dtype, device } = this.rate;
    return this._log_prob(as_tensor(takes.log_prob.list(args)[0], { dtype, device }));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return xlogy(this.concentration, this.rate).add(xlogy(this.concentration.sub(1), value))
      .sub(this.rate.mul(value)).sub(lgamma(this.concentration));
  }

  override entropy(): Tensor {
    return this.concentration.sub(log(this.rate)).add(lgamma(this.concentration))
      .add(rsub(this.concentration, 1).mul(digamma(this.concentration)));
  }

  override get _natural_params(): readonly [Tensor, Tensor] {
    return [this.concentration.sub(1), this.rate.neg()];
  }

  override _log_normalizer(x: Tensor, y: Tensor): Tensor {
    return lgamma(x.add(1)).add(x.add(1).mul(log(y.reciprocal().neg())));
  }

  protected override _cdf(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return gammainc(this.concentration, this.rate.mul(value));
  }
}
