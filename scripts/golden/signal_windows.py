"""Writes calls of torch.signal.windows and what they give, for test/signal/windows.test.ts.

    python3 scripts/golden/signal_windows.py > test/golden/signal_windows.json

A case is [name, M, keywords, {"dtype", "values", "grad"} or {"error", "text"}].
"""

import json

import torch

W = torch.signal.windows
PLAIN = "bartlett blackman cosine exponential gaussian general_hamming hamming hann kaiser nuttall".split()
CASES = [(name, M, keywords) for name in PLAIN for M in (0, 1, 2, 7)
         for keywords in ({}, {"sym": False}, {"dtype": "float64"})]
CASES += [
    ("exponential", 5, {"tau": 0.5}), ("exponential", 5, {"sym": False, "center": 1.25}), ("gaussian", 6, {"std": 2.5}),
    ("kaiser", 6, {"beta": 8.6}), ("kaiser", 6, {"beta": 0}), ("general_hamming", 6, {"alpha": 0.7}),
    ("general_cosine", 6, {"a": [0.46, 0.23, 0.31]}), ("general_cosine", 1, {"a": [1.0]}),
    ("hann", 5, {"requires_grad": True}), ("kaiser", 5, {"requires_grad": True}), ("gaussian", 5, {"requires_grad": True}),
    # What is refused.
    ("hann", -1, {}), ("blackman", -2, {}), ("cosine", -1, {}), ("exponential", 3, {"tau": 0}),
    ("exponential", 3, {"tau": -1.5}), ("exponential", 3, {"center": 1.0}), ("gaussian", 3, {"std": -0.5}),
    ("kaiser", 3, {"beta": -1.5}), ("hann", 3, {"dtype": "float16"}), ("hann", 3, {"layout": "sparse_coo"}),
    ("blackman", 3, {"dtype": "int64"}), ("general_cosine", 3, {"a": []}), ("general_cosine", 3, {"a": 3}),
    ("general_cosine", 3, {}), ("hann", 3, {"windows": 1}), ("hann", 4, {"device": "meta"}),
]


def record(name, M, keywords):
    named = {key: getattr(torch, value) if key in ("dtype", "layout") else value for key, value in keywords.items()}
    try:
        result = getattr(W, name)(M, **named)
    except Exception as e:
        return [name, M, keywords, {"error": type(e).__name__, "text": str(e)}]
    values = None if result.is_meta else result.tolist()
    return [name, M, keywords, {"dtype": str(result.dtype), "values": values, "grad": result.requires_grad}]


print("[\n" + ",\n".join(json.dumps(record(*case)) for case in CASES) + "\n]")
