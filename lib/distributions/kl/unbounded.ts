/** Divergences from distributions over a half line or all numbers to those of other classes. */
import { erf, exp, log, rsub } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Bernoulli } from '../bernoulli.js';
import { Beta } from '../beta.js';
import { Binomial } from '../binomial.js';
import { ContinuousBernoulli } from '../continuous_bernoulli.js';
import type { Distribution } from '../distribution.js';
import { Exponential } from '../exponential.js';
import { Gamma } from '../gamma.js';
import { Gumbel } from '../gumbel.js';
import { Laplace } from '../laplace.js';
import { Normal } from '../normal.js';
import { Pareto } from '../pareto.js';
import { Poisson } from '../poisson.js';
import { Uniform } from '../uniform.js';
import { euler_constant } from '../utils.js';
import { register_kl, type DistributionClass } from './registry.js';
import { fillWhere, infiniteLike } from './shared.js';

/** What has values where the others have none is infinitely far from them. */
function infinite<P extends Distribution>(
  p: DistributionClass<P>, qs: readonly DistributionClass[], like: (p: P) => Tensor,
): void {
  for (const q of qs) register_kl(p, q)((each) => infiniteLike(like(each)));
}

infinite(Exponential, [Beta, ContinuousBernoulli, Pareto, Uniform], (p) => p.rate);
infinite(Gamma, [Beta, ContinuousBernoulli, Pareto, Uniform], (p) => p.concentration);
infinite(Gumbel, [Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform], (p) => p.loc);
infinite(Laplace, [Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform], (p) => p.loc);
infinite(Normal, [Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform], (p) => p.loc);
infinite(Pareto, [Beta, ContinuousBernoulli, Uniform], (p) => p.scale);
infinite(Poisson, [Bernoulli, Binomial], (p) => p.rate);

register_kl(Exponential, Gamma)((p, q) => {
  const ratio = q.rate.div(p.rate);
  const t1 = q.concentration.neg().mul(log(ratio));
  return t1.add(ratio).add(q.concentration.lgamma()).add(q.concentration.mul(euler_constant)).sub(1 + euler_constant);
});

register_kl(Exponential, Gumbel)((p, q) => {
  const product = p.rate.mul(q.scale);
  const ratio = q.loc.div(q.scale);
  const t1 = product.log().sub(1);
  const t2 = exp(ratio).mul(product).div(product.add(1));
  const t3 = product.reciprocal();
  return t1.sub(ratio).add(t2).add(t3);
});

register_kl(Exponential, Normal)((p, q) => {
  const variance = q.scale.pow(2);
  const squared = p.rate.pow(2);
  const t1 = log(squared.mul(variance).mul(2).mul(Math.PI)).mul(0.5);
  const t2 = squared.reciprocal();
  const t3 = q.loc.div(p.rate);
  const t4 = q.loc.pow(2).mul(0.5);
  return t1.sub(1).add(t2.sub(t3).add(t4).div(variance));
});

register_kl(Gamma, Exponential)((p, q) =>
  p.entropy().neg().sub(q.rate.log()).add(q.rate.mul(p.concentration).div(p.rate)));

register_kl(Gamma, Gumbel)((p, q) => {
  const product = p.rate.mul(q.scale);
  const ratio = q.loc.div(q.scale);
  const t1 = p.concentration.sub(1).mul(p.concentration.digamma()).sub(p.concentration.lgamma()).sub(p.concentration);
  const t2 = product.log().add(p.concentration.div(product));
  const t3 = exp(ratio).mul(product.reciprocal().add(1).pow(p.concentration.neg())).sub(ratio);
  return t1.add(t2).add(t3);
});

register_kl(Gamma, Normal)((p, q) => {
  const variance = q.scale.pow(2);
  const squared = p.rate.pow(2);
  const t1 = log(squared.mul(variance).mul(2).mul(Math.PI)).mul(0.5)
    .sub(p.concentration).sub(p.concentration.lgamma());
  const t2 = p.concentration.pow(2).add(p.concentration).mul(0.5).div(squared);
  const t3 = q.loc.mul(p.concentration).div(p.rate);
  const t4 = q.loc.pow(2).mul(0.5);
  return t1.add(p.concentration.sub(1).mul(p.concentration.digamma())).add(t2.sub(t3).add(t4).div(variance));
});

register_kl(Gumbel, Normal)((p, q) => {
  const ratio = p.scale.div(q.scale);
  const t1 = ratio.div(Math.sqrt(2 * Math.PI)).log();
  const t2 = ratio.mul(Math.PI).mul(0.5).pow(2).div(3);
  const t3 = p.loc.add(p.scale.mul(euler_constant)).sub(q.loc).div(q.scale).pow(2).mul(0.5);
  return t1.neg().add(t2).add(t3).sub(euler_constant + 1);
});

register_kl(Laplace, Normal)((p, q) => {
  const variance = q.scale.pow(2);
  const ratio = p.scale.pow(2).div(variance);
  const t1 = log(ratio.mul(2).div(Math.PI)).mul(0.5);
  const t2 = p.loc.pow(2).mul(0.5);
  const t3 = p.loc.mul(q.loc);
  const t4 = q.loc.pow(2).mul(0.5);
  return t1.neg().add(ratio).add(t2.sub(t3).add(t4).div(variance)).sub(1);
});

register_kl(Normal, Gumbel)((p, q) => {
  const mean = p.loc.div(q.scale);
  const variance = p.scale.div(q.scale).pow(2);
  const loc = q.loc.div(q.scale);
  const t1 = variance.log().mul(0.5);
  const t2 = mean.sub(loc);
  const t3 = exp(mean.neg().add(variance.mul(0.5)).add(loc));
  return t1.neg().add(t2).add(t3).sub(0.5 * (1 + Math.log(2 * Math.PI)));
});

register_kl(Normal, Laplace)((p, q) => {
  const diff = p.loc.sub(q.loc);
  const scales = p.scale.div(q.scale);
  const ratio = diff.div(p.scale);
  const t1 = log(scales);
  const t2 = p.scale.mul(Math.sqrt(2 / Math.PI)).mul(exp(ratio.pow(2).mul(-0.5)));
  const t3 = diff.mul(erf(ratio.mul(Math.sqrt(0.5))));
  return t1.neg().add(t2.add(t3).div(q.scale)).sub(0.5 * (1 + Math.log(0.5 * Math.PI)));
});

register_kl(Pareto, Exponential)((p, q) => {
  const product = p.scale.mul(q.rate);
  const t1 = p.alpha.div(product).log();
  const t2 = p.alpha.reciprocal();
  const t3 = p.alpha.mul(product).div(p.alpha.sub(1));
  return fillWhere(t1.sub(t2).add(t3).sub(1), p.alpha.le(1), Infinity);
});

register_kl(Pareto, Gamma)((p, q) => {
  const common = p.scale.log().add(p.alpha.reciprocal());
  const t1 = p.alpha.log().sub(common);
  const t2 = q.concentration.lgamma().sub(q.concentration.mul(q.rate.log()));
  const t3 = rsub(q.concentration, 1).mul(common);
  const t4 = q.rate.mul(p.alpha).mul(p.scale).div(p.alpha.sub(1));
  return fillWhere(t1.add(t2).add(t3).add(t4).sub(1), p.alpha.le(1), Infinity);
});

register_kl(Pareto, Normal)((p, q) => {
  const variance = q.scale.pow(2).mul(2);
  const common = p.scale.div(p.alpha.sub(1));
  const t1 = q.scale.mul(Math.sqrt(2 * Math.PI)).mul(p.alpha).div(p.scale).log();
  const t2 = p.alpha.reciprocal();
  const t3 = p.alpha.mul(common.pow(2)).div(p.alpha.sub(2));
  const t4 = p.alpha.mul(common).sub(q.loc).pow(2);
  return fillWhere(t1.sub(t2).add(t3.add(t4).div(variance)).sub(1), p.alpha.le(2), Infinity);
});
