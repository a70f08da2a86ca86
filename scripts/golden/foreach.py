"""Writes calls of torch.foreach and what they give, for test/foreach.test.ts.

    python3 scripts/golden/foreach.py > test/golden/foreach.json

A case is [name, arguments, keywords, result or {"error": class, "text": first line}]. {"list": lists} is a list of
tensors, {"tensor": list} a tensor; what is changed in place is told beside the result.
"""

import json

import torch

A = {"list": [[0.25, 0.5, 0.75], [[0.125, 0.5], [0.875, 0.25]]]}
B = {"list": [[2.0, -1.0, 0.5], [[1.0, 4.0], [-2.0, 0.25]]]}
ONE = {"list": [[1.0, 2.0]]}
SQUARES = {"list": [[[1.0, 2.0], [3.0, 4.0]], [[0.0, 1.0], [1.0, 0.0]]]}
T = torch.foreach
UNARY = """abs acos asin atan ceil cos cosh erf erfc exp expm1 floor frac lgamma log log10 log1p log2 neg reciprocal round
rsqrt sigmoid sign sin sinh sqrt tan tanh trunc""".split()
BINARY = "add sub mul div clamp_min clamp_max minimum maximum pow".split()
SHARED = "add mul div".split()

CASES = [(name + end, [A], {}) for name in UNARY for end in ("", "_")]
CASES += [(name + end, [A, other], {}) for name in BINARY for end in ("", "_") for other in (2, 0.5, [2, 0.5], B)]
CASES += [(name + end, [A, {"tensor": 2.0}], {}) for name in SHARED for end in ("", "_")]
CASES += [(name + end, [A, B], {"alpha": 2}) for name in ("add", "sub") for end in ("", "_")]
CASES += [("add", [A, {"tensor": 2.0}], {"alpha": 3}), ("pow", [2, A], {}), ("pow", [2, 3], {})]
CASES += [(name + end, [A, B, B], keywords) for name in ("addcmul", "addcdiv") for end in ("", "_")
          for keywords in ({}, {"value": 0.5}, {"value": [2, 3]}, {"value": {"tensor": [2.0, 3.0]}})]
CASES += [("lerp" + end, [A, B, weight], {}) for end in ("", "_") for weight in (0.5, [0.5, 0.25], A)]
CASES += [
    ("clone", [A], {}), ("max", [A], {}), ("norm", [B], {}), ("norm", [B], {"ord": 1}), ("copy_", [A, B], {}),
    ("copy_", [A, B], {"non_blocking": True}), ("zero_", [A], {}), ("mm", [SQUARES, SQUARES], {}),
    ("norm", [ONE], {"dtype": "float64"}),
    # What is refused.
    ("add", [1, 2], {}), ("add", [ONE, "a"], {}), ("add", [ONE, {"list": []}, 3], {}), ("abs", [], {}),
    ("abs", [], {"inputs": ONE}), ("abs", [ONE], {"y": 1}), ("abs", [{"tensor": [1.0]}], {}), ("abs", [{"list": []}], {}),
    ("abs", [3], {}), ("add", [ONE, [1, 2]], {}), ("add_", [ONE, 1], {"alpha": 2}), ("add_", [{"list": []}, 1], {}),
    ("add", [ONE, {"tensor": [1.0, 2.0]}], {}), ("add", [ONE, A], {}), ("norm", [ONE], {"ord": "a"}),
    ("addcmul", [ONE, ONE, ONE, 2], {}), ("addcmul", [ONE, ONE, ONE], {"value": [1, 2]}),
    ("addcmul", [ONE, ONE, ONE], {"value": {"tensor": [1.0, 2.0]}}), ("copy_", [ONE, ONE, True], {}),
    ("add", [ONE], {"other": 2}), ("zero_", [ONE, 1], {}),
]


def made(value):
    if isinstance(value, list):
        return [made(item) for item in value]
    if not isinstance(value, dict):
        return getattr(torch, value) if value == "float64" else value
    if "list" in value:
        return [torch.tensor(item) for item in value["list"]]
    return torch.tensor(value["tensor"])


def plain(value):
    return [None if x != x else str(x) if x in (float("inf"), float("-inf")) else x for x in value.flatten().tolist()]


def record(name, args, keywords):
    given = [made(arg) for arg in args]
    named = {key: made(value) for key, value in keywords.items()}
    try:
        result = getattr(T, name)(*given, **named)
    except Exception as e:
        return [name, args, keywords, {"error": type(e).__name__, "text": str(e).split("\n")[0]}]
    same = result is given[0]
    return [name, args, keywords, {"same": same, "dtype": str(result[0].dtype), "values": [plain(t) for t in result]}]


lines = [json.dumps(record(*case)) for case in CASES]
print('{"names": ' + json.dumps(" ".join(T.__all__)) + ', "cases": [\n' + ",\n".join(lines) + "\n]}")
