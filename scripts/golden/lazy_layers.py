"""Writes what lazy layers of torch.nn are before and after their first input, for test/nn/lazy_layers.test.ts.

    python3 scripts/golden/lazy_layers.py > test/golden/lazy_layers.json

A layer is made, then called (after manual_seed(0)) with sin(0.7 * i + 1) in the shape of its input. Outputs are written as
their product with cos(i), initial values with the first of them.
"""

import json
import math

import torch
from support.recorded_layers import sample
from torch import nn

CASES = [
    ("LazyLinear", (2,), {}, (3, 4)),
    ("LazyLinear", (2,), {"bias": False}, (2, 3, 4)),
    ("LazyConv1d", (4, 3), {}, (2, 3, 8)),
    ("LazyConv1d", (4, 3), {"groups": 3}, (2, 4, 8)),
    ("LazyConv2d", (6, (3, 2)), {"padding": 1, "bias": False}, (2, 3, 5, 5)),
    ("LazyConv2d", (6, 3, 2, 1, 1, 3), {}, (3, 5, 5)),
    ("LazyConv2d", (6, 3), {"padding": "same", "padding_mode": "reflect"}, (5, 5)),
    ("LazyConv3d", (2, 2), {}, (1, 3, 3, 3, 3)),
    ("LazyConvTranspose1d", (4, 3), {"stride": 2}, (2, 3, 8)),
    ("LazyConvTranspose2d", (4, 3), {"groups": 2, "output_padding": 1, "stride": 2}, (2, 4, 3, 3)),
    ("LazyConvTranspose3d", (2, 2), {"bias": False}, (1, 3, 3, 3, 3)),
    ("LazyBatchNorm1d", (), {}, (3, 4)),
    ("LazyBatchNorm2d", (1e-3, None), {"bias": False}, (2, 3, 4, 4)),
    ("LazyBatchNorm3d", (), {"affine": False}, (2, 3, 2, 2, 2)),
    ("LazyBatchNorm2d", (), {}, (2, 3, 4)),
    ("LazyInstanceNorm1d", (), {"affine": True}, (2, 3, 4)),
    ("LazyInstanceNorm2d", (), {"track_running_stats": True}, (2, 3, 4, 4)),
    ("LazyInstanceNorm3d", (), {"track_running_stats": False, "affine": False}, (2, 3, 2, 2, 2)),
    ("LazyLinear", (4,), {}, (2, 3)),
    ("LazyLinear", (4, False), {}, (3,)),
    ("LazyConv2d", (6,), {}, (1,)),
]



def record(name, args, keywords, shape):
    case = {"layer": name, "args": args, "keywords": keywords, "input": shape}
    try:
        layer = getattr(nn, name)(*args, **keywords)
        case["before"] = [str(layer), {key: str(t) for key, t in layer.state_dict(keep_vars=True).items()}]
        torch.manual_seed(0)
        x = (torch.arange(math.prod(shape), dtype=torch.float64) * 0.7 + 1).sin().float().reshape(shape)
        y = layer(x)
        weights = torch.arange(y.numel(), dtype=torch.float64).cos()
        case["output"] = [list(y.shape), float(f"{(y.detach().double().reshape(-1) * weights).sum().item():.7g}")]
        case["after"] = [str(layer), {key: sample(t) for key, t in layer.state_dict().items()}]
    except Exception as e:
        case["error"] = [type(e).__name__, str(e)]
    return case


print("[\n" + ",\n".join(json.dumps(record(*case)) for case in CASES) + "\n]")
