"""Writes what the functions of torch.masked give, for test/masked/functions.test.ts.

    python3 scripts/golden/masked.py > test/golden/masked.json
"""

import torch
from support.texts import write

F = torch.masked
X = torch.tensor([[1.0, -2.0, 4.0], [8.0, 0.5, 0.0]])
# Of powers of two, so that sums, products and means are exact.
INPUTS = {
    "float": X,
    "double": X.double(),
    "int": torch.tensor([[1, 2, -3], [4, 0, 6]], dtype=torch.int32),
    "bool": torch.tensor([[True, False, True], [False, False, True]]),
    "coo": X.to_sparse(),
    "csr": X.to_sparse_csr(),
    "csr int": torch.tensor([[1, 2, 0], [4, 0, 6]], dtype=torch.int32).to_sparse_csr(),
    "hybrid": torch.stack([X, X + 1]).to_sparse(2),
    "csc": X.to_sparse_csc(),
}
MASKS = {
    "none": None,
    "some": torch.tensor([[True, False, True], [True, True, False]]),
    "row": torch.tensor([False, True, True]),
    "nothing in a row": torch.tensor([[False, False, False], [True, True, True]]),
    "ints": torch.tensor([[1, 0, 2], [0, 1, 1]]),
    "coo": torch.tensor([[True, False, True], [True, True, False]]).to_sparse(),
    "csr": torch.tensor([[True, False, True], [True, True, False]]).to_sparse_csr(),
    "too many dimensions": torch.ones(2, 2, 3, dtype=torch.bool),
}
DIMS = {"all": None, "0": 0, "-1": -1, "both": (0, 1), "no": (), "twice": (1, 1), "far": 5}
REDUCTIONS = ["sum", "prod", "amax", "amin", "mean", "norm", "var", "std"]
SINGLE = ["argmax", "argmin", "median", "cumsum", "cumprod", "softmax", "log_softmax", "softmin"]


def call(name, x, m, dim, keepdim):
    return getattr(F, name)(INPUTS[x], dim=DIMS[dim], keepdim=keepdim, mask=MASKS[m])


def trained(function, mask=None):
    x = X.clone().requires_grad_(True)
    y = function(x, mask)
    y.backward(torch.ones_like(y))
    return [y, x.grad]


CASES = {}
for name in REDUCTIONS:
    for x in INPUTS:
        for m in MASKS:
            for keepdim in (False, True):
                key = f"{name}({x}, mask={m}, keepdim={keepdim})"
                CASES[key] = lambda n=name, x=x, m=m, k=keepdim: call(n, x, m, "-1", k)
    for d in DIMS:
        CASES[f"{name}, dim {d}"] = lambda n=name, d=d: call(n, "float", "some", d, False)
        CASES[f"{name}, coo, dim {d}"] = lambda n=name, d=d: call(n, "coo", "coo", d, False)
        CASES[f"{name}, csr, dim {d}"] = lambda n=name, d=d: call(n, "csr", "csr", d, True)
    CASES[f"{name}, dtype"] = lambda n=name: getattr(F, n)(X, 1, dtype=torch.float64, mask=MASKS["some"])
    CASES[f"{name}, int dtype"] = lambda n=name: getattr(F, n)(INPUTS["int"], 1, dtype=torch.int64, mask=MASKS["some"])
    CASES[f"{name}, complex"] = lambda n=name: getattr(F, n)(X + 1j, dim=1, mask=MASKS["some"])
    CASES[f"{name}, gradient"] = lambda n=name: trained(
        lambda x, m: getattr(F, n)(x, dim=1, mask=m), MASKS["some"])
for name in SINGLE:
    for x in ("float", "int", "bool", "coo"):
        for m in ("none", "some", "row", "nothing in a row"):
            CASES[f"{name}({x}, mask={m})"] = lambda n=name, x=x, m=m: getattr(F, n)(INPUTS[x], 1, mask=MASKS[m])
    CASES[f"{name}, first"] = lambda n=name: getattr(F, n)(X, 0, mask=MASKS["some"])
    CASES[f"{name}, far"] = lambda n=name: getattr(F, n)(X, 7)
    CASES[f"{name}, dtype"] = lambda n=name: getattr(F, n)(X, 1, dtype=torch.float64, mask=MASKS["some"])
for name in ("argmax", "argmin"):
    CASES[f"{name}, of all"] = lambda n=name: getattr(F, n)(X, mask=MASKS["some"])
    CASES[f"{name}, kept"] = lambda n=name: getattr(F, n)(X, 1, keepdim=True, mask=MASKS["some"])
for m in ("none", "some", "nothing in a row"):
    CASES[f"logsumexp, {m}"] = lambda m=m: F.logsumexp(torch.zeros(2, 3), 1, mask=MASKS[m])
    CASES[f"logaddexp, {m}"] = lambda m=m: F.logaddexp(torch.zeros(2, 3), X * 100, input_mask=MASKS[m])
    CASES[f"normalize, {m}"] = lambda m=m: F.normalize(torch.tensor([[3.0, 1.0, 4.0], [6.0, 8.0, 0.0]]), 2.0, 1,
                                                       mask=MASKS[m])
CASES.update({
    "logsumexp, kept": lambda: F.logsumexp(torch.zeros(2, 4), keepdim=True),
    "logsumexp, sparse": lambda: F.logsumexp(INPUTS["coo"], 1),
    "logaddexp, sparse": lambda: F.logaddexp(INPUTS["coo"], X),
    "normalize, sparse": lambda: F.normalize(INPUTS["coo"], 2.0, 1),
    "normalize, eps": lambda: F.normalize(torch.ones(1, 4), 2.0, 1, eps=4.0),
    "norm, inf": lambda: F.norm(X, float("inf"), 1, mask=MASKS["some"]),
    "norm, -inf": lambda: F.norm(X, float("-inf"), 1, mask=MASKS["some"]),
    "norm, -inf of ints": lambda: F.norm(INPUTS["int"], float("-inf"), 1, mask=MASKS["some"]),
    "norm, 1": lambda: F.norm(X, 1, mask=MASKS["some"]),
    "var, biased": lambda: F.var(X, 1, False, mask=MASKS["some"]),
    "var, correction": lambda: F.var(X, 1, correction=0.5, mask=MASKS["some"]),
    "var, both": lambda: F.var(X, 1, True, correction=1, mask=MASKS["some"]),
    "std, correction": lambda: F.std(X, 1, correction=0, mask=MASKS["some"]),
    "uint8": lambda: F.sum(torch.tensor([200, 100], dtype=torch.uint8), mask=torch.tensor([True, True])),
    "least int64": lambda: F.amax(torch.tensor([1, 2]), 0, mask=torch.tensor([False, False])),
    "a scalar": lambda: F.sum(torch.tensor(2.0), mask=torch.tensor(False)),
    "a row of a cube": lambda: F.mean(torch.ones(2, 2, 3), (0, 2), mask=MASKS["row"]),
})

write(CASES)
