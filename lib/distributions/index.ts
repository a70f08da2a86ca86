/** `torch.distributions`: probability distributions, their transforms and divergences. */
import * as bernoulli from './bernoulli.js';
import * as beta from './beta.js';
import * as binomial from './binomial.js';
import * as categorical from './categorical.js';
import * as cauchy from './cauchy.js';
import * as chi2 from './chi2.js';
import * as continuous_bernoulli from './continuous_bernoulli.js';
import * as dirichlet from './dirichlet.js';
import * as distribution from './distribution.js';
import * as exp_family from './exp_family.js';
import * as exponential from './exponential.js';
import * as fishersnedecor from './fishersnedecor.js';
import * as gamma from './gamma.js';
import * as generalized_pareto from './generalized_pareto.js';
import * as geometric from './geometric.js';
import * as gumbel from './gumbel.js';
import * as half_cauchy from './half_cauchy.js';
import * as half_normal from './half_normal.js';
import * as independent from './independent.js';
import * as inverse_gamma from './inverse_gamma.js';
import * as kl from './kl.js';
import * as kumaraswamy from './kumaraswamy.js';
import * as laplace from './laplace.js';
import * as lkj_cholesky from './lkj_cholesky.js';
import * as log_normal from './log_normal.js';
import * as logistic_normal from './logistic_normal.js';
import * as lowrank_multivariate_normal from './lowrank_multivariate_normal.js';
import * as mixture_same_family from './mixture_same_family.js';
import * as multinomial from './multinomial.js';
import * as multivariate_normal from './multivariate_normal.js';
import * as negative_binomial from './negative_binomial.js';
import * as normal from './normal.js';
import * as one_hot_categorical from './one_hot_categorical.js';
import * as pareto from './pareto.js';
import * as poisson from './poisson.js';
import * as relaxed_bernoulli from './relaxed_bernoulli.js';
import * as relaxed_categorical from './relaxed_categorical.js';
import * as studentT from './studentT.js';
import * as transformed_distribution from './transformed_distribution.js';
import * as transforms from './transforms.js';
import * as uniform from './uniform.js';
import * as von_mises from './von_mises.js';
import * as weibull from './weibull.js';
import * as wishart from './wishart.js';
import { provideModules } from './texts.js';

export * as constraint_registry from './constraint_registry.js';
export * as constraints from './constraints.js';
export * as utils from './utils.js';
export {
  bernoulli, beta, binomial, categorical, cauchy, chi2, continuous_bernoulli, dirichlet, distribution, exp_family,
  exponential, fishersnedecor, gamma, generalized_pareto, geometric, gumbel, half_cauchy, half_normal, independent,
  inverse_gamma, kl, kumaraswamy, laplace, lkj_cholesky, log_normal, logistic_normal, lowrank_multivariate_normal,
  mixture_same_family, multinomial, multivariate_normal, negative_binomial, normal, one_hot_categorical, pareto,
  poisson, relaxed_bernoulli, relaxed_categorical, studentT, transformed_distribution, transforms, uniform, von_mises,
  weibull, wishart,
};
export { Bernoulli } from './bernoulli.js';
export { Beta } from './beta.js';
export { Binomial } from './binomial.js';
export { Categorical } from './categorical.js';
export { Cauchy } from './cauchy.js';
export { Chi2 } from './chi2.js';
export { biject_to, transform_to } from './constraint_registry.js';
export { ContinuousBernoulli } from './continuous_bernoulli.js';
export { Dirichlet } from './dirichlet.js';
export { Distribution, type ArgConstraints } from './distribution.js';
export { ExponentialFamily } from './exp_family.js';
export { Exponential } from './exponential.js';
export { FisherSnedecor } from './fishersnedecor.js';
export { Gamma } from './gamma.js';
export { GeneralizedPareto } from './generalized_pareto.js';
export { Geometric } from './geometric.js';
export { Gumbel } from './gumbel.js';
export { HalfCauchy } from './half_cauchy.js';
export { HalfNormal } from './half_normal.js';
export { Independent } from './independent.js';
export { InverseGamma } from './inverse_gamma.js';
export { kl_divergence, register_kl } from './kl.js';
export { Kumaraswamy } from './kumaraswamy.js';
export { Laplace } from './laplace.js';
export { LKJCholesky } from './lkj_cholesky.js';
export { LogNormal } from './log_normal.js';
export { LogisticNormal } from './logistic_normal.js';
export { LowRankMultivariateNormal } from './lowrank_multivariate_normal.js';
export { MixtureSameFamily } from './mixture_same_family.js';
export { Multinomial } from './multinomial.js';
export { MultivariateNormal } from './multivariate_normal.js';
export { NegativeBinomial } from './negative_binomial.js';
export { Normal } from './normal.js';
export { OneHotCategorical, OneHotCategoricalStraightThrough } from './one_hot_categorical.js';
export { Pareto } from './pareto.js';
export { Poisson } from './poisson.js';
export { RelaxedBernoulli } from './relaxed_bernoulli.js';
export { RelaxedOneHotCategorical } from './relaxed_categorical.js';
export { StudentT } from './studentT.js';
export { TransformedDistribution } from './transformed_distribution.js';
export { Uniform } from './uniform.js';
export { VonMises } from './von_mises.js';
export { Weibull } from './weibull.js';
export { Wishart } from './wishart.js';
export * from './transforms.js';

provideModules({
  bernoulli, beta, binomial, categorical, cauchy, chi2, continuous_bernoulli, dirichlet, distribution, exp_family,
  exponential, fishersnedecor, gamma, generalized_pareto, geometric, gumbel, half_cauchy, half_normal, independent,
  inverse_gamma, kumaraswamy, laplace, lkj_cholesky, log_normal, logistic_normal, lowrank_multivariate_normal,
  mixture_same_family, multinomial, multivariate_normal, negative_binomial, normal, one_hot_categorical, pareto,
  poisson, relaxed_bernoulli, relaxed_categorical, studentT, transformed_distribution, transforms, uniform, von_mises,
  weibull, wishart,
});
