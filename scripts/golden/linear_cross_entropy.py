"""Writes what LinearCrossEntropyOptions says of itself and of calls, for test/nn/linear_cross_entropy.test.ts.

    python3 scripts/golden/linear_cross_entropy.py > test/golden/linear_cross_entropy.json
    python3 scripts/golden/linear_cross_entropy.py values < CASES.json

Texts and errors of the class, the size of a piece, the policy and the dtype that it chooses for a call, and the errors
and warnings of calls. With `values` it prints the losses and gradients of the cases that it reads: these have the last
digits of a processor, so the test compares both sides on one machine.
"""

import json
import sys
import warnings

import torch
import torch.nn.functional as F

Options = torch.nn.LinearCrossEntropyOptions


def decoded(value):
    return getattr(torch, str(value)[6:]) if str(value).startswith("torch.") else value


def options_of(fields):
    return None if fields is None else Options(**{name: decoded(value) for name, value in fields.items()})


def answer(fn):
    """What fn gives, or the class and the text of its error."""
    try:
        return fn()
    except Exception as error:
        return {"error": [type(error).__name__, str(error)]}


def data(seed, *shape, dtype):
    count = torch.Size(shape).numel()
    return (torch.arange(count, dtype=torch.float64) * 0.37 + seed).sin().reshape(shape).to(dtype)


def tensors(case):
    """Input, weight, target and keywords of a case, whose fields are documented in the test."""
    rows, features, classes = case["shape"]
    dtype = decoded(case.get("dtype", "torch.float32"))
    needs = case.get("needs", ["input", "linear_weight", "linear_bias"])
    single = case.get("single", False)
    leaves = {
        "input": data(1, *([] if single else [rows]), features, dtype=dtype),
        "linear_weight": data(2, classes, *case.get("outputs", []), features, dtype=dtype),
        "linear_bias": data(3, classes, *case.get("outputs", []), dtype=dtype) if case.get("bias") else None,
    }
    for name, leaf in leaves.items():
        if leaf is not None:
            leaf.requires_grad_(name in needs)
    ignored = case.get("ignore_index")
    if case.get("probabilities"):
        target = data(4, rows, classes, dtype=decoded(case.get("target_dtype", dtype))).abs()
    else:
        target = torch.arange(rows) * 5 % classes
        if rows > 1:
            target[1] = -100 if ignored is None else ignored
        target = target.to(decoded(case.get("target_dtype", "torch.int64")))
    keywords = {
        "linear_bias": leaves["linear_bias"],
        "weight": data(5, case.get("weights", classes), dtype=dtype).abs() if case.get("weight") else None,
        "reduction": case.get("reduction", "mean"),
        "ignore_index": ignored,
        "label_smoothing": case.get("label_smoothing", 0.0),
        "options": options_of(case.get("options")),
    }
    return leaves, target[0] if single else target[: case.get("targets", rows)], keywords


def numbers(tensor):
    if tensor is None:
        return None
    return [repr(x) if x != x else x for x in tensor.detach().double().flatten().tolist()]


def values(case):
    leaves, target, keywords = tensors(case)
    loss = F.linear_cross_entropy(leaves["input"], leaves["linear_weight"], target, **keywords)
    if loss.requires_grad:
        upstream = data(6, loss.numel(), dtype=loss.dtype).reshape(loss.shape)
        loss.backward(upstream, retain_graph=True)
        if case.get("twice"):
            loss.backward(upstream)
    return {
        "dtype": str(loss.dtype),
        "loss": numbers(loss),
        "grads": {name: numbers(leaf.grad) for name, leaf in leaves.items() if leaf is not None},
    }


def warned(case):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        leaves, target, keywords = tensors(case)
        F.linear_cross_entropy(leaves["input"], leaves["linear_weight"], target, **keywords)
    return [str(warning.message) for warning in caught]


def plan(call):
    fields, batches, features, classes, dtype, probabilities = call
    chosen = options_of(fields)._adjust(
        batches, features, classes, decoded(dtype), torch.device("cpu"), prob_target=probabilities
    )
    return [chosen.batch_chunk_size, chosen.acc_policy, str(chosen.acc_dtype)]


FIELDS = [
    {},
    {"allow_retain_graph": True, "batch_chunk_size": 4, "chunking_method": None, "acc_policy": "compact"},
    {"chunking_method": "aspect_ratio:3", "acc_dtype": "torch.float32", "acc_policy": "accurate"},
    {"batch_chunk_size": 0},
    {"batch_chunk_size": -2},
    {"batch_chunk_size": 1.5},
    {"acc_policy": "fast"},
    {"acc_policy": None},
    {"chunking_method": "aspect"},
    {"chunking_method": "aspect_ratio:"},
    {"chunking_method": "aspect_ratio:0"},
    {"chunking_method": "aspect_ratio:-1"},
    {"chunking_method": "aspect_ratio:1:2"},
    {"chunking_method": 5},
    {"acc_dtype": "torch.int64"},
    {"chunk_size": 2},
]
SIZES = [(1, 1, 1), (6, 4, 9), (7, 9, 4), (100, 3, 50), (1000, 64, 5000), (65536, 4096, 128256), (33, 8, 8), (0, 4, 9)]
CALLS = [
    *(
        (fields, *size, dtype, probabilities)
        for fields in ({}, {"acc_policy": "compact"}, {"batch_chunk_size": 3}, {"chunking_method": "aspect_ratio:4"})
        for size in SIZES
        for dtype in ("torch.float32", "torch.bfloat16")
        for probabilities in (False, True)
    ),
    ({"chunking_method": None}, 10, 4, 9, "torch.float16", False),
    ({"chunking_method": "aspect_ratio:1000"}, 10, 4, 9, "torch.float64", False),
    ({"chunking_method": "aspect_ratio", "batch_chunk_size": 4}, 10, 4, 9, "torch.float64", False),
    ({"chunking_method": "aspect_ratio", "batch_chunk_size": 3}, 10, 4, 9, "torch.float64", False),
    ({"acc_policy": "accurate"}, 10, 4, 9, "torch.float16", False),
    ({"acc_dtype": "torch.float16"}, 10, 4, 9, "torch.float16", False),
    ({}, 10, 0, 9, "torch.float32", False),
    ({}, 10, 4, 0, "torch.float32", False),
    ({}, 10, 4, 9, "torch.int64", False),
]
ERRORS = [
    {"shape": [6, 4, 9], "options": {"acc_dtype": "torch.float64"}},
    {"shape": [6, 4, 9], "options": {}, "targets": 3},
    {"shape": [6, 4, 9], "options": {"batch_chunk_size": 3, "chunking_method": "aspect_ratio"}},
    {"shape": [6, 4, 9], "options": {}, "weight": True, "weights": 3},
    {"shape": [6, 4, 9], "options": {}, "probabilities": True, "ignore_index": 1},
    {"shape": [6, 0, 9], "options": {}},
]
WARNINGS = [
    {"shape": [6, 4, 9], "options": {}, "label_smoothing": 0.25},
    {"shape": [6, 4, 9], "options": {}, "probabilities": True, "target_dtype": "torch.float64", "bias": True},
    {"shape": [6, 4, 9], "options": {}, "probabilities": True},
]



def lines(pairs):
    return "[\n" + ",\n".join(json.dumps(pair) for pair in pairs) + "\n]"


if sys.argv[1:] == ["values"]:
    torch.set_num_threads(1)  # as the test
    print(json.dumps([values(case) for case in json.load(sys.stdin)]))
else:
    sections = {
        "fields": [[fields, answer(lambda: str(options_of(fields)))] for fields in FIELDS],
        "plans": [[call, answer(lambda: plan(call))] for call in CALLS],
        "errors": [[case, answer(lambda: values(case))["error"]] for case in ERRORS],
        "warnings": [[case, warned(case)] for case in WARNINGS],
    }
    print("{" + ",\n".join(f'"{name}": {lines(pairs)}' for name, pairs in sections.items()) + "}")
