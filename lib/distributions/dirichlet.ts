import { op } from '../addon/call/op.js';
import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { Function, once_differentiable, type FunctionCtx } from '../autograd/function.js';
import { digamma, lgamma, rsub, xlogy } from '../generated/torch.js';
import { one_hot } from '../generated/nn.js';
import type { Tensor } from '../tensor/tensor.js';
import { ValueError } from '../values/errors.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import type { ArgConstraints } from './distribution.js';
import { ExponentialFamily } from './exp_family.js';

const takes = signature('Dirichlet(concentration: Tensor, validate_args: bool = None)');

/** Draws, with the gradient of the quantiles in the concentration, which libtorch has for one of them at a time. */
class _Dirichlet extends Function {
  static override forward(ctx: FunctionCtx, concentration: Tensor): Tensor {
    const x = op('aten::_sample_dirichlet')(concentration);
    ctx.save_for_backward(x, concentration);
    return x;
  }

  static override backward = once_differentiable((ctx: FunctionCtx, grad_output: Tensor): Tensor => {
    const [x, concentration] = ctx.saved_tensors as [Tensor, Tensor];
    const total = concentration.sum(-1, true).expand_as(concentration);
    const grad = op('aten::_dirichlet_grad')(x, concentration, total);
    return grad.mul(grad_output.sub(x.mul(grad_output).sum(-1, true)));
  });
}

/**
 * Points with elements that are positive and sum to one, with density proportional to the product of
 * x^(`concentration` - 1), of (*, K) (`torch.distributions.dirichlet.Dirichlet`). Throws a ValueError for a
 * concentration without dimensions.
 */
export class Dirichlet extends ExponentialFamily {
  static override readonly arg_constraints: ArgConstraints =
    { concentration: constraints.independent(constraints.positive, 1) };
  static override readonly support: constraints.Constraint = constraints.simplex;
  static override readonly has_rsample: boolean = true;
  /** The exponents of the elements, plus one. */
  declare concentration: Tensor;

  constructor(...args: typeof takes.args) {
    super();
    const { concentration, validate_args } = takes.read(args);
    if (withAttribute(concentration, 'dim').dim() < 1) {
      throw new ValueError('`concentration` parameter must be at least one-dimensional.');
    }
    this.concentration = concentration;
    const { shape } = concentration;
    this._init(sizeOf(shape.slice(0, -1)), sizeOf(shape.slice(-1)), validate_args);
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const made = this._get_checked_instance(Dirichlet, _instance);
    made.concentration = this.concentration.expand([...batch_shape, ...this.event_shape]);
    return this._expanded(made, batch_shape, this.event_shape);
  }

  protected override _rsample(sample_shape: Size): Tensor {
    return _Dirichlet.apply(this.concentration.expand(this._extended_shape(sample_shape)));
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return xlogy(this.concentration.sub(1), value).sum(-1).add(lgamma(this.concentration.sum(-1)))
      .sub(lgamma(this.concentration).sum(-1));
  }

  override get mean(): Tensor {
    return this.concentration.div(this.concentration.sum(-1, true));
  }

  override get mode(): Tensor {
    const less = this.concentration.sub(1).clamp({ min: 0 });
    const mode = less.div(less.sum(-1, true));
    const mask = this.concentration.lt(1).all(-1);
    mode.index_put_([mask], one_hot(mode.index(mask).argmax(-1), less.shape.at(-1)!).to(mode));
    return mode;
  }

  override get variance(): Tensor {
    const total = this.concentration.sum(-1, true);
    return this.concentration.mul(total.sub(this.concentration)).div(total.pow(2).mul(total.add(1)));
  }

  override entropy(): Tensor {
    const k = this.concentration.size(-1);
    const a0 = this.concentration.sum(-1);
    return lgamma(this.concentration).sum(-1).sub(lgamma(a0)).sub(rsub(a0, k).mul(digamma(a0)))
      .sub(this.concentration.sub(1).mul(digamma(this.concentration)).sum(-1));
  }

  override get _natural_params(): readonly [Tensor] {
    return [this.concentration];
  }

  override _log_normalizer(x: Tensor): Tensor {
    return x.lgamma().sum(-1).sub(lgamma(x.sum(-1)));
  }
}
