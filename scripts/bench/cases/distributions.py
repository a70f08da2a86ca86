"""The cases of distributions.mjs in PyTorch: name -> (preparation, the statement that is timed)."""

IMPORT = 'from torch.distributions import Categorical, kl_divergence, Normal, TanhTransform, TransformedDistribution\n'
NORMAL = IMPORT + 'd = Normal(torch.randn(1000), torch.rand(1000) + 0.5)\n'

CASES = {
    'Normal log_prob': (NORMAL + 'value = torch.randn(1000)', 'd.log_prob(value)'),
    'Normal log_prob backward': (
        IMPORT + 'loc, scale = torch.randn(1000, requires_grad=True), (torch.rand(1000) + 0.5).requires_grad_()\n'
        'value = torch.randn(1000)',
        'Normal(loc, scale).log_prob(value).sum().backward()',
    ),
    'Normal rsample': (NORMAL, 'd.rsample()'),
    'Normal kl_divergence': (NORMAL + 'q = Normal(0, 1)', 'kl_divergence(d, q)'),
    'Categorical sample': (IMPORT + 'd = Categorical(probs=torch.rand(10))', 'd.sample()'),
    'Categorical sample of 100': (IMPORT + 'd = Categorical(logits=torch.randn(100, 10))', 'd.sample()'),
    'Categorical log_prob': (IMPORT + 'd = Categorical(logits=torch.randn(100, 10))\nvalue = d.sample()', 'd.log_prob(value)'),
    'tanh of Normal, sample and log_prob': (
        NORMAL + 't = TransformedDistribution(d, [TanhTransform(cache_size=1)])', 't.log_prob(t.sample())',
    ),
}
