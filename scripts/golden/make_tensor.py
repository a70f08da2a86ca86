"""Writes calls of torch.testing.make_tensor, assert_allclose and what they give, for test/testing/make_tensor.test.ts.

    python3 scripts/golden/make_tensor.py > test/golden/make_tensor.json

A case is [name, arguments, keywords, outcome], each after manual_seed(3).
"""

import json

import torch
from torch.testing import assert_allclose, make_tensor

DTYPES = """bool uint8 int8 int16 int32 int64 uint16 uint32 float16 bfloat16 float32 float64 complex64 complex128
float8_e4m3fn float8_e5m2""".split()
CPU = {"device": "cpu"}
CASES = [([2, 3], {"dtype": dtype}) for dtype in DTYPES]
CASES += [([[4]], {"dtype": dtype, "low": 1, "high": 5}) for dtype in DTYPES]
CASES += [([5], {"dtype": dtype, "exclude_zero": True, "low": 0, "high": 2}) for dtype in ("int64", "uint8", "float32")]
CASES += [
    ([3, 4], {"dtype": "float32", "noncontiguous": True}), ([1], {"dtype": "float32", "noncontiguous": True}),
    ([2, 2, 2, 2], {"dtype": "float32", "memory_format": "channels_last"}), ([], {"dtype": "float32"}),
    ([[]], {"dtype": "int64"}), ([0, 3], {"dtype": "float32"}), ([3], {"dtype": "float32", "requires_grad": True}),
    ([3], {"dtype": "float32", "low": -3e38, "high": 3e38}), ([3], {"dtype": "int8", "low": -1000, "high": 1000}),
    ([3], {"dtype": "int32", "low": 0.5, "high": 7.5}), ([2], {"dtype": "float32", "low": 2, "high": 2}),
    ([3], {"dtype": "int64", "requires_grad": True}), ([3], {"dtype": "float32", "low": 3, "high": 1.5}),
    ([3], {"dtype": "int64", "low": 2, "high": 2}), ([3], {"dtype": "uint8", "low": -5, "high": -1}),
    ([3], {"dtype": "uint8", "low": 300, "high": 400}), ([3], {"dtype": "float16", "low": 70000, "high": 80000}),
    ([3], {"dtype": "float32", "low": "nan"}), ([3], {"dtype": "bool", "low": 3, "high": 4}),
    ([2], {"dtype": "float32", "noncontiguous": True, "memory_format": "channels_last"}), ([2], {"dtype": "qint8"}),
    ([2], {"dtype": "float32", "stuff": 1}),
]


def made(key, value):
    if key in ("dtype", "memory_format"):
        return getattr(torch, value)
    return float(value) if value == "nan" else value


def plain(t):
    t = torch.view_as_real(t) if t.is_complex() else t
    return t.double().flatten().tolist() if t.is_floating_point() else t.flatten().tolist()


def outcome(run):
    try:
        return run()
    except Exception as e:
        return {"error": type(e).__name__, "text": str(e)}


def record(args, keywords):
    def run():
        torch.manual_seed(3)
        t = make_tensor(*args, **CPU, **{key: made(key, value) for key, value in keywords.items()})
        return {"shape": list(t.shape), "stride": list(t.stride()), "offset": t.storage_offset(), "grad": t.requires_grad,
                "values": plain(t.detach())}
    return ["make_tensor", args, keywords, outcome(run)]


CLOSE = [
    ([1.0, 2.0], [1.0, 2.0001], {}), ([1.0, 2.0], [1.0, 2.001], {}), ([1.0, 2.0], [1.0, 2.001], {"rtol": 0.1, "atol": 0}),
    (["nan"], ["nan"], {}), (["nan"], ["nan"], {"equal_nan": False}), ([1.5], [2.5], {"msg": "no!"}),
    ([1.5], [2.5], {"rtol": 1}),
]


def close(a, e, keywords):
    given = [[float(x) if x == "nan" else x for x in each] for each in (a, e)]
    return ["assert_allclose", [a, e], keywords, outcome(lambda: assert_allclose(*given, **keywords))]


lines = [json.dumps(record(*case)) for case in CASES] + [json.dumps(close(*case)) for case in CLOSE]
print("[\n" + ",\n".join(lines) + "\n]")
