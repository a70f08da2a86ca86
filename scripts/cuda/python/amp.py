"""The dtypes in which operators compute under autocast."""

import json
import sys

import torch
import torch.nn.functional as F

given = json.loads(sys.argv[1])
device = given["device"]
a = torch.ones(8, 8, device=device)
x, w = torch.ones(2, 3, 8, 8, device=device), torch.ones(4, 3, 3, 3, device=device)
with torch.autocast(device, dtype=getattr(torch, given["dtype"])):
    found = {
        "mm": a.mm(a), "linear": F.linear(a, a), "conv2d": F.conv2d(x, w), "bmm": a.view(1, 8, 8).bmm(a.view(1, 8, 8)),
        "matmul": a.matmul(a), "softmax": a.softmax(1), "log_softmax": F.log_softmax(a, 1), "exp": a.exp(),
        "sum": a.sum(), "layer_norm": F.layer_norm(a, [8]), "add": a.add(a), "relu": a.relu(),
        "mse_loss": F.mse_loss(a, a), "cat": torch.cat([a, a.half()]), "pow": a.pow(2), "cumsum": a.cumsum(0),
    }
print(json.dumps({name: str(value.dtype) for name, value in found.items()}))
