"""Writes what torch.testing.assert_close says, for test/testing/assert_close.test.ts.

    python3 scripts/golden/assert_close.py > test/golden/assert_close.json

A case is [actual, expected, options, null or [class, text]]. {"tensor": nested list, "dtype": name, "layout": name} is a
tensor, {"parameter": nested list} a parameter, {"number": text} a number that JSON has not, {"map": [[key, value]]} a dict.
"""

import json

import torch


def t(data, dtype="float32", **more):
    return {"tensor": data, "dtype": dtype, **more}


NAN, INF = {"number": "nan"}, {"number": "inf"}
ONE = t([1.0])

CASES = [
    (ONE, ONE, {}),
    (t([1.0, 2.0]), t([1.0, 2.00001]), {}),
    (t([1.0, 2.0, 3.0]), t([1.0, 4.0, 5.0]), {}),
    (t([1.0, 2.0, 3.0]), t([1.0, 4.0, 5.0]), {"rtol": 0, "atol": 0}),
    (t([1.0, 2.0, 3.0]), t([1.0, 4.0, 5.0]), {"rtol": 0.5, "atol": 0.25}),
    (t([1.0, 2.0, 3.0]), t([1.0, 4.0, 5.0]), {"rtol": 0.5, "atol": 1}),
    (t([[1.0, 2.0], [3.0, 4.0]]), t([[1.0, 2.0], [3.5, 0.0]]), {}),
    (t([[1, 2], [3, 4]], "int64"), t([[1, 2], [3, 5]], "int64"), {}),
    (t([200, 1], "uint8"), t([1, 200], "uint8"), {}),
    (t([True, False], "bool"), t([True, True], "bool"), {}),
    (t([1.0, 2.0], "float64"), t([1.0, 2.0000005], "float64"), {}),
    (t([1.0, 2.0], "float16"), t([1.0, 2.002], "float16"), {}),
    (t([1.0, 2.0], "float16"), t([1.0, 2.01], "float16"), {}),
    (t([1.0, 2.0], "bfloat16"), t([1.0, 2.0156], "bfloat16"), {}),
    (t([1.0, 2.0], "bfloat16"), t([1.0, 2.25], "bfloat16"), {}),
    (t(1.0), t(1.5), {}),
    (t(1, "int64"), t(3, "int64"), {}),
    (t(0.0), t(0.0), {}),
    (t(1.0), t(0.0), {}),
    (t([1.0, NAN]), t([1.0, NAN]), {}),
    (t([1.0, NAN]), t([1.0, NAN]), {"equal_nan": True}),
    (t(NAN), t(NAN), {}),
    (t([INF, 1.0]), t([INF, 1.0]), {}),
    (t([INF, 1.0]), t([1.0, 1.0]), {}),
    (t([1.0]), t([1.0], "float64"), {}),
    (t([1.0]), t([1.0], "float64"), {"check_dtype": False}),
    (t([1], "uint16"), t([2], "int32"), {"check_dtype": False}),
    (t([1.0, 1.0]), t([1.0]), {}),
    (t([[1.0]]), t([1.0]), {}),
    (t([]), t([]), {}),
    (t([1.0]), t([1.0], layout="sparse_coo"), {}),
    (t([1.0]), t([1.0], layout="sparse_coo"), {"check_layout": False}),
    (t([1.0, 0.0], layout="sparse_coo"), t([1.0, 0.0], layout="sparse_coo"), {}),
    (t([1.0, 0.0], layout="sparse_coo"), t([2.0, 0.0], layout="sparse_coo"), {}),
    (t([1.0, 0.0], layout="sparse_coo"), t([0.0, 1.0], layout="sparse_coo"), {}),
    (t([1.0, 0.0], layout="sparse_coo"), t([1.0, 1.0], layout="sparse_coo"), {}),
    (t([[1.0, 0.0]], layout="sparse_csr"), t([[1.0, 0.0]], layout="sparse_csr"), {}),
    (t([[1.0, 0.0]], layout="sparse_csr"), t([[0.0, 1.0]], layout="sparse_csr"), {}),
    (t([[1.0, 0.0]], layout="sparse_csr"), t([[3.0, 0.0]], layout="sparse_csr"), {}),
    (t([1.0], device="meta"), t([2.0], device="meta"), {}),
    (t([1.0], device="meta"), t([2.0]), {}),
    (t([[1.0, 2.0], [3.0, 4.0]]), t([[1.0, 3.0], [2.0, 4.0]], transposed=True), {}),
    (t([[1.0, 2.0], [3.0, 4.0]]), t([[1.0, 3.0], [2.0, 4.0]], transposed=True), {"check_stride": True}),
    (t([1.0], "float8_e5m2"), t([1.0], "float8_e5m2"), {}),
    (t([1.0, 2.0], "float8_e5m2"), t([1.0, 4.0], "float8_e5m2"), {}),
    (t([1.0], "float8_e5m2"), t([1.0], "float8_e5m2"), {"rtol": 0.1, "atol": 0.1}),
    ({"parameter": [1.0]}, ONE, {}),
    ({"parameter": [1.0]}, ONE, {"allow_subclasses": False}),
    (ONE, ONE, {"rtol": 1e-3}),
    (ONE, ONE, {"atol": 1e-3}),
    (1.5, 1.5, {}),
    (1.5, 1.25, {}),
    (1e-9 * 1.5, 1e-10 * 1.5, {"rtol": 0, "atol": 0}),
    (0.5, 0.5 + 4e-8, {}),
    (1, 2, {}),
    (1, 2, {"rtol": 0.5, "atol": 0.5}),
    (NAN, NAN, {"equal_nan": True}),
    (True, True, {}),
    (True, False, {}),
    (None, None, {}),
    (None, ONE, {}),
    ("a", "a", {}),
    (1.5, ONE, {}),
    ("a", ONE, {}),
    ([ONE, 1.5], [ONE, 1.5], {}),
    ([ONE, [1.5, 2.5]], [ONE, [1.5, 2.75]], {}),
    ([ONE], [ONE, ONE], {}),
    ([ONE], ONE, {}),
    ([[ONE, "a"]], [[ONE, ONE]], {}),
    ({"map": [["a", ONE], ["b", 1.5]]}, {"map": [["b", 1.5], ["a", ONE]]}, {}),
    ({"map": [["a", ONE], ["b", 1.5]]}, {"map": [["a", ONE], ["c", 1.5]]}, {}),
    ({"map": [["a", [ONE, t([2.0])]]]}, {"map": [["a", [ONE, t([3.0])]]]}, {}),
    ({"map": [["a", [ONE]]]}, {"map": [["a", [ONE, ONE]]]}, {}),
    (ONE, t([2.0]), {"msg": "no!"}),
    (ONE, ONE, {"rtol": 1e-3, "msg": "no!"}),
    (t([[1.0, 0.0], [0.0, 2.0]], layout="sparse_csc"), t([[1.0, 0.0], [0.0, 3.0]], layout="sparse_csc"), {}),
    (t([[1.0, 0.0], [0.0, 2.0]], layout="sparse_csr"), t([[1.0, 0.0], [4.0, 2.0]], layout="sparse_csr"), {}),
    (t([[1.0, 0.0], [0.0, 2.0]], layout="sparse_csr"), t([[1.0, 0.0], [0.0, 2.0]], layout="sparse_csc"), {}),
    (t([1, 2], quantized="qint8"), t([1, 2], quantized="qint8"), {}),
    (t([1, 2], quantized="qint8"), t([1, 3], quantized="qint8"), {}),
    (t([1, 2], quantized="qint8"), t([1, 2]), {}),
    (t([1, 2], quantized="qint8"), t([1, 2], quantized="quint8"), {}),
    (t([1.0, 2.0], "complex64"), t([1.0, 2.5], "complex64"), {}),
    (t(1.0, "complex64"), t(2.5, "complex64"), {}),
    (t([[True, False]], "bool"), t([[False, False]], "bool"), {"rtol": 0, "atol": 0}),
    (t([[1.0, NAN], [2.0, INF]]), t([[1.0, NAN], [2.0, 5.0]]), {"equal_nan": True}),
    (t([[1.0, NAN], [2.0, INF]]), t([[1.0, 3.0], [2.0, 5.0]]), {}),
    (t([2**62, 1], "int64"), t([-(2**62), 1], "int64"), {}),
    (t([[[0.0]]]), t([[[1.0]]]), {}),
    (t([1.0, 2.0, 3.0] * 40), t([1.0, 2.0, 4.0] * 40), {"rtol": 1e-3, "atol": 1e-3}),
    (1, 1.0, {"check_dtype": False}), (INF, 1.5, {}), (0.5, 0.25, {}), ([], [], {}), ([], [1], {}), ({"map": []}, {"map": []}, {}), ({"map": []}, [], {}),
    ({"map": [["a", None]]}, {"map": [["a", 1]]}, {}), ([[1, [2, 3]]], [[1, [2, 4]]], {}),
    ([ONE, t([2.0])], [t([3.0]), t([4.0])], {}),
    ([ONE], "a", {"msg": "no!"}),
]


def made(value):
    if isinstance(value, list):
        return [made(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "number" in value:
        return float(value["number"])
    if "map" in value:
        return {key: made(item) for key, item in value["map"]}
    if "parameter" in value:
        return torch.nn.Parameter(torch.tensor(value["parameter"]))
    if "quantized" in value:
        return torch.quantize_per_tensor(torch.tensor(value["tensor"]).float(), 0.5, 0, getattr(torch, value["quantized"]))
    tensor = torch.tensor(made(value["tensor"]), dtype=getattr(torch, value["dtype"]), device=value.get("device"))
    tensor = tensor.t() if value.get("transposed") else tensor
    layout = value.get("layout")
    return tensor.to_sparse(layout=getattr(torch, layout)) if layout else tensor


def record(actual, expected, options):
    try:
        torch.testing.assert_close(made(actual), made(expected), **options)
    except Exception as e:
        return [actual, expected, options, [type(e).__name__, str(e)]]
    return [actual, expected, options, None]


print("[\n" + ",\n".join(json.dumps(record(*case)) for case in CASES) + "\n]")
