"""The names of the statistics of device memory."""

import json

import torch

torch.ones(1, device="cuda")
print(json.dumps({"stats": sorted(torch.cuda.memory_stats()), "lines": len(torch.cuda.memory_summary().split("\n"))}))
