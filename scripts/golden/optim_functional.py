"""Writes steps of torch.optim.functional and what they change, for test/optim/functional.test.ts.

    python3 scripts/golden/optim_functional.py > test/golden/optim_functional.json

A case is [name, lists by name, keywords, what the lists are after two steps or {"error", "text"}]. Lists hold tensors as
lists of numbers; "params" and "grads" come first.
"""

import json

import torch
from torch.optim import functional as F

P, G = [[1.0, -2.0, 0.5], [[0.25, 4.0], [-1.0, 2.0]]], [[0.5, 1.0, -0.25], [[1.0, -0.5], [0.25, 2.0]]]


def zeros():
    return [[0.0] * 3, [[0.0] * 2] * 2]


STEPS = [0.0, 3.0]
B = {"beta1": 0.75, "beta2": 0.5}
L = {"lr": 0.125}
ADAM = {"exp_avgs": zeros(), "exp_avg_sqs": zeros()}
MAX = {**ADAM, "max_exp_avg_sqs": zeros(), "state_steps": STEPS}
CASES = [
    ("adadelta", {"square_avgs": zeros(), "acc_deltas": zeros(), "state_steps": STEPS},
     {**L, "rho": 0.5, "eps": 1e-6, "weight_decay": 0.25, "maximize": False}),
    ("adagrad", {"state_sums": zeros(), "state_steps": STEPS},
     {**L, "weight_decay": 0, "lr_decay": 0.5, "eps": 1e-6, "maximize": True}),
    ("adam", MAX, {**L, **B, "amsgrad": True, "weight_decay": 0.5, "eps": 1e-6, "maximize": False}),
    ("adam", {**MAX, "max_exp_avg_sqs": []}, {**L, **B, "amsgrad": False, "weight_decay": 0, "eps": 1e-6, "maximize": True}),
    ("adam", {**MAX, "max_exp_avg_sqs": []},
     {**L, **B, "amsgrad": False, "weight_decay": 0, "eps": 1e-6, "maximize": False, "foreach": True}),
    ("adamax", {"exp_avgs": zeros(), "exp_infs": zeros(), "state_steps": STEPS},
     {**L, **B, "eps": 1e-6, "weight_decay": 0.5}),
    ("adamw", MAX, {**L, **B, "amsgrad": True, "weight_decay": 0.5, "eps": 1e-6, "maximize": False}),
    ("asgd", {"axs": zeros(), "mus": [1.0, 1.0], "etas": [0.125, 0.125], "state_steps": STEPS},
     {**L, "lambd": 0.25, "t0": 1, "alpha": 0.75, "weight_decay": 0.5}),
    ("nadam", {**ADAM, "mu_products": [1.0, 0.5], "state_steps": STEPS},
     {**L, **B, "weight_decay": 0.5, "momentum_decay": 0.25, "eps": 1e-6, "decoupled_weight_decay": True}),
    ("radam", {**ADAM, "state_steps": STEPS}, {**L, **B, "weight_decay": 0.5, "eps": 1e-6}),
    ("rmsprop", {"square_avgs": zeros(), "grad_avgs": zeros(), "momentum_buffer_list": zeros(), "state_steps": STEPS},
     {**L, "alpha": 0.5, "eps": 1e-6, "weight_decay": 0.25, "momentum": 0.5, "centered": True}),
    ("rprop", {"prevs": zeros(), "step_sizes": [[0.5] * 3, [[0.5] * 2] * 2], "state_steps": STEPS},
     {"step_size_min": 1e-6, "step_size_max": 50, "etaminus": 0.5, "etaplus": 1.25}),
    ("sgd", {"momentum_buffer_list": [None, None]},
     {**L, "weight_decay": 0.5, "momentum": 0.5, "dampening": 0.25, "nesterov": False, "maximize": False}),
    ("sgd", {"momentum_buffer_list": []},
     {**L, "weight_decay": 0, "momentum": 0, "dampening": 0, "nesterov": False, "maximize": True}),
    ("adafactor", {"row_vars": [None, [[0.0], [0.0]]], "col_vars": [None, [[0.0, 0.0]]], "variances": [[0.0] * 3, None],
                   "state_steps": STEPS},
     {"d": 1.0, **L, "beta2_decay": -0.75, "weight_decay": 0.25, "eps1": 1e-6, "eps2": 1e-3, "maximize": False}),
    ("adam", {**MAX, "state_steps": [1, 2]},
     {**L, **B, "amsgrad": True, "weight_decay": 0.5, "eps": 1e-6, "maximize": False}),
    ("adam", MAX, L),
]


def tensors(values, counters):
    if counters and all(isinstance(v, int) for v in values):
        return list(values)
    return [None if v is None else torch.tensor(v) for v in values]


def record(name, lists, keywords):
    given = {"params": P, "grads": G, **lists}
    made = [tensors(values, key == "state_steps") for key, values in given.items()]
    try:
        for _ in range(2):
            getattr(F, name)(*made, **keywords)
    except Exception as e:
        return [name, given, keywords, {"error": type(e).__name__, "text": str(e)}]
    after = [[None if t is None else t.tolist() for t in values] for values in made]
    return [name, given, keywords, dict(zip(given, after))]


print("[\n" + ",\n".join(json.dumps(record(*case)) for case in CASES) + "\n]")
