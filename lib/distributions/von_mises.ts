import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/grad_mode.js';
import { cos, empty, rand, rsub, where, zeros } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { bool, float64 } from '../values/dtype.js';
import { sizeOf, type Size } from '../values/size.js';
import * as constraints from './constraints.js';
import { Distribution, type ArgConstraints } from './distribution.js';
import { lazily } from './lazy.js';
import { broadcast_all, lazy_property } from './utils.js';

const takes = signature('VonMises(loc: Tensor | float, concentration: Tensor | float, validate_args: bool = None)');

/** Coefficients of the modified Bessel functions of order 0 and 1, for small and for large arguments. */
const small = [
  [1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813],
  [0.5, 0.87890594, 0.51498869, 0.15084934, 0.02658733, 0.00301532, 0.00032411],
] as const;
const large = [
  [0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537, -0.01647633, 0.00392377],
  [0.39894228, -0.03988024, -0.00362018, 0.00163801, -0.01031555, 0.02282967, -0.02895312, 0.01787654, -0.00420059],
] as const;

/** The polynomial with these coefficients, by Horner's scheme. */
function polynomial(y: Tensor, coefficients: readonly number[]): Tensor {
  const last = coefficients.length - 1;
  let result = y.mul(coefficients[last]!).add(coefficients[last - 1]!);
  for (let i = last - 2; i >= 0; i--) result = y.mul(result).add(coefficients[i]!);
  return result;
}

/** The logarithm of the modified Bessel function of the first kind. */
function logBessel(x: Tensor, order: 0 | 1): Tensor {
  // In the order of PyTorch, in which gradients are summed.
  const y = x.div(3.75);
  const series = polynomial(y.mul(y), small[order]);
  const below = (order === 1 ? x.abs().mul(series) : series).log();
  const inverse = x.reciprocal().mul(3.75);
  const above = x.sub(x.log().mul(0.5)).add(polynomial(inverse, large[order]).log());
  return where(x.lt(3.75), below, above);
}

/** Draws by rejection, as Best and Fisher do it, until all are accepted; `x` is overwritten. */
function draw(loc: Tensor, concentration: Tensor, proposal_r: Tensor, start: Tensor): Tensor {
  let x = start;
  const { device, dtype } = loc;
  let done = zeros(x.shape, { dtype: bool, device });
  while (!done.all().item()) {
    const [u1, u2, u3] = rand([3, ...x.shape], { dtype, device }).unbind() as [Tensor, Tensor, Tensor];
    const z = cos(u1.mul(Math.PI));
    const f = proposal_r.mul(z).add(1).div(proposal_r.add(z));
    const c = concentration.mul(proposal_r.sub(f));
    const accept = c.mul(rsub(c, 2)).sub(u2).gt(0).bitwise_or(c.div(u2).log().add(1).sub(c).ge(0));
    if (!accept.any().item()) continue;
    x = where(accept, u3.sub(0.5).sign().mul(f.acos()), x);
    done = done.bitwise_or(accept);
  }
  return x.add(Math.PI).add(loc).remainder(2 * Math.PI).sub(Math.PI);
}

/**
 * Angles around `loc`, in radians, the closer the higher `concentration` (`torch.distributions.von_mises.VonMises`).
 */
export class VonMises extends Distribution {
  static override readonly arg_constraints: ArgConstraints =
    { loc: constraints.real, concentration: constraints.positive };
  static override readonly support: constraints.Constraint = constraints.real;
  /** The mean. */
  declare loc: Tensor;
  /** How close the angles are to it. */
  declare concentration: Tensor;
  declare _loc: Tensor;
  declare _concentration: Tensor;
  declare _proposal_r: Tensor;

  static {
    // In doubles: floats get stuck for small concentrations.
    lazy_property(this, '_loc', (self: VonMises) => self.loc.to(float64));
    lazy_property(this, '_concentration', (self: VonMises) => self.concentration.to(float64));
    lazy_property(this, '_proposal_r', (self: VonMises) => {
      const kappa = self._concentration;
      const tau = kappa.pow(2).mul(4).add(1).sqrt().add(1);
      const rho = tau.sub(tau.mul(2).sqrt()).div(kappa.mul(2));
      const proposal_r = rho.pow(2).add(1).div(rho.mul(2));
      return where(kappa.lt(1e-5), kappa.reciprocal().add(kappa), proposal_r);
    });
  }

  constructor(...args: typeof takes.args) {
    super();
    const { loc, concentration, validate_args } = takes.read(args);
    [this.loc, this.concentration] = broadcast_all(loc, concentration);
    this._init(this.loc.shape, sizeOf([]), validate_args);
  }

  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return this.concentration.mul(cos(value.sub(this.loc))).sub(Math.log(2 * Math.PI))
      .sub(logBessel(this.concentration, 0));
  }

  protected override _sample(sample_shape: Size): Tensor {
    return no_grad(() => {
      const x = empty(this._extended_shape(sample_shape), { dtype: this._loc.dtype, device: this.loc.device });
      return draw(this._loc, this._concentration, this._proposal_r, x).to(this.loc.dtype);
    });
  }

  protected override _expand(batch_shape: Size, _instance: this | null): this {
    const validate_args = Object.hasOwn(this, '_validate_args') ? this._validate_args : null;
    const make = this.constructor as new (loc: Tensor, concentration: Tensor, named: object) => this;
    return new make(this.loc.expand(batch_shape), this.concentration.expand(batch_shape), { validate_args });
  }

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return lazily<Tensor, 'variance'>(this, 'variance', () =>
      rsub(logBessel(this.concentration, 1).sub(logBessel(this.concentration, 0)).exp(), 1));
  }
}
