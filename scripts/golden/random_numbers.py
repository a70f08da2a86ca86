"""Writes random numbers that PyTorch draws on the CPU, for test/random.test.ts.

    python3 scripts/golden/random_numbers.py > test/golden/random_numbers.json

For each seed, and each draw by its name there, the numbers drawn right after seeding.
"""

import json

import torch

DRAWS = {
    "rand": lambda: torch.rand(5),
    "rand_double": lambda: torch.rand(5, dtype=torch.float64),
    "randn": lambda: torch.randn(5),
    "randn_many": lambda: torch.randn(40)[20:],
    "randint": lambda: torch.randint(0, 1000, (8,)),
    "randint_signed": lambda: torch.randint(-5, 5, (8,)),
    "randperm": lambda: torch.randperm(10),
    "bernoulli": lambda: torch.bernoulli(torch.full((10,), 0.5)),
    "multinomial": lambda: torch.multinomial(torch.tensor([1.0, 2.0, 3.0, 4.0]), 6, True),
    "uniform_": lambda: torch.empty(4).uniform_(-2, 3),
    "normal_": lambda: torch.empty(4).normal_(1, 2),
    "exponential_": lambda: torch.empty(4).exponential_(),
    "dropout": lambda: torch.dropout(torch.ones(10), 0.5, True),
}


def drawn(seed, draw):
    torch.manual_seed(seed)
    return draw().tolist()


SEEDS = [0, 42, -1, 2**64 - 2]
print(json.dumps({seed: {name: drawn(seed, draw) for name, draw in DRAWS.items()} for seed in SEEDS}))
