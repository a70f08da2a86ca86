"""Writes what the distributions of torch.distributions give, for test/distributions/classes.test.ts.

    python3 scripts/golden/distributions.py > test/golden/distributions.json

A case is a class with its arguments: numbers, tensors, other distributions. All that it can be asked for is written
down with it: text, shapes, samples of a seed, gradients of samples and of the density, moments, quantiles, its expansion.
"""

import json
import warnings

import torch
from torch import distributions as D

warnings.simplefilter("ignore")


def t(*values, dtype="float64", grad=True):
    """A tensor, of a list or of a number; with a gradient, unless it is said otherwise."""
    return {"tensor": list(values) if len(values) != 1 else values[0], "dtype": dtype, "grad": grad}


def d(name, *args, **named):
    return {"class": name, "args": list(args), "named": named}


HALVES = t([0.25, 0.5, 0.75])
LOGITS = t([-1.0, 0.0, 2.0])
TABLE = t([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]])
SIGNS = t([[1.0, -2.0, 0.5], [0.0, 0.25, 3.0]])
LOC = t([0.0, -1.5, 2.0])
SCALE = t([1.0, 0.5, 3.0])
COVARIANCE = t([[2.0, 0.5], [0.5, 1.0]])
TRIL = t([[1.5, 0.0], [0.25, 0.75]])
BATCH = t([[[1.0, 0.0], [0.5, 2.0]], [[0.5, 0.0], [-0.5, 1.0]]])
PLAIN = {"dtype": "float32", "grad": False}

CASES = [
    d("Bernoulli", HALVES), d("Bernoulli", 0.25), d("Bernoulli", logits=LOGITS), d("Bernoulli", logits=1.5),
    d("Beta", t([0.5, 2.0]), t([1.5, 3.0])), d("Beta", 0.5, 2), d("Beta", t([[0.5], [1.0]]), 1.5),
    d("Binomial", 5, HALVES), d("Binomial", t([2.0, 3.0, 4.0], grad=False), logits=LOGITS), d("Binomial", 3, 0.5),
    d("Categorical", TABLE), d("Categorical", logits=SIGNS), d("Categorical", t([1.0, 2.0, 5.0])),
    d("Categorical", t([1.0, 2.0, 5.0], **PLAIN)),
    d("Cauchy", LOC, SCALE), d("Cauchy", 0, 1), d("Cauchy", 1.0, SCALE),
    d("Chi2", t([1.0, 2.5, 6.0])), d("Chi2", 3),
    d("ContinuousBernoulli", HALVES), d("ContinuousBernoulli", logits=t([-1.0, 0.001, 2.0])),
    d("ContinuousBernoulli", 0.3), d("ContinuousBernoulli", HALVES, lims=[0.2, 0.6]),
    d("Dirichlet", t([0.5, 1.5, 3.0])), d("Dirichlet", t([[0.5, 0.25], [2.0, 3.0]])),
    d("Exponential", t([0.5, 2.0])), d("Exponential", 1.5),
    d("FisherSnedecor", t([1.0, 3.0, 6.0]), t([2.0, 4.5, 8.0])), d("FisherSnedecor", 3, 5),
    d("Gamma", t([0.5, 1.0, 4.0]), t([1.0, 0.5, 2.0])), d("Gamma", 2, 3), d("Gamma", 0.5, t([0.5, 2.0])),
    d("GeneralizedPareto", LOC, SCALE, t([0.25, 0.0, -0.75])),
    d("GeneralizedPareto", 1, 2, t([0.25, 0.0, -0.75], dtype="float32")), d("GeneralizedPareto", 0, 1, t([0.5, 2.0], **PLAIN)),
    d("Geometric", HALVES), d("Geometric", logits=LOGITS), d("Geometric", 0.25),
    d("Gumbel", LOC, SCALE), d("Gumbel", 0, 1), d("HalfCauchy", SCALE), d("HalfCauchy", 2),
    d("HalfNormal", SCALE), d("HalfNormal", 2),
    d("InverseGamma", t([0.5, 1.5, 4.0]), t([1.0, 0.5, 2.0])), d("InverseGamma", 3, 1),
    d("Kumaraswamy", t([0.5, 1.0, 4.0]), t([1.0, 0.5, 2.0])), d("Kumaraswamy", 2, 3),
    d("Laplace", LOC, SCALE), d("Laplace", 0, 1),
    d("LKJCholesky", 3, t([0.5, 1.0, 4.0])), d("LKJCholesky", 2),
    d("LogNormal", LOC, SCALE), d("LogNormal", 0, 1), d("LogisticNormal", LOC, SCALE), d("LogisticNormal", 0, 1),
    d("LowRankMultivariateNormal", t([1.0, -1.0]), t([[1.0], [0.5]]), t([0.5, 2.0])),
    d("LowRankMultivariateNormal", t([[1.0, -1.0], [0.0, 2.0]]), t([[1.0], [0.5]]), t([0.5, 2.0])),
    d("MixtureSameFamily", d("Categorical", t([1.0, 2.0, 5.0])), d("Normal", LOC, SCALE)),
    d("MixtureSameFamily", d("Categorical", t([0.25, 0.75])), d("MultivariateNormal", t([1.0, -1.0]), scale_tril=BATCH)),
    d("MixtureSameFamily", d("Categorical", TABLE), d("Poisson", t([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))),
    d("Multinomial", 4, TABLE), d("Multinomial", 3, logits=t([0.0, 1.0, -1.0])),
    d("MultivariateNormal", t([1.0, -1.0]), COVARIANCE), d("MultivariateNormal", t([1.0, -1.0]), scale_tril=BATCH),
    d("MultivariateNormal", t([[1.0, -1.0], [0.0, 0.5]]), precision_matrix=COVARIANCE),
    d("NegativeBinomial", 5, HALVES), d("NegativeBinomial", t([0.0, 2.5, 4.0]), logits=LOGITS),
    d("Normal", LOC, SCALE), d("Normal", 0, 1), d("Normal", 0, SCALE, validate_args=False),
    d("OneHotCategorical", TABLE), d("OneHotCategorical", logits=t([0.0, 1.0, -1.0])),
    d("OneHotCategoricalStraightThrough", TABLE),
    d("Pareto", t([1.0, 0.5, 2.0]), t([0.5, 1.5, 4.0])), d("Pareto", 1, 3), d("Poisson", t([0.0, 0.5, 4.0])), d("Poisson", 4),
    d("RelaxedBernoulli", t(0.75), HALVES), d("RelaxedBernoulli", t([2.0]), logits=LOGITS),
    d("RelaxedOneHotCategorical", t(0.75), TABLE), d("RelaxedOneHotCategorical", t(2.0), logits=t([0.0, 1.0, -1.0])),
    d("StudentT", t([0.5, 1.5, 4.0]), LOC, SCALE), d("StudentT", 3),
    d("Uniform", t([0.0, -2.0]), t([1.0, 4.0])), d("Uniform", 0, 2),
    d("VonMises", t([0.0, 2.0]), t([0.5, 8.0])), d("VonMises", 1, 2),
    d("Weibull", t([1.0, 0.5, 2.0]), t([0.5, 1.5, 4.0])), d("Weibull", 1, 2),
    d("Wishart", 4, COVARIANCE), d("Wishart", t([3.0, 5.0]), scale_tril=TRIL), d("Wishart", t(3.5), precision_matrix=COVARIANCE),
]

# What is refused: a class with its arguments, and what is called.
X = t([0.5], grad=False)
OUTSIDE = {
    "Bernoulli": t([0.5, 1.0, 0.0]), "Beta": t([1.5]), "Binomial": t([6.0]), "Categorical": t([3.0]), "Chi2": t([-1.0]),
    "Dirichlet": t([0.5, 0.75, 0.5]), "Exponential": t([-1.0]), "FisherSnedecor": t([0.0]), "Gamma": t([-0.5]),
    "GeneralizedPareto": t([-2.0]), "Geometric": t([0.5]), "HalfCauchy": t([-1.0]), "HalfNormal": t([-1.0]),
    "Multinomial": t([4.0, 1.0, 1.0]), "NegativeBinomial": t([-1.0]), "Normal": t([float("nan")]),
    "OneHotCategorical": t([1.0, 1.0, 0.0]), "Pareto": t([0.25]), "Poisson": t([1.5]), "RelaxedBernoulli": t([2.0]),
    "Uniform": t([5.0]), "VonMises": t([float("nan")]), "Weibull": t([-1.0]),
}
ERRORS = [
    *[[d(name), None] for name in ("Bernoulli", "Binomial", "Categorical", "ContinuousBernoulli", "Geometric")],
    *[[d(name, HALVES, HALVES), None] for name in ("Bernoulli", "Categorical", "OneHotCategorical", "Geometric")],
    [d("NegativeBinomial", 3), None], [d("RelaxedBernoulli", t(1.0)), None], [d("Multinomial", 3), None],
    [d("Bernoulli", t([0.5, 1.5])), None], [d("Bernoulli", 1.5), None], [d("Beta", t([1.0, -1.0]), 2.0), None],
    [d("Binomial", t([1.5]), t([0.5])), None], [d("Categorical", t(0.5)), None], [d("Categorical", logits=t(0.5)), None],
    [d("Categorical", t([-1.0, 3.0])), None], [d("Categorical", 0.5), None], [d("Cauchy", 0, -1), None],
    [d("Chi2", -1), None], [d("Chi2", t([0.0])), None], [d("ContinuousBernoulli", t([1.5]), validate_args=True), None],
    [d("ContinuousBernoulli", t([1.5]), validate_args=False), None], [d("Dirichlet", t(1.0)), None], [d("Dirichlet", t([0.0, 1.0])), None],
    [d("Exponential", 0), None], [d("FisherSnedecor", -1, 2), None], [d("Gamma", t([1.0, 0.0]), 1), None],
    [d("GeneralizedPareto", 0, -1, 0), None], [d("Geometric", t([0.0, 0.5])), None], [d("Gumbel", 0, 0), None],
    [d("HalfCauchy", -1), None], [d("HalfNormal", t([1.0, -1.0])), None], [d("InverseGamma", 0, 1), None],
    [d("Kumaraswamy", 1, -1), None], [d("Laplace", float("nan"), 1), None], [d("LKJCholesky", 1), None],
    [d("LKJCholesky", 3, -1), None], [d("LogNormal", 0, -1), None], [d("LogisticNormal", LOC, t([1.0, 1.0])), None],
    [d("LowRankMultivariateNormal", t(1.0), t([[1.0]]), t([1.0])), None],
    [d("LowRankMultivariateNormal", t([1.0]), t([1.0]), t([1.0])), None],
    [d("LowRankMultivariateNormal", t([1.0, 2.0]), t([[1.0]]), t([1.0, 2.0])), None],
    [d("LowRankMultivariateNormal", t([1.0, 2.0]), t([[1.0], [2.0]]), t([1.0])), None],
    [d("LowRankMultivariateNormal", t([[1.0], [2.0]]), t([[[1.0]], [[2.0]], [[3.0]]]), t([1.0])), None],
    [d("MixtureSameFamily", d("Normal", 0, 1), d("Normal", LOC, SCALE)), None],
    [d("MixtureSameFamily", d("Categorical", t([1.0, 2.0])), d("Normal", LOC, SCALE)), None],
    [d("MixtureSameFamily", d("Categorical", TABLE), d("Normal", SIGNS, 1)), None],
    [d("MixtureSameFamily", d("Categorical", TABLE), 3), None],
    [d("MixtureSameFamily", d("Categorical", TABLE), d("Normal", 0, 1)), None],
    [d("Multinomial", 1.5, TABLE), None], [d("MultivariateNormal", t(1.0), COVARIANCE), None],
    [d("MultivariateNormal", t([1.0, 2.0])), None], [d("MultivariateNormal", t([1.0, 2.0]), COVARIANCE, COVARIANCE), None],
    [d("MultivariateNormal", t([1.0, 2.0]), t([1.0, 2.0])), None],
    [d("MultivariateNormal", t([1.0, 2.0]), scale_tril=t([1.0, 2.0])), None],
    [d("MultivariateNormal", t([1.0, 2.0]), precision_matrix=t([1.0, 2.0])), None],
    [d("MultivariateNormal", t([1.0, 2.0]), t([[1.0, 2.0], [0.0, 1.0]])), None],
    [d("MultivariateNormal", t([1.0, 2.0]), scale_tril=t([[-1.0, 0.0], [0.0, 1.0]])), None],
    [d("NegativeBinomial", 5, t([1.0])), None], [d("NegativeBinomial", -1, t([0.5])), None], [d("OneHotCategorical", t(1.0)), None],
    [d("Pareto", 0, 1), None], [d("Poisson", -1), None], [d("RelaxedOneHotCategorical", t(1.0), t(1.0)), None],
    [d("StudentT", t([-1.0, 2.0])), None], [d("Uniform", 1, 0), None], [d("Uniform", t([0.0, 2.0]), 2), None],
    [d("VonMises", 0, -1), None], [d("Weibull", 1, 0), None], [d("Wishart", 1, COVARIANCE), None], [d("Wishart", t([0.5, 4.0]), COVARIANCE), None],
    [d("Wishart", 3), None], [d("Wishart", 3, t([1.0])), None], [d("Wishart", 3, scale_tril=COVARIANCE), None],
    [d("Normal", 0, "one"), None], [d("Normal", t([0.0, 1.0]), t([1.0, 2.0, 3.0])), None],
    *[[case, "log_prob", value] for name, value in OUTSIDE.items() for case in CASES if case["class"] == name][::2],
    [d("Normal", LOC, SCALE), "log_prob", t([1.0, 2.0])], [d("Normal", LOC, SCALE), "log_prob", 1.0], [d("Gamma", 2, 3), "log_prob", 0.5],
    [d("Dirichlet", t([1.0, 2.0])), "log_prob", t([0.5, 0.25, 0.25])], [d("Normal", LOC, SCALE), "expand", [2]],
    [d("Normal", 0, 1), "enumerate_support"], [d("Cauchy", 0, 1), "icdf", t([0.5])], [d("Gamma", 2, 3), "icdf", t([0.5])],
    [d("Poisson", 3), "rsample", [2]], [d("Poisson", 3), "cdf", t([0.5])], [d("Categorical", TABLE), "rsample", [2]],
    [d("Binomial", t([1.0, 2.0]), 0.5), "entropy"], [d("Binomial", t([1.0, 2.0]), 0.5), "enumerate_support"],
    [d("LKJCholesky", 3), "entropy"], [d("Normal", 0, 1), "sample", [-1]], [d("Beta", 1, 1), "cdf", t([0.5])],
]


def built(spec, leaves):
    if isinstance(spec, list):
        return [built(each, leaves) for each in spec]
    if not isinstance(spec, dict):
        return spec
    if "class" in spec:
        named = {name: built(each, leaves) for name, each in spec["named"].items()}
        return getattr(D, spec["class"])(*built(spec["args"], leaves), **named)
    tensor = torch.tensor(spec["tensor"], dtype=getattr(torch, spec["dtype"]))
    if spec["grad"]:
        leaves.append(tensor.requires_grad_())
    return tensor


def number(x):
    return x if isinstance(x, int) or abs(x) < float("inf") else str(x)


def told(value):
    if isinstance(value, torch.Size):
        return list(value)
    if not isinstance(value, torch.Tensor):
        return value
    return {"shape": list(value.shape), "dtype": str(value.dtype), "data": [number(x) for x in value.flatten().tolist()]}


def answer(ask):
    try:
        return told(ask())
    except Exception as error:
        # What PyTorch has not got, without a text.
        return {"error": type(error).__name__, "text": str(error)}


def weights(value):
    return torch.arange(value.numel(), dtype=torch.float64).add(1).cos().to(value.dtype).view(value.shape)


def gradients(spec, ask):
    leaves = []
    made = built(spec, leaves)
    torch.manual_seed(7)
    value = ask(made)
    grads = torch.autograd.grad((value * weights(value)).sum(), leaves, allow_unused=True)
    return [told(grad) for grad in grads]


def asked(spec):
    made = built(spec, [])
    torch.manual_seed(3)
    value = made.sample([2]).detach()
    expanded = made.expand([2, *made.batch_shape])
    torch.manual_seed(4)
    inside = torch.full(made.batch_shape, 0.375, dtype=value.dtype)
    has = sum(leaf["grad"] for leaf in spec["args"] if isinstance(leaf, dict) and "tensor" in leaf) > 0
    out = {
        "text": repr(made), "batch_shape": told(made.batch_shape), "event_shape": told(made.event_shape),
        "has_rsample": made.has_rsample, "has_enumerate_support": made.has_enumerate_support,
        "support": repr(made.support).splitlines()[0], "sample": told(value), "expanded": repr(expanded),
        "expanded sample": answer(lambda: expanded.sample()),
        "log_prob": answer(lambda: made.log_prob(value)), "expanded log_prob": answer(lambda: expanded.log_prob(value)),
        "cdf": answer(lambda: made.cdf(value)), "icdf": answer(lambda: made.icdf(inside)),
        "values": answer(made.enumerate_support), "values, not expanded": answer(lambda: made.enumerate_support(False)),
    }
    for name in ("mean", "mode", "variance", "stddev"):
        out[name] = answer(lambda: getattr(made, name))
    for name in ("entropy", "perplexity"):
        out[name] = answer(getattr(made, name))
    if has:
        out["log_prob gradients"] = answer(lambda: gradients(spec, lambda each: each.log_prob(value)))
    if has and made.has_rsample:
        out["rsample gradients"] = answer(lambda: gradients(spec, lambda each: each.rsample([2])))
    return out


def refused(spec, method=None, *args):
    if method is None:
        return answer(lambda: repr(built(spec, [])))
    made = built(spec, [])
    return answer(lambda: getattr(made, method)(*built(list(args), [])))


def plain(spec):
    """Without NaN, which is no JSON."""
    if isinstance(spec, list):
        return [plain(each) for each in spec]
    if isinstance(spec, dict):
        return {name: plain(each) for name, each in spec.items()}
    return "nan" if spec != spec else spec


print(json.dumps({
    "cases": [[plain(spec), asked(spec)] for spec in CASES],
    "errors": [[plain(each), refused(*each)] for each in ERRORS],
}))
