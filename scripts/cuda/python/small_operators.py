"""Microseconds of a call of small operators, as small_operators.mjs times them."""

import json
import sys
import time

import torch

CALLS, ROUNDS = 300, 5
device = json.loads(sys.argv[1])["device"]
wait = torch.cuda.synchronize if device == "cuda" else lambda: None
a, b = torch.ones(64, 64, device=device), torch.ones(64, 64, device=device)
operators = {
    "add": lambda: a.add(b),
    "add in place": lambda: a.add_(b),
    "mm": lambda: a.mm(b),
    "relu": lambda: a.relu(),
    "softmax": lambda: a.softmax(1),
    "sum": lambda: a.sum(),
    "view": lambda: a.view(-1),
    "cat": lambda: torch.cat([a, b]),
    "zeros": lambda: torch.zeros(64, 64, device=device),
}
found = {}
for name, call in operators.items():
    for kind, each in (("queued", lambda: None), ("waited for", wait)):
        best = float("inf")
        for _ in range(ROUNDS):
            wait()
            started = time.perf_counter()
            for _ in range(CALLS):
                call()
                each()
            best = min(best, (time.perf_counter() - started) * 1e6 / CALLS)
            wait()
        found[f"{name}, {kind}"] = round(best, 2)
print(json.dumps(found))
