// What programs ask distributions for in each step. distributions.py has the same cases by the same names.
import * as torch from 'nodetorch';
import { Categorical, kl_divergence, Normal, TanhTransform, TransformedDistribution } from 'nodetorch/distributions';

const parameters = (grad = false) =>
  [torch.randn(1000, { requires_grad: grad }), torch.rand(1000).add(0.5).requires_grad_(grad)];

export const cases = {
  'Normal log_prob': () => {
    const [d, value] = [new Normal(...parameters()), torch.randn(1000)];
    return () => d.log_prob(value);
  },
  'Normal log_prob backward': () => {
    const [loc, scale] = parameters(true);
    const value = torch.randn(1000);
    return () => new Normal(loc, scale).log_prob(value).sum().backward();
  },
  'Normal rsample': () => {
    const d = new Normal(...parameters());
    return () => d.rsample();
  },
  'Normal kl_divergence': () => {
    const [p, q] = [new Normal(...parameters()), new Normal(0, 1)];
    return () => kl_divergence(p, q);
  },
  'Categorical sample': () => {
    const d = new Categorical({ probs: torch.rand(10) });
    return () => d.sample();
  },
  'Categorical sample of 100': () => {
    const d = new Categorical({ logits: torch.randn(100, 10) });
    return () => d.sample();
  },
  'Categorical log_prob': () => {
    const d = new Categorical({ logits: torch.randn(100, 10) });
    const value = d.sample();
    return () => d.log_prob(value);
  },
  'tanh of Normal, sample and log_prob': () => {
    const d = new TransformedDistribution(new Normal(...parameters()), [new TanhTransform({ cache_size: 1 })]);
    return () => d.log_prob(d.sample());
  },
};
