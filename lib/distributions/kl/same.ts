/** Divergences between distributions of one class. */
import { grad } from '../../autograd/index.js';
import { digamma, exp, lgamma, log1p, rsub } from '../../generated/torch.js';
import { softplus } from '../../nn/functional.js';
import type { Tensor } from '../../tensor/tensor.js';
import { NotImplementedError } from '../../values/errors.js';
import { Bernoulli } from '../bernoulli.js';
import { Beta } from '../beta.js';
import { Binomial } from '../binomial.js';
import { Categorical } from '../categorical.js';
import { Cauchy } from '../cauchy.js';
import { ContinuousBernoulli } from '../continuous_bernoulli.js';
import { Dirichlet } from '../dirichlet.js';
import { ExponentialFamily } from '../exp_family.js';
import { Exponential } from '../exponential.js';
import { Gamma } from '../gamma.js';
import { Geometric } from '../geometric.js';
import { Gumbel } from '../gumbel.js';
import { HalfNormal } from '../half_normal.js';
import { Independent } from '../independent.js';
import { Laplace } from '../laplace.js';
import { Normal } from '../normal.js';
import { OneHotCategorical } from '../one_hot_categorical.js';
import { Pareto } from '../pareto.js';
import { Poisson } from '../poisson.js';
import { TransformedDistribution } from '../transformed_distribution.js';
import { sameShape } from '../shapes.js';
import { sameTransforms } from '../transforms/compose.js';
import { Uniform } from '../uniform.js';
import { _sum_rightmost, euler_constant } from '../utils.js';
import { kl_divergence, register_kl } from './registry.js';
import { fillWhere, infiniteLike } from './shared.js';

register_kl(Bernoulli, Bernoulli)((p, q) => {
  const t1 = p.probs.mul(softplus(q.logits.neg()).sub(softplus(p.logits.neg())));
  fillWhere(t1, q.probs.eq(0), Infinity);
  fillWhere(t1, p.probs.eq(0), 0);
  const t2 = rsub(p.probs, 1).mul(softplus(q.logits).sub(softplus(p.logits)));
  fillWhere(t2, q.probs.eq(1), Infinity);
  fillWhere(t2, p.probs.eq(1), 0);
  return t1.add(t2);
});

register_kl(Beta, Beta)((p, q) => {
  const [sumP, sumQ] = [p.concentration1.add(p.concentration0), q.concentration1.add(q.concentration0)];
  const t1 = q.concentration1.lgamma().add(q.concentration0.lgamma()).add(sumP.lgamma());
  const t2 = p.concentration1.lgamma().add(p.concentration0.lgamma()).add(sumQ.lgamma());
  const t3 = p.concentration1.sub(q.concentration1).mul(digamma(p.concentration1));
  const t4 = p.concentration0.sub(q.concentration0).mul(digamma(p.concentration0));
  const t5 = sumQ.sub(sumP).mul(digamma(sumP));
  return t1.sub(t2).add(t3).add(t4).add(t5);
});

register_kl(Binomial, Binomial)((p, q) => {
  if (p.total_count.lt(q.total_count).any().item()) {
    throw new NotImplementedError('KL between Binomials where q.total_count > p.total_count is not implemented');
  }
  const kl = p.total_count.mul(
    p.probs.mul(p.logits.sub(q.logits)).add(p.probs.neg().log1p()).sub(q.probs.neg().log1p()));
  const infinite = p.total_count.gt(q.total_count);
  return kl.index_put_([infinite], infiniteLike(kl.index(infinite)));
});

function categoricals(p: Categorical, q: Categorical): Tensor {
  const t = p.probs.mul(p.logits.sub(q.logits));
  fillWhere(t, q.probs.eq(0).expand_as(t), Infinity);
  fillWhere(t, p.probs.eq(0).expand_as(t), 0);
  return t.sum(-1);
}
register_kl(Categorical, Categorical)(categoricals);
register_kl(OneHotCategorical, OneHotCategorical)((p, q) => categoricals(p._categorical, q._categorical));

register_kl(ContinuousBernoulli, ContinuousBernoulli)((p, q) => {
  const t1 = p.mean.mul(p.logits.sub(q.logits));
  const t2 = p._cont_bern_log_norm().add(log1p(p.probs.neg()));
  const t3 = q._cont_bern_log_norm().neg().sub(log1p(q.probs.neg()));
  return t1.add(t2).add(t3);
});

register_kl(Dirichlet, Dirichlet)((p, q) => {
  const [sumP, sumQ] = [p.concentration.sum(-1), q.concentration.sum(-1)];
  const t1 = sumP.lgamma().sub(sumQ.lgamma());
  const t2 = p.concentration.lgamma().sub(q.concentration.lgamma()).sum(-1);
  const t3 = p.concentration.sub(q.concentration);
  const t4 = p.concentration.digamma().sub(sumP.digamma().unsqueeze(-1));
  return t1.sub(t2).add(t3.mul(t4).sum(-1));
});

register_kl(Exponential, Exponential)((p, q) => {
  const ratio = q.rate.div(p.rate);
  return ratio.log().neg().add(ratio).sub(1);
});

register_kl(ExponentialFamily, ExponentialFamily)((p, q) => {
  if (p.constructor !== q.constructor) {
    throw new NotImplementedError('The cross KL-divergence between different exponential families cannot ' +
      '                            be computed using Bregman divergences');
  }
  const ofP = p._natural_params.map((param) => param.detach().requires_grad_());
  const ofQ = q._natural_params;
  const normalizer = p._log_normalizer(...ofP);
  const gradients = grad(normalizer.sum(), ofP, { create_graph: true });
  const result = q._log_normalizer(...ofQ).sub(normalizer);
  ofP.forEach((param, i) => result.sub_(_sum_rightmost(ofQ[i]!.sub(param).mul(gradients[i]!), q.event_shape.length)));
  return result;
});

register_kl(Gamma, Gamma)((p, q) => {
  const t1 = q.concentration.mul(p.rate.div(q.rate).log());
  const t2 = lgamma(q.concentration).sub(lgamma(p.concentration));
  const t3 = p.concentration.sub(q.concentration).mul(digamma(p.concentration));
  const t4 = q.rate.sub(p.rate).mul(p.concentration.div(p.rate));
  return t1.add(t2).add(t3).add(t4);
});

register_kl(Gumbel, Gumbel)((p, q) => {
  const [ct1, ct2, ct3] = [p.scale.div(q.scale), q.loc.div(q.scale), p.loc.div(q.scale)];
  const t1 = ct1.log().neg().sub(ct2).add(ct3);
  const t2 = ct1.mul(euler_constant);
  const t3 = exp(ct2.add(ct1.add(1).lgamma()).sub(ct3));
  return t1.add(t2).add(t3).sub(1 + euler_constant);
});

register_kl(Geometric, Geometric)((p, q) =>
  p.entropy().neg().sub(log1p(q.probs.neg()).div(p.probs)).sub(q.logits));

function normals(p: Normal, q: Normal): Tensor {
  const ratio = p.scale.div(q.scale).pow(2);
  const t1 = p.loc.sub(q.loc).div(q.scale).pow(2);
  return ratio.add(t1).sub(1).sub(ratio.log()).mul(0.5);
}
register_kl(Normal, Normal)(normals);
register_kl(HalfNormal, HalfNormal)((p, q) => normals(p.base_dist as Normal, q.base_dist as Normal));

register_kl(Laplace, Laplace)((p, q) => {
  const ratio = p.scale.div(q.scale);
  const distance = p.loc.sub(q.loc).abs();
  const t1 = ratio.log().neg();
  const t2 = distance.div(q.scale);
  const t3 = ratio.mul(exp(distance.neg().div(p.scale)));
  return t1.add(t2).add(t3).sub(1);
});

register_kl(Pareto, Pareto)((p, q) => {
  const ratio = p.scale.div(q.scale);
  const alphas = q.alpha.div(p.alpha);
  const result = q.alpha.mul(ratio.log()).add(alphas.log().neg()).add(alphas).sub(1);
  return fillWhere(result, p.scale.lt(q.scale), Infinity);
});

register_kl(Poisson, Poisson)((p, q) => p.rate.mul(p.rate.log().sub(q.rate.log())).sub(p.rate.sub(q.rate)));

register_kl(TransformedDistribution, TransformedDistribution)((p, q) => {
  if (!sameTransforms(p.transforms, q.transforms)) throw new NotImplementedError('');
  if (!sameShape(p.event_shape, q.event_shape)) throw new NotImplementedError('');
  return kl_divergence(p.base_dist, q.base_dist);
});

register_kl(Uniform, Uniform)((p, q) => {
  const result = q.high.sub(q.low).div(p.high.sub(p.low)).log();
  return fillWhere(result, q.low.gt(p.low).bitwise_or(q.high.lt(p.high)), Infinity);
});

register_kl(Independent, Independent)((p, q) => {
  if (p.reinterpreted_batch_ndims !== q.reinterpreted_batch_ndims) throw new NotImplementedError('');
  return _sum_rightmost(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims);
});

register_kl(Cauchy, Cauchy)((p, q) => {
  const t1 = p.scale.add(q.scale).pow(2).add(p.loc.sub(q.loc).pow(2)).log();
  return t1.sub(p.scale.mul(4).mul(q.scale).log());
});
