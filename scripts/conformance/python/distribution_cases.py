"""The arguments with which the suite `distributions` makes its objects. `make` gives tensors of one dtype."""

import torch

DTYPES = ["float32", "float64"]
INF, NAN = float("inf"), float("nan")


class Maker:
    """Tensors of a dtype, with gradients; those at random are the same each time."""

    def __init__(self, dtype):
        self.dtype = dtype

    def __call__(self, value, grad=True):
        return torch.tensor(value, dtype=self.dtype, requires_grad=grad)

    def _random(self, draw, shape, change):
        made = draw(shape, dtype=self.dtype, generator=torch.Generator().manual_seed(len(shape) + 7 * sum(shape)))
        return change(made).requires_grad_()

    def real(self, *shape):
        return self._random(torch.randn, shape, lambda x: x)

    def positive(self, *shape):
        return self._random(torch.rand, shape, lambda x: x * 2 + 0.25)

    def unit(self, *shape):
        return self._random(torch.rand, shape, lambda x: x * 0.8 + 0.1)

    def simplex(self, *shape):
        return self._random(torch.rand, shape, lambda x: (x + 0.1) / (x + 0.1).sum(-1, keepdim=True))

    def tril(self, *shape):
        return self._random(torch.rand, (*shape, shape[-1]), lambda x: x.tril() + torch.eye(shape[-1], dtype=x.dtype))

    def definite(self, *shape):
        n = shape[-1]
        return self._random(torch.rand, (*shape, n), lambda x: x @ x.mT + torch.eye(n, dtype=x.dtype))

    def whole(self, *values):
        return torch.tensor(values, dtype=self.dtype)


def dist(name, **args):
    return {"$dist": name, "args": args}


def transform(name, **args):
    return {"$transform": name, "args": args}


def constraint(name, **args):
    return {"$constraint": name, **({"args": args} if args else {})}


def location_scale(m):
    return [
        {"loc": 0, "scale": 1}, {"loc": m.real(3), "scale": m.positive(3)}, {"loc": m.real(2, 1), "scale": m.positive(3)},
        {"loc": 0.5, "scale": m.positive(2)}, {"loc": m(0.25), "scale": m(1.5)}, {"loc": m([1.0]), "scale": 2.5},
    ]


def probs_or_logits(m):
    return [
        {"probs": m.unit(2, 3)}, {"probs": 0.3}, {"logits": m.real(3)}, {"logits": -0.5}, {"probs": m([0.0, 1.0, 0.5])},
        {"logits": m([0.0, 30.0, -30.0])}, {"probs": m(0.25)}, {"probs": m([0.75])},
    ]


def categories(m):
    return [
        {"probs": m.simplex(4)}, {"probs": m.positive(2, 3)}, {"logits": m.real(3)}, {"logits": m.real(2, 1, 3)},
        {"probs": m([0.0, 0.5, 0.5])}, {"logits": m([0.0, -INF, 1.0])}, {"probs": m([1.0])},
    ]


def two_positive(first, second):
    return lambda m: [
        {first: 1.5, second: 2.0}, {first: m.positive(3), second: m.positive(3)},
        {first: m.positive(2, 1), second: m.positive(3)}, {first: 0.5, second: m([0.5, 3.0])}, {first: m(2.0), second: m(0.5)},
        {first: m([30.0]), second: m([0.05])},
    ]


def one_positive(name):
    return lambda m: [{name: 1.5}, {name: m.positive(2, 3)}, {name: m([0.05, 30.0])}, {name: m(2.0)}, {name: m([0.75])}]


def counts(m):
    return [
        {"total_count": 5, "probs": m.unit(3)}, {"total_count": 1, "logits": 0.5}, {"total_count": 4, "probs": 0.25},
        {"total_count": m.whole(3, 3, 3), "logits": m.real(3)}, {"total_count": m.whole(2, 7), "probs": m.unit(2)},
        {"total_count": 10, "probs": m([0.0, 1.0 - 2**-20, 0.5])},
    ]


def multivariate(m):
    return [
        {"loc": m.real(3), "covariance_matrix": m.definite(3)}, {"loc": m.real(2, 2), "scale_tril": m.tril(2)},
        {"loc": m.real(2), "precision_matrix": m.definite(2)}, {"loc": m.real(2), "covariance_matrix": m.definite(3, 2)},
        {"loc": m.real(1), "scale_tril": m.tril(1)},
    ]


def transformed(m):
    normal = dist("Normal", loc=m.real(3), scale=m.positive(3))
    return [
        {"base_distribution": normal, "transforms": transform("ExpTransform")},
        {"base_distribution": dist("Uniform", low=0, high=1), "transforms": [
            transform("AffineTransform", loc=0.5, scale=-2.5), transform("SigmoidTransform")]},
        {"base_distribution": normal, "transforms": []},
        {"base_distribution": normal, "transforms": [transform("StickBreakingTransform")]},
        {"base_distribution": normal, "transforms": [transform("AffineTransform", loc=m.real(2, 3), scale=m(2.0))]},
        {"base_distribution": dist("Normal", loc=m.real(2, 6), scale=1.5), "transforms": [
            transform("ReshapeTransform", in_shape=[6], out_shape=[2, 3]), transform("TanhTransform", cache_size=1)]},
        {"base_distribution": normal, "transforms": [transform("PowerTransform", exponent=m(-2.0)), transform("AbsTransform")]},
    ]


def mixtures(m):
    return [
        {"mixture_distribution": dist("Categorical", probs=m.simplex(4)),
         "component_distribution": dist("Normal", loc=m.real(4), scale=m.positive(4))},
        {"mixture_distribution": dist("Categorical", logits=m.real(2, 3)),
         "component_distribution": dist("Gamma", concentration=m.positive(2, 3), rate=m.positive(2, 3))},
        {"mixture_distribution": dist("Categorical", probs=m.simplex(2)),
         "component_distribution": dist("Independent", base_distribution=dist("Normal", loc=m.real(2, 3), scale=m.positive(2, 3)),
                                        reinterpreted_batch_ndims=1)},
        {"mixture_distribution": dist("Categorical", probs=m.simplex(3)),
         "component_distribution": dist("Bernoulli", probs=m.unit(3))},
    ]


CASES = {
    "Bernoulli": probs_or_logits,
    "Beta": two_positive("concentration1", "concentration0"),
    "Binomial": counts,
    "Categorical": categories,
    "Cauchy": location_scale,
    "Chi2": one_positive("df"),
    "ContinuousBernoulli": lambda m: [*probs_or_logits(m), {"probs": m([0.4995, 0.2]), "lims": (0.45, 0.55)}],
    "Dirichlet": lambda m: [{"concentration": m.positive(3)}, {"concentration": m.positive(2, 4)},
                            {"concentration": m([[0.05, 20.0]])}],
    "Exponential": one_positive("rate"),
    "FisherSnedecor": two_positive("df1", "df2"),
    "Gamma": two_positive("concentration", "rate"),
    "GeneralizedPareto": lambda m: [
        {"loc": 0.5, "scale": 1.5, "concentration": 0.25}, {"loc": m.real(3), "scale": m.positive(3), "concentration": m.real(3)},
        {"loc": m.real(2, 1), "scale": m.positive(3), "concentration": m([0.0, 0.5, -0.5])},
        {"loc": m(0.0), "scale": m(2.0), "concentration": m(0.0)},
    ],
    "Geometric": lambda m: [each for each in probs_or_logits(m) if "logits" in each or not (
        torch.as_tensor(each["probs"]) == 0).any()],
    "Gumbel": location_scale,
    "HalfCauchy": one_positive("scale"),
    "HalfNormal": one_positive("scale"),
    "Independent": lambda m: [
        {"base_distribution": dist("Normal", loc=m.real(2, 3), scale=m.positive(3)), "reinterpreted_batch_ndims": n} for n in (0, 1, 2)
    ] + [{"base_distribution": dist("Dirichlet", concentration=m.positive(2, 3)), "reinterpreted_batch_ndims": 1},
         {"base_distribution": dist("Bernoulli", probs=m.unit(2)), "reinterpreted_batch_ndims": 0}],
    "InverseGamma": two_positive("concentration", "rate"),
    "Kumaraswamy": two_positive("concentration1", "concentration0"),
    "LKJCholesky": lambda m: [{"dim": 2}, {"dim": 3, "concentration": m.positive(2)}, {"dim": 4, "concentration": 0.5},
                              {"dim": 3, "concentration": m(2.0)}],
    "Laplace": location_scale,
    "LogNormal": location_scale,
    "LogisticNormal": lambda m: [{"loc": m.real(3), "scale": m.positive(3)}, {"loc": m.real(2, 2), "scale": m.positive(2)}],
    "LowRankMultivariateNormal": lambda m: [
        {"loc": m.real(3), "cov_factor": m.real(3, 2), "cov_diag": m.positive(3)},
        {"loc": m.real(2, 3), "cov_factor": m.real(3, 1), "cov_diag": m.positive(2, 3)},
    ],
    "MixtureSameFamily": mixtures,
    "Multinomial": lambda m: [{"total_count": 5, "probs": m.simplex(3)}, {"total_count": 3, "logits": m.real(2, 3)},
                              {"probs": m([0.0, 1.0, 2.0])}, {"total_count": 4, "logits": m([0.0, -INF, 1.0])}],
    "MultivariateNormal": multivariate,
    "NegativeBinomial": counts,
    "Normal": location_scale,
    "OneHotCategorical": categories,
    "OneHotCategoricalStraightThrough": categories,
    "Pareto": two_positive("scale", "alpha"),
    "Poisson": lambda m: [*one_positive("rate")(m), {"rate": m([0.0, 3.0])}],
    "RelaxedBernoulli": lambda m: [{"temperature": m(0.5), "probs": m.unit(3)}, {"temperature": m.positive(2), "logits": m.real(2)},
                                   {"temperature": m([1.5]), "logits": m.real(3)}],
    "RelaxedOneHotCategorical": lambda m: [{"temperature": m(0.5), "probs": m.simplex(3)},
                                           {"temperature": m(2.0), "logits": m.real(2, 3)}],
    "StudentT": lambda m: [{"df": 2.5}, {"df": m([0.5, 1.5, 4.0]), "loc": m.real(3), "scale": m.positive(3)},
                           {"df": m(3.0), "loc": 0.5, "scale": m.positive(2, 1)}],
    "TransformedDistribution": transformed,
    "Uniform": lambda m: [{"low": 0, "high": 1}, {"low": m([-1.0, 0.0, 0.25]), "high": m([2.5, 1.0, 3.5])}, {"low": m.real(2, 1), "high": 5},
                          {"low": m(0.5), "high": m(1.5)}],
    "VonMises": lambda m: [{"loc": 0.5, "concentration": 1.5}, {"loc": m.real(3), "concentration": m.positive(3)},
                           {"loc": m.real(2, 1), "concentration": m([0.05, 30.0])}],
    "Weibull": two_positive("scale", "concentration"),
    "Wishart": lambda m: [{"df": m(4.0), "covariance_matrix": m.definite(3)}, {"df": m.whole(3.5, 5.0), "scale_tril": m.tril(2)},
                          {"df": 5.5, "precision_matrix": m.definite(2)}],
}

#: What constructors refuse.
INVALID = {
    "Bernoulli": lambda m: [{}, {"probs": 0.5, "logits": 0.5}, {"probs": m([0.5, 1.5])}, {"probs": -0.5}, {"logits": m([NAN])}],
    "Beta": lambda m: [{"concentration1": -1, "concentration0": 1}, {"concentration1": 1.5, "concentration0": m([0.5, -0.5])},
                       {"concentration1": m.positive(2), "concentration0": m.positive(3)}],
    "Binomial": lambda m: [{}, {"total_count": -1, "probs": 0.5}, {"total_count": 2.5, "probs": 0.5}, {"total_count": 3, "probs": 1.5},
                           {"total_count": 2, "probs": 0.5, "logits": 0.5}],
    "Categorical": lambda m: [{}, {"probs": m(0.5)}, {"probs": m([-0.5, 1.5])}, {"logits": m(0.5)}, {"logits": m([NAN, 1.0])},
                              {"probs": m([0.5, 0.5]), "logits": m([0.5, 0.5])}],
    "Cauchy": lambda m: [{"loc": 0, "scale": 0}, {"loc": NAN, "scale": 1}],
    "Chi2": lambda m: [{"df": -1.5}, {"df": m([1.0, -1.0])}],
    "ContinuousBernoulli": lambda m: [{}, {"probs": 1.5}, {"probs": 0.5, "logits": 0.5}, {"logits": m([NAN])}],
    "Dirichlet": lambda m: [{"concentration": m(0.5)}, {"concentration": m([0.5, -0.5])}, {"concentration": m([[1.0, 0.0]])}],
    "Distribution": lambda m: [{}, {"validate_args": False}, {"batch_shape": [2], "event_shape": [3], "validate_args": False}],
    "Exponential": lambda m: [{"rate": -1}, {"rate": m([1.0, 0.0])}],
    "FisherSnedecor": lambda m: [{"df1": 0, "df2": 1}, {"df1": 1, "df2": m([1.0, -3.5])}],
    "Gamma": lambda m: [{"concentration": -1.5, "rate": 1}, {"concentration": 1, "rate": m([0.0])}],
    "GeneralizedPareto": lambda m: [{"loc": 0.5, "scale": -1.5, "concentration": 0.5}, {"loc": m([NAN]), "scale": 1.5, "concentration": 0.5}],
    "Geometric": lambda m: [{}, {"probs": 0}, {"probs": m([0.5, 0.0])}, {"probs": m([1.5])}, {"probs": 0.5, "logits": 1}, {"logits": m([NAN])}],
    "Gumbel": lambda m: [{"loc": 0.5, "scale": -0.5}, {"loc": m([NAN]), "scale": 0.5}],
    "HalfCauchy": lambda m: [{"scale": -0.5}, {"scale": m([0.0, 1.0])}],
    "HalfNormal": lambda m: [{"scale": -0.5}, {"scale": m([0.0, 1.0])}],
    "Independent": lambda m: [{"base_distribution": dist("Normal", loc=m.real(2), scale=1), "reinterpreted_batch_ndims": 2}],
    "InverseGamma": lambda m: [{"concentration": -1.5, "rate": 1.5}, {"concentration": 1.5, "rate": m([0.0])}],
    "Kumaraswamy": lambda m: [{"concentration1": -1.5, "concentration0": 1.5}, {"concentration1": m([0.0]), "concentration0": 1.5}],
    "LKJCholesky": lambda m: [{"dim": 1}, {"dim": 3, "concentration": -0.5}, {"dim": 3, "concentration": m([0.5, 0.0])}],
    "Laplace": lambda m: [{"loc": 0.5, "scale": -0.5}, {"loc": m([NAN]), "scale": 0.5}],
    "LogNormal": lambda m: [{"loc": 0.5, "scale": -0.5}, {"loc": m([NAN]), "scale": 0.5}],
    "LogisticNormal": lambda m: [{"loc": m([0.5, 0.25]), "scale": m([-0.5, 0.25])}],
    "LowRankMultivariateNormal": lambda m: [
        {"loc": m(0.5), "cov_factor": m.real(3, 2), "cov_diag": m.positive(3)}, {"loc": m.real(3), "cov_factor": m.real(2, 2), "cov_diag": m.positive(3)},
        {"loc": m.real(3), "cov_factor": m.real(3, 2), "cov_diag": m.positive(2)}, {"loc": m.real(3), "cov_factor": m.real(3), "cov_diag": m.positive(3)},
        {"loc": m.real(2), "cov_factor": m.real(2, 2), "cov_diag": m([1.0, -1.0])},
    ],
    "MixtureSameFamily": lambda m: [
        {"mixture_distribution": dist("Normal", loc=0, scale=1), "component_distribution": dist("Normal", loc=0, scale=1)},
        {"mixture_distribution": dist("Categorical", probs=m.simplex(3)), "component_distribution": dist("Normal", loc=m.real(2), scale=1)},
        {"mixture_distribution": dist("Categorical", probs=m.simplex(4, 3)), "component_distribution": dist("Normal", loc=m.real(2, 3), scale=1)},
        {"mixture_distribution": dist("Categorical", probs=m.simplex(3)), "component_distribution": 2},
    ],
    "Multinomial": lambda m: [{"total_count": -1, "probs": m([0.5, 0.5])}, {"total_count": m([2.0, 3.0]), "probs": m([0.5, 0.5])},
                              {"total_count": 2, "probs": m([-0.5, 1.5])}, {"total_count": 2}],
    "MultivariateNormal": lambda m: [
        {"loc": m(0.5), "covariance_matrix": m.definite(2)}, {"loc": m.real(2)}, {"loc": m.real(2), "scale_tril": m.real(2)},
        {"loc": m.real(2), "covariance_matrix": m.definite(2), "scale_tril": m.tril(2)}, {"loc": m.real(2), "covariance_matrix": m([[1.0, 2.0], [2.0, 1.0]])},
        {"loc": m.real(2), "scale_tril": m([[1.0, 2.0], [2.0, 1.0]])}, {"loc": m.real(2), "precision_matrix": m([[1.0, 0.5], [0.25, 1.0]])},
        {"loc": m.real(2), "covariance_matrix": m.real(2)}, {"loc": m.real(2), "precision_matrix": m.real(2)}, {"loc": m([NAN, 0.5]), "scale_tril": m.tril(2)},
    ],
    "NegativeBinomial": lambda m: [{}, {"total_count": -1, "probs": 0.5}, {"total_count": 3, "probs": 1}, {"total_count": 3, "probs": 0.5, "logits": 0.5}],
    "Normal": lambda m: [{"loc": 0, "scale": -1}, {"loc": 0, "scale": m([0.0, 1.0])}, {"loc": NAN, "scale": 1}, {"loc": m([[0.5, NAN]]), "scale": 1},
                         {"loc": m.real(2), "scale": m.positive(3)}, {"loc": "a", "scale": 1}, {"loc": m(0.5), "scale": m(-0.1)},
                         {"loc": m(torch.linspace(0, 1, 2000).tolist()), "scale": m(torch.linspace(-1, 1, 2000).tolist())}],
    "OneHotCategorical": lambda m: [{}, {"probs": m(0.5)}, {"probs": m([-0.5, 1.5])}],
    "OneHotCategoricalStraightThrough": lambda m: [{}, {"probs": m(0.5)}, {"probs": m([-0.5, 1.5])}],
    "Pareto": lambda m: [{"scale": -0.5, "alpha": 0.5}, {"scale": 0.5, "alpha": m([0.5, 0.0])}],
    "Poisson": lambda m: [{"rate": -0.5}, {"rate": m([0.5, -0.5])}],
    "RelaxedBernoulli": lambda m: [{"temperature": m(0.5)}, {"temperature": m(0.5), "probs": m(1.5)}, {"temperature": m(0.5), "probs": 0.5, "logits": 0.5}],
    "RelaxedOneHotCategorical": lambda m: [{"temperature": m(0.5)}, {"temperature": m(0.5), "probs": m([-0.5, 1.5])}],
    "StudentT": lambda m: [{"df": -0.5}, {"df": 0.5, "scale": -0.5}, {"df": 0.5, "loc": NAN}],
    "TransformedDistribution": lambda m: [
        {"base_distribution": dist("Normal", loc=0, scale=1), "transforms": transform("StickBreakingTransform")},
        {"base_distribution": dist("Normal", loc=0, scale=1), "transforms": 3}, {"base_distribution": dist("Normal", loc=0, scale=1), "transforms": [3]},
    ],
    "Uniform": lambda m: [{"low": 1, "high": 0}, {"low": m([0.5, 1.0]), "high": 1}, {"low": NAN, "high": 1}],
    "VonMises": lambda m: [{"loc": 0.5, "concentration": -0.5}, {"loc": m([NAN]), "concentration": 0.5}],
    "Weibull": lambda m: [{"scale": -0.5, "concentration": 0.5}, {"scale": 0.5, "concentration": m([0.0])}],
    "Wishart": lambda m: [{"df": m(1.5), "covariance_matrix": m.definite(3)}, {"df": m(4.0)}, {"df": m(4.0), "covariance_matrix": m(0.5)},
                          {"df": m(4.0), "covariance_matrix": m.definite(2), "scale_tril": m.tril(2)}, {"df": m(4.0), "scale_tril": m([[1.0, 2.0], [2.0, 1.0]])}],
}

#: One object or two of each class, of shapes that fit where they can.
KL = {
    "Bernoulli": lambda m: [{"probs": m([0.3, 0.6])}, {"probs": m([0.0, 1.0])}],
    "Beta": lambda m: [{"concentration1": m([0.5, 2.5]), "concentration0": m([1.5, 0.75])}],
    "Binomial": lambda m: [{"total_count": 3, "probs": m([0.3, 0.6])}, {"total_count": 5, "probs": m([0.2, 0.9])}],
    "Categorical": lambda m: [{"probs": m.simplex(2, 3)}, {"probs": m([[0.5, 0.5, 0.0], [0.0, 0.25, 0.75]])}],
    "Cauchy": lambda m: [{"loc": m.real(2), "scale": m.positive(2)}, {"loc": 0, "scale": 1}],
    "Chi2": lambda m: [{"df": m.positive(2)}],
    "ContinuousBernoulli": lambda m: [{"probs": m([0.3, 0.5])}, {"logits": m.real(2)}],
    "Dirichlet": lambda m: [{"concentration": m.positive(2, 3)}, {"concentration": m.positive(3)}],
    "Exponential": lambda m: [{"rate": m.positive(2)}, {"rate": 2.5}],
    "FisherSnedecor": lambda m: [{"df1": m.positive(2), "df2": m.positive(2)}],
    "Gamma": lambda m: [{"concentration": m.positive(2), "rate": m([0.5, 1.5])}, {"concentration": 1.5, "rate": 0.5}],
    "GeneralizedPareto": lambda m: [{"loc": 0.5, "scale": 1.5, "concentration": m([0.25, 0.5])}],
    "Geometric": lambda m: [{"probs": m([0.3, 0.6])}, {"logits": 0.5}],
    "Gumbel": lambda m: [{"loc": m.real(2), "scale": m.positive(2)}, {"loc": 0, "scale": 1}],
    "HalfCauchy": lambda m: [{"scale": m.positive(2)}],
    "HalfNormal": lambda m: [{"scale": m.positive(2)}, {"scale": 2}],
    "Independent": lambda m: [
        {"base_distribution": dist("Normal", loc=m.real(2, 3), scale=m.positive(2, 3)), "reinterpreted_batch_ndims": n} for n in (1, 2)
    ] + [{"base_distribution": dist("Gamma", concentration=m.positive(2, 3), rate=1.5), "reinterpreted_batch_ndims": 1}],
    "InverseGamma": lambda m: [{"concentration": m.positive(2), "rate": m([0.5, 1.5])}],
    "Kumaraswamy": lambda m: [{"concentration1": m([0.5, 2.5]), "concentration0": m([1.5, 0.75])}],
    "LKJCholesky": lambda m: [{"dim": 3, "concentration": m.positive(2)}],
    "Laplace": lambda m: [{"loc": m.real(2), "scale": m.positive(2)}, {"loc": 0, "scale": 1}],
    "LogNormal": lambda m: [{"loc": m.real(2), "scale": m.positive(2)}, {"loc": 0, "scale": 1}],
    "LogisticNormal": lambda m: [{"loc": m.real(2), "scale": m.positive(2)}],
    "LowRankMultivariateNormal": lambda m: [{"loc": m.real(2, 3), "cov_factor": m.real(3, 2), "cov_diag": m.positive(3)},
                                            {"loc": m.real(3), "cov_factor": m.real(3, 1), "cov_diag": m.positive(3)},
                                            {"loc": m.real(2), "cov_factor": m.real(2, 1), "cov_diag": m.positive(2)}],
    "MixtureSameFamily": lambda m: mixtures(m)[:1],
    "Multinomial": lambda m: [{"total_count": 3, "probs": m.simplex(2, 3)}],
    "MultivariateNormal": lambda m: [{"loc": m.real(2, 3), "covariance_matrix": m.definite(3)}, {"loc": m.real(3), "scale_tril": m.tril(2, 3)},
                                     {"loc": m.real(2), "scale_tril": m.tril(2)}],
    "NegativeBinomial": lambda m: [{"total_count": 3, "probs": m([0.3, 0.6])}],
    "Normal": lambda m: [{"loc": m.real(2), "scale": m.positive(2)}, {"loc": 0, "scale": 1}],
    "OneHotCategorical": lambda m: [{"probs": m.simplex(2, 3)}],
    "OneHotCategoricalStraightThrough": lambda m: [{"logits": m.real(2, 3)}],
    "Pareto": lambda m: [{"scale": m([0.5, 2.0]), "alpha": m([0.75, 3.5])}, {"scale": 1.5, "alpha": 1.5}],
    "Poisson": lambda m: [{"rate": m.positive(2)}, {"rate": 1.5}],
    "RelaxedBernoulli": lambda m: [{"temperature": m(0.5), "probs": m([0.3, 0.6])}],
    "RelaxedOneHotCategorical": lambda m: [{"temperature": m(0.5), "probs": m.simplex(2, 3)}],
    "StudentT": lambda m: [{"df": m.positive(2)}],
    "TransformedDistribution": lambda m: [
        {"base_distribution": dist("Normal", loc=m.real(2), scale=m.positive(2)), "transforms": [transform("ExpTransform")]},
        {"base_distribution": dist("Gumbel", loc=m.real(2), scale=1.5), "transforms": [transform("ExpTransform")]},
        {"base_distribution": dist("Normal", loc=m.real(2), scale=1), "transforms": [transform("AffineTransform", loc=m.real(2), scale=2)]},
    ],
    "Uniform": lambda m: [{"low": m([0.25, 0.5]), "high": m([0.75, 1.0])}, {"low": m([-1.0, 0.5]), "high": m([0.5, 2.5])}, {"low": 0, "high": 1}],
    "VonMises": lambda m: [{"loc": m.real(2), "concentration": m.positive(2)}],
    "Weibull": lambda m: [{"scale": m.positive(2), "concentration": m.positive(2)}],
    "Wishart": lambda m: [{"df": m(4.0), "covariance_matrix": m.definite(3)}],
}

TRANSFORMS = {
    "AbsTransform": lambda m: [({}, m.real(2, 3))],
    "AffineTransform": lambda m: [
        ({"loc": 0.5, "scale": 2.5}, m.real(3)), ({"loc": m.real(3), "scale": m.real(3)}, m.real(2, 3)), ({"loc": 1, "scale": -2}, m.real(2)),
        ({"loc": m.real(2, 1), "scale": 0.3, "event_dim": 1}, m.real(3)), ({"loc": 0.5, "scale": m.positive(2, 3), "event_dim": 2}, m.real(4, 2, 3)),
        ({"loc": 0.5, "scale": 0}, m.real(2)), ({"loc": 0.7, "scale": 1.3, "event_dim": 1}, m.real(2, 3)), ({"loc": m(0.5), "scale": 0.1}, m.real(2)),
    ],
    "CatTransform": lambda m: [
        ({"tseq": [transform("ExpTransform"), transform("AffineTransform", loc=0.5, scale=2.5)], "dim": -1, "lengths": [2, 1]}, m.real(2, 3)),
        ({"tseq": [transform("ExpTransform"), transform("TanhTransform")]}, m.real(2, 3)),
        ({"tseq": [transform("SoftmaxTransform"), transform("SoftmaxTransform")], "dim": 0, "lengths": [1, 1]}, m.real(2, 3)),
        ({"tseq": [transform("ExpTransform")], "dim": 3}, m.real(2, 3)), ({"tseq": [transform("ExpTransform")], "dim": 0, "lengths": [3]}, m.real(2, 3)),
        ({"tseq": [transform("IndependentTransform", base_transform=transform("ExpTransform"), reinterpreted_batch_ndims=1),
                   transform("IndependentTransform", base_transform=transform("TanhTransform"), reinterpreted_batch_ndims=1)], "dim": 0,
          "lengths": [2, 1]}, m.real(3, 2)),
        ({"tseq": [transform("IndependentTransform", base_transform=transform("ExpTransform"), reinterpreted_batch_ndims=1),
                   transform("IndependentTransform", base_transform=transform("TanhTransform"), reinterpreted_batch_ndims=1)], "dim": 1,
          "lengths": [2, 1]}, m.real(2, 3)),
    ],
    "ComposeTransform": lambda m: [
        ({"parts": []}, m.real(2)), ({"parts": [transform("ExpTransform"), transform("AffineTransform", loc=0.5, scale=-2.5)]}, m.real(2, 3)),
        ({"parts": [transform("AffineTransform", loc=0.5, scale=m(2.0)), transform("StickBreakingTransform")]}, m.real(2, 3)),
        ({"parts": [transform("ReshapeTransform", in_shape=[6], out_shape=[2, 3]), transform("ExpTransform")]}, m.real(2, 6)),
        ({"parts": [transform("PowerTransform", exponent=m(2.0)), transform("SigmoidTransform")]}, m.positive(3)),
    ],
    "CorrCholeskyTransform": lambda m: [({}, m.real(3)), ({}, m.real(2, 6)), ({}, m.real(4)), ({}, m.real(1))],
    "CumulativeDistributionTransform": lambda m: [({"distribution": dist("Normal", loc=0, scale=1)}, m.real(3)),
                                                  ({"distribution": dist("Exponential", rate=m.positive(3))}, m.positive(2, 3))],
    "ExpTransform": lambda m: [({}, m.real(2, 3)), ({}, m([-200.0, 0.0, 200.0, NAN]))],
    "IndependentTransform": lambda m: [
        ({"base_transform": transform("ExpTransform"), "reinterpreted_batch_ndims": n}, m.real(2, 3)) for n in (0, 1, 2, 3)],
    "LowerCholeskyTransform": lambda m: [({}, m.real(3, 3)), ({}, m.real(2, 2, 2))],
    "PositiveDefiniteTransform": lambda m: [({}, m.real(3, 3)), ({}, m.real(2, 2, 2))],
    "PowerTransform": lambda m: [({"exponent": 2.5}, m.positive(3)), ({"exponent": m([-1.0, 0.5, 3.0])}, m.positive(2, 3)), ({"exponent": m(0.0)}, m.positive(2))],
    "ReshapeTransform": lambda m: [({"in_shape": [6], "out_shape": [2, 3]}, m.real(4, 6)), ({"in_shape": [2, 3], "out_shape": [3, 2]}, m.real(2, 3)),
                                   ({"in_shape": [], "out_shape": [1]}, m.real(3)), ({"in_shape": [4], "out_shape": [2, 2]}, m.real(3))],
    "SigmoidTransform": lambda m: [({}, m.real(2, 3)), ({}, m([-200.0, 0.0, 200.0, NAN]))],
    "SoftmaxTransform": lambda m: [({}, m.real(2, 3)), ({}, m([-200.0, 0.0, 200.0]))],
    "SoftplusTransform": lambda m: [({}, m.real(2, 3)), ({}, m([-200.0, 0.0, 19.0, 21.0]))],
    "StackTransform": lambda m: [
        ({"tseq": [transform("ExpTransform"), transform("AffineTransform", loc=0.5, scale=2.5)], "dim": -2}, m.real(2, 3)),
        ({"tseq": [transform("ExpTransform"), transform("SoftplusTransform")]}, m.real(2, 3)),
        ({"tseq": [transform("ExpTransform")], "dim": 4}, m.real(2, 3)), ({"tseq": [transform("ExpTransform")], "dim": 1}, m.real(2, 3)),
    ],
    "StickBreakingTransform": lambda m: [({}, m.real(3)), ({}, m.real(2, 4)), ({}, m([-200.0, 200.0]))],
    "TanhTransform": lambda m: [({}, m.real(2, 3)), ({}, m([-20.0, 0.0, 20.0]))],
}


def numbers(m):
    return [m([-1.0, 0.0, 0.5, 1.0, 2.0, 2.5, NAN, INF, -INF], grad=False), torch.tensor([-1, 0, 1, 2]), m(0.5, grad=False), m([[0.25], [3.0]], grad=False)]


def vectors(m):
    return [m([0.0, 1.0, 0.0], grad=False), m([[0.25, 0.25, 0.5], [0.5, 0.5, 0.5], [-0.5, 1.0, 0.5]], grad=False), m([0.5, NAN], grad=False),
            torch.tensor([[0, 1], [1, 1], [0, 0]]), m(1.0, grad=False)]


def matrices(m):
    return [m.definite(3).detach(), m.tril(3).detach(), m.real(2, 2, 2).detach(), m.real(2, 3).detach(), m([[1.0, 2.0], [2.0, 1.0]], grad=False),
            m([[1.0, 0.0], [0.6, 0.8]], grad=False), m([[[0.0, 0.0], [0.0, 0.0]], [[2.0, 0.5], [0.5, 1.0]]], grad=False), m.real(3).detach()]


def single(values):
    return lambda m: [(None, values(m))]


CONSTRAINTS = {
    **{name: single(numbers) for name in (
        "boolean", "nonnegative", "nonnegative_integer", "positive", "positive_integer", "real", "unit_interval", "dependent")},
    **{name: single(vectors) for name in ("one_hot", "real_vector", "simplex")},
    **{name: single(matrices) for name in (
        "corr_cholesky", "lower_cholesky", "lower_triangular", "positive_definite", "positive_semidefinite", "square", "symmetric")},
    "integer_interval": lambda m: [({"lower_bound": 0, "upper_bound": 2}, numbers(m)), ({"lower_bound": 0, "upper_bound": m(2.0)}, numbers(m))],
    **{name: lambda m: [({"lower_bound": 0.5}, numbers(m)), ({"lower_bound": m(0.5)}, numbers(m)), ({"lower_bound": m([[0.25], [1.0]])}, numbers(m)[:1])]
       for name in ("greater_than", "greater_than_eq")},
    "less_than": lambda m: [({"upper_bound": 0.5}, numbers(m)), ({"upper_bound": m([[0.25], [1.0]])}, numbers(m)[:1])],
    **{name: lambda m: [({"lower_bound": -0.5, "upper_bound": 2.5}, numbers(m)), ({"lower_bound": m(0.5), "upper_bound": m([[1.0], [2.0]])}, numbers(m)[:1]),
                        ({"lower_bound": 0.25, "upper_bound": m(2.5)}, numbers(m))]
       for name in ("interval", "half_open_interval")},
    "multinomial": lambda m: [({"upper_bound": 1}, vectors(m))],
    "independent": lambda m: [({"base_constraint": constraint("positive"), "reinterpreted_batch_ndims": n}, [*numbers(m), *vectors(m)]) for n in (0, 1, 2)]
    + [({"base_constraint": constraint("simplex"), "reinterpreted_batch_ndims": 1}, vectors(m)),
       ({"base_constraint": constraint("dependent"), "reinterpreted_batch_ndims": 1}, vectors(m))],
    "MixtureSameFamilyConstraint": lambda m: [({"base_constraint": constraint("positive")}, numbers(m)), ({"base_constraint": constraint("simplex")}, vectors(m))],
    "cat": lambda m: [({"cseq": [constraint("positive"), constraint("unit_interval")], "dim": -1, "lengths": [1, 2]}, vectors(m)),
                      ({"cseq": [constraint("real"), constraint("boolean")]}, vectors(m)), ({"cseq": [constraint("real")], "dim": 5}, vectors(m))],
    "stack": lambda m: [({"cseq": [constraint("positive"), constraint("unit_interval"), constraint("real")], "dim": -1}, vectors(m)),
                        ({"cseq": [constraint("real"), constraint("boolean"), constraint("simplex")]}, vectors(m)), ({"cseq": [constraint("real")], "dim": 5}, vectors(m))],
}

UTILS = {
    "broadcast_all": lambda m: [[1.5, 2], [m.real(2, 1), 3], [m.real(2, 1), m.real(3)], [1, m(2.0)], [m.real(2), m.real(3)], ["a"]],
    "clamp_probs": lambda m: [[m([0.0, 0.5, 1.0])]],
    "logits_to_probs": lambda m: [[m.real(2, 3)], [m.real(3), True]],
    "probs_to_logits": lambda m: [[m.simplex(2, 3)], [m([0.0, 0.5, 1.0]), True]],
    "tril_matrix_to_vec": lambda m: [[m.real(3, 3)], [m.real(2, 3, 3), -1], [m.real(3, 3), 2], [m.real(3, 3), 3], [m.real(3, 3), -4]],
    "vec_to_tril_matrix": lambda m: [[m.real(6)], [m.real(2, 3), -1], [m.real(4)], [m.real(5), 1]],
}
