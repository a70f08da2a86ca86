"""Writes parametrized layers of torch.nn for test/nn/utils/parametrizations.test.ts.

    python3 scripts/golden/parametrizations.py > test/golden/parametrizations.json

A layer is made and parametrized after manual_seed(0), then called with sin(0.7 * i + 1) twice in training and once in
evaluation. Of a tensor its shape, its first values and its product with cos(i) are written.
"""

import json
import math

import torch
from torch import nn
from torch.nn.utils import parametrizations

CASES = [
    ("Linear", (3, 4), "weight_norm", {}, (2, 3)),
    ("Linear", (3, 4), "weight_norm", {"dim": None}, (2, 3)),
    ("Conv2d", (2, 3, 2), "weight_norm", {"name": "weight", "dim": 1}, (1, 2, 4, 4)),
    ("LSTM", (3, 4), "weight_norm", {"name": "weight_hh_l0"}, (5, 2, 3)),
    ("Linear", (3, 4), "weight_norm", {"name": "weights"}, (2, 3)),
    ("Linear", (3, 4), "spectral_norm", {}, (2, 3)),
    ("Linear", (3, 4), "spectral_norm", {"name": "bias"}, (2, 3)),
    ("Conv2d", (2, 3, 2), "spectral_norm", {"n_power_iterations": 3, "eps": 1e-6}, (1, 2, 4, 4)),
    ("ConvTranspose2d", (2, 3, 2), "spectral_norm", {}, (1, 2, 4, 4)),
    ("Linear", (3, 4), "spectral_norm", {"dim": 2}, (2, 3)),
    ("Linear", (3, 4), "spectral_norm", {"n_power_iterations": 0}, (2, 3)),
    ("Linear", (3, 4), "spectral_norm", {"name": "weights"}, (2, 3)),
    ("Linear", (4, 4), "orthogonal", {}, (2, 4)),
    ("Linear", (3, 5), "orthogonal", {}, (2, 3)),
    ("Linear", (5, 3), "orthogonal", {"orthogonal_map": "cayley"}, (2, 5)),
    ("Linear", (4, 4), "orthogonal", {"orthogonal_map": "cayley"}, (2, 4)),
    ("Linear", (3, 5), "orthogonal", {"orthogonal_map": "matrix_exp"}, (2, 3)),
    ("Linear", (4, 4), "orthogonal", {"use_trivialization": False}, (2, 4)),
    ("Linear", (3, 4), "orthogonal", {"orthogonal_map": "householder", "use_trivialization": False}, (2, 3)),
    ("Linear", (3, 4), "orthogonal", {"name": "bias"}, (2, 3)),
    ("Linear", (3, 4), "orthogonal", {"orthogonal_map": "qr"}, (2, 3)),
]


def number(x):
    return float(f"{x:.6g}")


def sample(t):
    if t is None:
        return None
    flat = t.detach().double().reshape(-1)
    weights = torch.arange(flat.numel(), dtype=torch.float64).cos()
    return [list(t.shape), [number(x) for x in flat[:4].tolist()], number((flat * weights).sum().item())]


def output(layer, x):
    y = layer(x)
    return y[0] if isinstance(y, tuple) else y


def record(name, args, function, keywords, shape):
    case = {"layer": name, "args": args, "function": function, "keywords": keywords, "input": shape}
    torch.manual_seed(0)
    layer = getattr(nn, name)(*args)
    try:
        getattr(parametrizations, function)(layer, **keywords)
    except Exception as e:
        return {**case, "error": [type(e).__name__, str(e)]}
    x = (torch.arange(math.prod(shape), dtype=torch.float64) * 0.7 + 1).sin().float().reshape(shape)
    case["text"] = str(layer)
    case["state"] = {key: sample(t) for key, t in layer.state_dict().items()}
    outputs = [output(layer, x), output(layer, x)]
    (outputs[1] * torch.arange(outputs[1].numel()).cos().reshape(outputs[1].shape)).sum().backward()
    outputs.append(output(layer.eval(), x))
    case["outputs"] = [sample(y) for y in outputs]
    case["gradients"] = {key: sample(p.grad) for key, p in layer.named_parameters()}
    return case


print("[\n" + ",\n".join(json.dumps(record(*case)) for case in CASES) + "\n]")
