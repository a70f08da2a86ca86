/**
 * Divergences from distributions over an interval to those of other classes. Here and in its neighbours the order of
 * statements is part of the result: gradients are summed in it.
 */
import { ge, le, log, log1p, max, ones_like, rsub, square, where } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Bernoulli } from '../bernoulli.js';
import { Beta } from '../beta.js';
import { ContinuousBernoulli } from '../continuous_bernoulli.js';
import { Exponential } from '../exponential.js';
import { Gamma } from '../gamma.js';
import { Gumbel } from '../gumbel.js';
import { Normal } from '../normal.js';
import { Pareto } from '../pareto.js';
import { Poisson } from '../poisson.js';
import { Uniform } from '../uniform.js';
import { register_kl } from './registry.js';
import { fillWhere, infiniteLike, xLogX } from './shared.js';

register_kl(Bernoulli, Poisson)((p, q) => p.entropy().neg().sub(p.probs.mul(q.rate.log()).sub(q.rate)));

register_kl(Beta, ContinuousBernoulli)((p, q) =>
  p.entropy().neg().sub(p.mean.mul(q.logits)).sub(log1p(q.probs.neg())).sub(q._cont_bern_log_norm()));

register_kl(Beta, Pareto)((p) => infiniteLike(p.concentration1));

register_kl(Beta, Exponential)((p, q) =>
  p.entropy().neg().sub(q.rate.log())
    .add(q.rate.mul(p.concentration1.div(p.concentration1.add(p.concentration0)))));

register_kl(Beta, Gamma)((p, q) => {
  const t1 = p.entropy().neg();
  const t2 = q.concentration.lgamma().sub(q.concentration.mul(q.rate.log()));
  const t3 = q.concentration.sub(1)
    .mul(p.concentration1.digamma().sub(p.concentration1.add(p.concentration0).digamma()));
  const t4 = q.rate.mul(p.concentration1).div(p.concentration1.add(p.concentration0));
  return t1.add(t2).sub(t3).add(t4);
});

register_kl(Beta, Normal)((p, q) => {
  const mean = p.concentration1.div(p.concentration1.add(p.concentration0));
  const variance = q.scale.pow(2);
  const t1 = p.entropy().neg();
  const t2 = variance.mul(2).mul(Math.PI).log().mul(0.5);
  const t3 = mean.mul(rsub(mean, 1)).div(p.concentration1.add(p.concentration0).add(1)).add(mean.pow(2)).mul(0.5);
  const t4 = q.loc.mul(mean);
  const t5 = q.loc.pow(2).mul(0.5);
  return t1.add(t2).add(t3.sub(t4).add(t5).div(variance));
});

register_kl(Beta, Uniform)((p, q) => {
  const result = p.entropy().neg().add(q.high.sub(q.low).log());
  return fillWhere(result, q.low.gt(0).bitwise_or(q.high.lt(1)), Infinity);
});

register_kl(ContinuousBernoulli, Pareto)((p) => infiniteLike(p.probs));

register_kl(ContinuousBernoulli, Exponential)((p, q) =>
  p.entropy().neg().sub(log(q.rate)).add(q.rate.mul(p.mean)));

register_kl(ContinuousBernoulli, Normal)((p, q) => {
  const t1 = p.entropy().neg();
  const t2 = square(q.loc.div(q.scale)).add(Math.log(2 * Math.PI)).mul(0.5).add(log(q.scale));
  const t3 = p.variance.add(square(p.mean)).sub(q.loc.mul(2).mul(p.mean)).div(square(q.scale).mul(2));
  return t1.add(t2).add(t3);
});

register_kl(ContinuousBernoulli, Uniform)((p, q) => {
  const result = p.entropy().neg().add(q.high.sub(q.low).log());
  return infiniteWhere(max(ge(q.low, 0), le(q.high, 1)), result);
});

function infiniteWhere(mask: Tensor, result: Tensor): Tensor {
  return where(mask, ones_like(result).mul(Infinity), result);
}

register_kl(Uniform, Beta)((p, q) => {
  const width = p.high.sub(p.low);
  const t1 = width.log();
  const t2 = q.concentration1.sub(1).mul(xLogX(p.high).sub(xLogX(p.low)).sub(width)).div(width);
  const t3 = q.concentration0.sub(1)
    .mul(xLogX(rsub(p.high, 1)).sub(xLogX(rsub(p.low, 1))).add(width)).div(width);
  const t4 = q.concentration1.lgamma().add(q.concentration0.lgamma())
    .sub(q.concentration1.add(q.concentration0).lgamma());
  const result = t3.add(t4).sub(t1).sub(t2);
  return fillWhere(result, p.high.gt(1).bitwise_or(p.low.lt(0)), Infinity);
});

register_kl(Uniform, ContinuousBernoulli)((p, q) => {
  const result = p.entropy().neg().sub(p.mean.mul(q.logits)).sub(log1p(q.probs.neg())).sub(q._cont_bern_log_norm());
  return infiniteWhere(max(ge(p.high, 1), le(p.low, 0)), result);
});

register_kl(Uniform, Exponential)((p, q) => {
  const result = q.rate.mul(p.high.add(p.low)).div(2).sub(p.high.sub(p.low).mul(q.rate).log());
  return fillWhere(result, p.low.lt(0), Infinity);
});

register_kl(Uniform, Gamma)((p, q) => {
  const width = p.high.sub(p.low);
  const t1 = width.log();
  const t2 = q.concentration.lgamma().sub(q.concentration.mul(q.rate.log()));
  const t3 = rsub(q.concentration, 1).mul(xLogX(p.high).sub(xLogX(p.low)).sub(width)).div(width);
  const t4 = q.rate.mul(p.high.add(p.low)).div(2);
  return fillWhere(t1.neg().add(t2).add(t3).add(t4), p.low.lt(0), Infinity);
});

register_kl(Uniform, Gumbel)((p, q) => {
  const common = q.scale.div(p.high.sub(p.low));
  const high = p.high.sub(q.loc).div(q.scale);
  const low = p.low.sub(q.loc).div(q.scale);
  const t1 = common.log().add(high.add(low).mul(0.5));
  return t1.sub(common.mul(high.neg().exp().sub(low.neg().exp())));
});

register_kl(Uniform, Normal)((p, q) => {
  const width = p.high.sub(p.low);
  const t1 = q.scale.mul(Math.sqrt(Math.PI * 2)).div(width).log();
  const t2 = width.pow(2).div(12);
  const t3 = p.high.add(p.low).sub(q.loc.mul(2)).div(2).pow(2);
  return t1.add(t2.add(t3).mul(0.5).div(q.scale.pow(2)));
});

register_kl(Uniform, Pareto)((p, q) => {
  const width = p.high.sub(p.low);
  const t1 = q.alpha.mul(q.scale.pow(q.alpha)).mul(width).log();
  const t2 = xLogX(p.high).sub(xLogX(p.low)).sub(width).div(width);
  return fillWhere(t2.mul(q.alpha.add(1)).sub(t1), p.low.lt(q.scale), Infinity);
});
