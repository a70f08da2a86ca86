"""Writes what torch.nn.utils.prune does to modules, for test/nn/utils/prune.test.ts.

    python3 scripts/golden/prune.py > test/golden/prune.json

A case is [layer, steps, what is found after each step]. A layer is the sizes of Linear or Conv2d, whose parameters are
counted up; a step is [function, arguments, keywords], of `torch.nn.utils.prune` or of a class in it.
"""

import json

import torch
from torch import nn
from torch.nn.utils import prune

SCORES = {"scores": [3.0, 1.0, 2.0, 8.0, 7.0, 9.0, 0.0, 5.0, 4.0, 6.0, 11.0, 10.0]}
MASK = {"scores": [1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]}
LINEAR = ["Linear", 4, 3]
CONV = ["Conv2d", 2, 3, 2]
W = "weight"
CASES = [
    (LINEAR, [["identity", [W], {}], ["remove", [W], {}]]),
    (LINEAR, [["l1_unstructured", [W, 0.25], {}]]), (LINEAR, [["l1_unstructured", [W, 5], {}], ["remove", [W], {}]]),
    (LINEAR, [["l1_unstructured", [W, 0.5, SCORES], {}]]),
    (LINEAR, [["l1_unstructured", [W], {"amount": 3, "importance_scores": SCORES}]]),
    (LINEAR, [["random_unstructured", [W, 0.5], {}]]), (LINEAR, [["random_unstructured", [W, 5], {}]]),
    (LINEAR, [["random_structured", [W, 1, 0], {}]]), (LINEAR, [["random_structured", [W, 0.5], {"dim": 1}]]),
    (CONV, [["random_structured", [W, 2, 0], {}]]), (CONV, [["ln_structured", [W, 1, 2, 0], {}]]),
    (CONV, [["ln_structured", [W, 0.5, 1, -1], {}]]), (LINEAR, [["ln_structured", [W, 1, "fro", 0], {}]]),
    (["Conv2d", 2, 3, 1], [["ln_structured", [W, 1, 1, 1], {}]]),
    (LINEAR, [["ln_structured", [W, 0.4, 1, 1], {"importance_scores": SCORES}]]),
    (LINEAR, [["custom_from_mask", [W, MASK], {}]]), (LINEAR, [["custom_from_mask", [W], {"mask": MASK}]]),
    (LINEAR, [["l1_unstructured", [W, 0.25], {}], ["l1_unstructured", [W, 0.25], {}], ["remove", [W], {}]]),
    (LINEAR, [["l1_unstructured", [W, 3], {}], ["ln_structured", [W, 1, 2, 0], {}], ["random_unstructured", [W, 2], {}]]),
    (LINEAR, [["ln_structured", [W, 1, 2, 0], {}], ["random_structured", [W, 1, 1], {}]]),
    (LINEAR, [["random_unstructured", ["bias", 1], {}], ["l1_unstructured", [W, 0.1], {}]]),
    (LINEAR, [["L1Unstructured.apply", [W, 0.3], {}]]), (LINEAR, [["Identity.apply", [W], {}]]),
    (LINEAR, [["RandomStructured.apply", [W, 0.5], {}]]), (LINEAR, [["LnStructured.apply", [W, 1, 2, 1], {}]]),
    (LINEAR, [["CustomFromMask.apply", [W, MASK], {}]]), (LINEAR, [["RandomUnstructured.apply", [W], {"amount": 0.5}]]),
    (LINEAR, [["l1_unstructured", [W, 0], {}]]), (LINEAR, [["random_structured", [W, 0, 0], {}]]),
    (LINEAR, [["ln_structured", [W, 0, 2, 0], {}]]),
    # What is refused.
    (LINEAR, [["l1_unstructured", [W, 13], {}]]), (LINEAR, [["l1_unstructured", [W, -1], {}]]),
    (LINEAR, [["l1_unstructured", [W, 1.5], {}]]), (LINEAR, [["l1_unstructured", [W, "a"], {}]]),
    (LINEAR, [["random_structured", ["bias", 1, 0], {}]]), (LINEAR, [["random_structured", [W, 1, 2], {}]]),
    (LINEAR, [["ln_structured", [W, 9, 2, 0], {}]]), (LINEAR, [["remove", [W], {}]]),
    (LINEAR, [["l1_unstructured", ["bias", 1, SCORES], {}]]), (LINEAR, [["l1_unstructured", ["nothing", 1], {}]]),
    (LINEAR, [["custom_from_mask", ["bias", MASK], {}]]), (LINEAR, [["l1_unstructured", [W], {}]]),
    (LINEAR, [["ln_structured", [W, 1], {}]]),
]


def counted(layer):
    kind, *sizes = layer
    module = getattr(nn, kind)(*sizes)
    with torch.no_grad():
        for p in module.parameters():
            p.copy_((torch.arange(p.numel()) * 5 % 13 - 6).view_as(p) / 4)
    return module


def made(value, module, args):
    if isinstance(value, dict):
        return torch.tensor(value["scores"]).view(3, 4)
    return value


def state(module):
    return {
        "parameters": [name for name, _ in module.named_parameters()], "buffers": [name for name, _ in module.named_buffers()],
        "weight": module.weight.flatten().tolist(), "bias": module.bias.tolist(), "pruned": prune.is_pruned(module),
        "masks": [b.flatten().tolist() for b in module.buffers()], "hooks": len(module._forward_pre_hooks),
        "grad_fn": module.weight.grad_fn is not None,
    }


def found(module, step):
    name, args, keywords = step
    function = prune
    for part in name.split("."):
        function = getattr(function, part)
    try:
        function(module, *[made(a, module, args) for a in args],
                 **{key: made(value, module, args) for key, value in keywords.items()})
    except Exception as e:
        return {"error": type(e).__name__, "text": str(e), **state(module)}
    return state(module)


def record(layer, steps):
    torch.manual_seed(7)
    module = counted(layer)
    return [layer, steps, [found(module, step) for step in steps]]


print("[\n" + ",\n".join(json.dumps(record(*case)) for case in CASES) + "\n]")
