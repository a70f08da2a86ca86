/** `torch.distributions.kl`: the Kullback-Leibler divergences between distributions. */
import './kl/bounded.js';
import './kl/multivariate.js';
import './kl/same.js';
import './kl/unbounded.js';

export { kl_divergence, register_kl } from './kl/registry.js';
