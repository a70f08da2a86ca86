"""Random numbers of a device after torch.manual_seed(1234)."""

import json
import sys

import torch

device = json.loads(sys.argv[1])["device"]
torch.manual_seed(1234)
print(json.dumps({
    "rand": torch.rand(5, device=device).tolist(),
    "randn": torch.randn(5, device=device).tolist(),
    "perm": torch.randperm(9, device=device).tolist(),
}))
