"""Writes the rates that PyTorch's schedulers set, for test/optim/lr_scheduler.test.ts.

    python3 scripts/golden/lr_scheduler.py > test/golden/lr_scheduler.json

schedules: [optimizer's class and options, class, options, rates and momenta after each step, names in state_dict]
errors:    [class, options, class of the error, its text]

There are two groups, the second with a rate of its own. An option {"call": ...} is a function of the epoch by its text,
{"schedulers": [[class, options], ...]} are schedulers of the same optimizer.
"""

import json
import warnings

import torch
from torch.optim import lr_scheduler, swa_utils

warnings.filterwarnings("ignore")
SGD = ["SGD", {"lr": 0.5, "momentum": 0.9}]
ADAM = ["Adam", {"lr": 0.5}]
PLAIN = ["Adagrad", {"lr": 0.5}]
FUNCTIONS = {"halves": lambda epoch: 0.5**epoch, "shrinks": lambda epoch: 1 / (1 + epoch), "keeps": lambda epoch: 0.95}
METRICS = [1.0, 0.9, 0.91, 0.92, 0.899, 0.95, 0.95, 0.95, 0.95, 0.7, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8]

SCHEDULES = [
    (SGD, "LambdaLR", {"lr_lambda": {"call": "halves"}}),
    (SGD, "LambdaLR", {"lr_lambda": [{"call": "halves"}, {"call": "shrinks"}]}),
    (SGD, "MultiplicativeLR", {"lr_lambda": {"call": "keeps"}}),
    (SGD, "StepLR", {"step_size": 3}),
    (SGD, "StepLR", {"step_size": 4, "gamma": 0.3}),
    (SGD, "MultiStepLR", {"milestones": [2, 5, 5, 11]}),
    (SGD, "ConstantLR", {}),
    (SGD, "ConstantLR", {"factor": 0.25, "total_iters": 3}),
    (SGD, "LinearLR", {}),
    (SGD, "LinearLR", {"start_factor": 0.1, "end_factor": 0.8, "total_iters": 7}),
    (SGD, "ExponentialLR", {"gamma": 0.9}),
    (SGD, "PolynomialLR", {}),
    (SGD, "PolynomialLR", {"total_iters": 12, "power": 2.5}),
    (SGD, "CosineAnnealingLR", {"T_max": 7}),
    (SGD, "CosineAnnealingLR", {"T_max": 10, "eta_min": 0.05}),
    (SGD, "CosineAnnealingWarmRestarts", {"T_0": 4}),
    (SGD, "CosineAnnealingWarmRestarts", {"T_0": 3, "T_mult": 2, "eta_min": 0.01}),
    (SGD, "ReduceLROnPlateau", {"patience": 2}),
    (SGD, "ReduceLROnPlateau", {"mode": "max", "factor": 0.5, "patience": 1, "threshold_mode": "abs", "cooldown": 2}),
    (SGD, "ReduceLROnPlateau", {"patience": 0, "min_lr": [0.1, 0.001], "threshold": 0.1}),
    (SGD, "CyclicLR", {"base_lr": 0.1, "max_lr": 0.9, "step_size_up": 3}),
    (ADAM, "CyclicLR", {"base_lr": 0.1, "max_lr": 0.9, "step_size_up": 3, "step_size_down": 5, "mode": "triangular2"}),
    (PLAIN, "CyclicLR", {"base_lr": [0.1, 0.2], "max_lr": [0.9, 0.8], "step_size_up": 4, "mode": "exp_range",
                         "gamma": 0.95, "cycle_momentum": False}),
    (SGD, "CyclicLR", {"base_lr": 0.1, "max_lr": 0.9, "step_size_up": 3, "scale_fn": {"call": "shrinks"},
                       "scale_mode": "iterations"}),
    (SGD, "OneCycleLR", {"max_lr": 0.7, "total_steps": 20}),
    (ADAM, "OneCycleLR", {"max_lr": [0.7, 0.9], "epochs": 4, "steps_per_epoch": 5, "anneal_strategy": "linear"}),
    (SGD, "OneCycleLR", {"max_lr": 0.7, "total_steps": 25, "three_phase": True, "pct_start": 0.4, "div_factor": 10.0,
                         "final_div_factor": 100.0}),
    (SGD, "SWALR", {"swa_lr": 0.05}),
    (SGD, "SWALR", {"swa_lr": [0.05, 0.001], "anneal_epochs": 5, "anneal_strategy": "linear"}),
    (SGD, "SWALR", {"swa_lr": 0.05, "anneal_epochs": 0}),
    (SGD, "SequentialLR", {"schedulers": [["ConstantLR", {"factor": 0.1, "total_iters": 20}],
                                          ["ExponentialLR", {"gamma": 0.9}]], "milestones": [5]}),
    (SGD, "SequentialLR", {"schedulers": [["LinearLR", {"total_iters": 4}], ["CosineAnnealingLR", {"T_max": 8}],
                                          ["StepLR", {"step_size": 2}]], "milestones": [4, 12]}),
    (SGD, "ChainedScheduler", {"schedulers": [["ConstantLR", {"factor": 0.1, "total_iters": 4}],
                                              ["ExponentialLR", {"gamma": 0.9}]]}),
]

ERRORS = [
    ("StepLR", {}),
    ("LambdaLR", {"lr_lambda": [{"call": "halves"}]}),
    ("MultiplicativeLR", {"lr_lambda": [1, 2]}),
    ("ConstantLR", {"factor": 1.5}),
    ("LinearLR", {"start_factor": 0}),
    ("LinearLR", {"end_factor": 2}),
    ("StepLR", {"step_size": 2, "last_epoch": 3}),
    ("CosineAnnealingWarmRestarts", {"T_0": 0}),
    ("CosineAnnealingWarmRestarts", {"T_0": 2, "T_mult": 0}),
    ("ReduceLROnPlateau", {"factor": 1.5}),
    ("ReduceLROnPlateau", {"mode": "least"}),
    ("ReduceLROnPlateau", {"threshold_mode": "least"}),
    ("ReduceLROnPlateau", {"min_lr": [0.1]}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": [0.2, 0.3, 0.4]}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 0.2, "mode": "square"}),
    ("OneCycleLR", {"max_lr": 0.1}),
    ("OneCycleLR", {"max_lr": 0.1, "total_steps": 0}),
    ("OneCycleLR", {"max_lr": 0.1, "epochs": 2, "steps_per_epoch": -1}),
    ("OneCycleLR", {"max_lr": 0.1, "total_steps": 10, "pct_start": 1.5}),
    ("OneCycleLR", {"max_lr": 0.1, "total_steps": 10, "anneal_strategy": "steps"}),
    ("SWALR", {"swa_lr": 0.05, "anneal_strategy": "steps"}),
    ("SWALR", {"swa_lr": 0.05, "anneal_epochs": -1}),
    ("SWALR", {"swa_lr": [0.05]}),
    ("SequentialLR", {"schedulers": {"schedulers": []}, "milestones": []}),
    ("SequentialLR", {"schedulers": [["StepLR", {"step_size": 2}]], "milestones": [1, 2]}),
    ("SequentialLR", {"schedulers": [["ReduceLROnPlateau", {}]], "milestones": []}),
    ("ChainedScheduler", {"schedulers": {"schedulers": []}}),
    ("ChainedScheduler", {"schedulers": [["ReduceLROnPlateau", {}]]}),
]


def optimizer_for(name, options):
    groups = [{"params": [torch.zeros(2, requires_grad=True)]}, {"params": [torch.zeros(1, requires_grad=True)], "lr": 0.02}]
    return getattr(torch.optim, name)(groups, **options)


def option(value, optimizer):
    if isinstance(value, dict):
        return FUNCTIONS[value["call"]] if "call" in value else [option(v, optimizer) for v in value["schedulers"]]
    if isinstance(value, list) and value and isinstance(value[0], str):
        return scheduler_for(value[0], value[1], optimizer)
    if isinstance(value, list):
        return [option(v, optimizer) for v in value]
    return value


def scheduler_for(name, options, optimizer):
    given = {k: option(v, optimizer) for k, v in options.items()}
    if name == "ChainedScheduler":
        return lr_scheduler.ChainedScheduler(**given)
    return getattr(swa_utils if name == "SWALR" else lr_scheduler, name)(optimizer, **given)


def rates(optimizer):
    momenta = [g["betas"][0] if "betas" in g else g.get("momentum") for g in optimizer.param_groups]
    return [[g["lr"] for g in optimizer.param_groups], momenta]


def schedule(made, name, options):
    optimizer = optimizer_for(*made)
    scheduler = scheduler_for(name, options, optimizer)
    course = [rates(optimizer)]
    for metric in METRICS:
        optimizer.step()
        if name == "ReduceLROnPlateau":
            scheduler.step(metric)
        else:
            scheduler.step()
        course.append(rates(optimizer))
    return [made, name, options, course, sorted(scheduler.state_dict())]


def failing(name, options):
    try:
        scheduler_for(name, options, optimizer_for(*SGD))
    except Exception as error:
        return [name, options, type(error).__name__, error.args[0]]
    raise SystemExit(f"{name} {options} does not fail")


def lines(cases):
    return "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]"


print(f'{{"metrics": {json.dumps(METRICS)},\n"schedules": {lines(schedule(*case) for case in SCHEDULES)},')
print(f'"errors": {lines(failing(*case) for case in ERRORS)}}}')
