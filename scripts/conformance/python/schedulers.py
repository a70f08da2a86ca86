"""The suite `schedulers`: every scheduler of torch.optim.lr_scheduler and SWALR, with several sets of arguments.

PyTorch has no table of them; the sets here are chosen to reach each branch. Forms: chain (30 steps, one after another),
closed (the epoch is given to step(), where that is allowed), resumed (after 7 steps the state goes into a new scheduler
of a new optimizer), error (what the constructor or a step refuses).
`call` has {scheduler, kwargs, optimizer: [class, options], metrics}. Expected: what is known before the first step, rates and momenta of both groups after each step, get_last_lr(), state_dict().
Functions are sent by a name; {"$scheduler": name, "kwargs": ...} is a scheduler of the same optimizer.
"""

import functools

import torch
from encode import Unencodable
from ops import SEED, attempt
from torch.optim import lr_scheduler, swa_utils

FUNCTIONS = {
    "halves": lambda epoch: 0.5**epoch,
    "shrinks": lambda epoch: 1 / (1 + epoch),
    "keeps": lambda epoch: 0.95,
}
HALVES, SHRINKS, KEEPS = FUNCTIONS.values()
STEPS = 30
METRICS = [1.0, 0.9, 0.91, 0.92, 0.899, *[0.95] * 4, 0.7, *[0.8] * 10, 0.5, 0.55, *[0.6] * 8]

SGD = ("SGD", {"lr": 0.5, "momentum": 0.9})
ADAM = ("Adam", {"lr": 0.5, "betas": (0.8, 0.99)})
PLAIN = ("SGD", {"lr": 0.5})
TENSOR = ("Adam", {"lr": torch.tensor(0.5)})


def other(name, **kwargs):
    return {"$scheduler": name, "kwargs": kwargs}


TABLE = {
    "LambdaLR": [
        (SGD, {"lr_lambda": HALVES}), (SGD, {"lr_lambda": [HALVES, SHRINKS]}), (TENSOR, {"lr_lambda": SHRINKS}),
    ],
    "MultiplicativeLR": [(SGD, {"lr_lambda": KEEPS}), (ADAM, {"lr_lambda": [KEEPS, SHRINKS]})],
    "StepLR": [(SGD, {"step_size": 3}), (SGD, {"step_size": 4, "gamma": 0.3}), (TENSOR, {"step_size": 5})],
    "MultiStepLR": [(SGD, {"milestones": [2, 5, 5, 11]}), (ADAM, {"milestones": [3, 20], "gamma": 0.5})],
    "ConstantLR": [(SGD, {}), (SGD, {"factor": 0.25, "total_iters": 3}), (SGD, {"factor": 1.0, "total_iters": 0})],
    "LinearLR": [
        (SGD, {}), (SGD, {"start_factor": 0.1, "end_factor": 0.8, "total_iters": 7}),
        (TENSOR, {"start_factor": 0.5, "total_iters": 4}),
    ],
    "ExponentialLR": [(SGD, {"gamma": 0.9}), (ADAM, {"gamma": 1.1}), (TENSOR, {"gamma": 0.9})],
    "SequentialLR": [
        (SGD, {"schedulers": [other("ConstantLR", factor=0.1, total_iters=20), other("ExponentialLR", gamma=0.9)],
               "milestones": [5]}),
        (SGD, {"schedulers": [other("LinearLR", total_iters=4), other("StepLR", step_size=3),
                              other("CosineAnnealingLR", T_max=9)], "milestones": [4, 13]}),
    ],
    "CosineAnnealingLR": [
        (SGD, {"T_max": 7}), (SGD, {"T_max": 10, "eta_min": 0.05}), (TENSOR, {"T_max": 6}), (SGD, {"T_max": 40}),
    ],
    "ChainedScheduler": [
        (SGD, {"schedulers": [other("ConstantLR", factor=0.1, total_iters=4), other("ExponentialLR", gamma=0.9)]}),
        (SGD, {"schedulers": [other("MultiplicativeLR", lr_lambda=KEEPS), other("StepLR", step_size=4)]}),
    ],
    "ReduceLROnPlateau": [
        (SGD, {"patience": 2}), (SGD, {}), (SGD, {"patience": 0, "min_lr": [0.1, 0.001], "threshold": 0.1}),
        (SGD, {"mode": "max", "factor": 0.5, "patience": 1, "threshold_mode": "abs", "cooldown": 2}),
        (ADAM, {"mode": "min", "threshold_mode": "abs", "eps": 0.01, "patience": 1}),
        (SGD, {"mode": "max", "patience": 1}),
    ],
    "CyclicLR": [
        (SGD, {"base_lr": 0.1, "max_lr": 0.9, "step_size_up": 3}),
        (ADAM, {"base_lr": 0.1, "max_lr": 0.9, "step_size_up": 3, "step_size_down": 5, "mode": "triangular2"}),
        (PLAIN, {"base_lr": [0.1, 0.2], "max_lr": [0.9, 0.8], "step_size_up": 4, "mode": "exp_range", "gamma": 0.95,
                 "cycle_momentum": False}),
        (SGD, {"base_lr": 0.1, "max_lr": 0.9, "step_size_up": 3, "scale_fn": SHRINKS, "scale_mode": "iterations"}),
        (SGD, {"base_lr": 0.1, "max_lr": 0.9, "step_size_up": 6, "base_momentum": 0.7, "max_momentum": 0.95}),
    ],
    "OneCycleLR": [
        (SGD, {"max_lr": 0.7, "total_steps": 31}),
        (ADAM, {"max_lr": [0.7, 0.9], "epochs": 4, "steps_per_epoch": 8, "anneal_strategy": "linear"}),
        (SGD, {"max_lr": 0.7, "total_steps": 40, "three_phase": True, "pct_start": 0.4, "div_factor": 10.0,
               "final_div_factor": 100.0}),
        (PLAIN, {"max_lr": 0.7, "total_steps": 31, "cycle_momentum": False}),
        (SGD, {"max_lr": 0.7, "total_steps": 20}),
    ],
    "CosineAnnealingWarmRestarts": [
        (SGD, {"T_0": 4}), (SGD, {"T_0": 3, "T_mult": 2, "eta_min": 0.01}), (TENSOR, {"T_0": 5}),
    ],
    "PolynomialLR": [(SGD, {}), (SGD, {"total_iters": 12, "power": 2.5}), (TENSOR, {"total_iters": 9, "power": 2.0})],
    "SWALR": [
        (SGD, {"swa_lr": 0.05}), (SGD, {"swa_lr": [0.05, 0.001], "anneal_epochs": 5, "anneal_strategy": "linear"}),
        (SGD, {"swa_lr": 0.05, "anneal_epochs": 0}),
    ],
}

ERRORS = {
    "LambdaLR": [(SGD, {"lr_lambda": [HALVES]})],
    "MultiplicativeLR": [(SGD, {"lr_lambda": [KEEPS, KEEPS, KEEPS]})],
    "StepLR": [(SGD, {"step_size": 3, "last_epoch": 2})],
    "MultiStepLR": [(SGD, {"milestones": [1], "last_epoch": 0})],
    "ConstantLR": [(SGD, {"factor": 1.5}), (SGD, {"factor": -0.5})],
    "LinearLR": [(SGD, {"start_factor": 0.0}), (SGD, {"start_factor": 1.5}), (SGD, {"end_factor": -0.5})],
    "ExponentialLR": [(SGD, {"gamma": 0.5, "last_epoch": 1})],
    "SequentialLR": [
        (SGD, {"schedulers": [], "milestones": []}),
        (SGD, {"schedulers": [other("ConstantLR"), other("ExponentialLR", gamma=0.9)], "milestones": [1, 2]}),
        (SGD, {"schedulers": [other("ConstantLR"), other("ReduceLROnPlateau")], "milestones": [2]}),
    ],
    "ChainedScheduler": [(SGD, {"schedulers": []})],
    "ReduceLROnPlateau": [
        (SGD, {"factor": 1.5}), (SGD, {"mode": "best"}), (SGD, {"threshold_mode": "far"}),
        (SGD, {"min_lr": [0.1]}),
    ],
    "CyclicLR": [
        (PLAIN, {"base_lr": 0.1, "max_lr": 0.9, "mode": "round"}), (ADAM, {"base_lr": [0.1], "max_lr": 0.9}),
        (("Adagrad", {"lr": 0.5}), {"base_lr": 0.1, "max_lr": 0.9}),
    ],
    "OneCycleLR": [
        (SGD, {"max_lr": 0.7}), (SGD, {"max_lr": 0.7, "total_steps": -3}), (SGD, {"max_lr": 0.7, "epochs": -1, "steps_per_epoch": 3}),
        (SGD, {"max_lr": 0.7, "epochs": 2, "steps_per_epoch": -3}), (SGD, {"max_lr": 0.7, "total_steps": 9, "pct_start": 1.5}),
        (SGD, {"max_lr": 0.7, "total_steps": 9, "anneal_strategy": "cubic"}), (("Adagrad", {"lr": 0.5}), {"max_lr": 0.7, "total_steps": 9}),
    ],
    "CosineAnnealingWarmRestarts": [(SGD, {"T_0": 0}), (SGD, {"T_0": -2}), (SGD, {"T_0": 3, "T_mult": 0})],
    "SWALR": [(SGD, {"swa_lr": 0.05, "anneal_strategy": "cubic"}), (SGD, {"swa_lr": 0.05, "anneal_epochs": -1}), (SGD, {"swa_lr": [0.1]})],
}


def entries(options):
    for name in TABLE:
        yield name, "float64", functools.partial(fill, name)
    for name in ERRORS:
        yield name, "errors", functools.partial(fill_errors, name)


def class_of(name):
    return getattr(swa_utils if name == "SWALR" else lr_scheduler, name)


def optimizer_of(name, kwargs):
    params = [torch.zeros(2, dtype=torch.float64, requires_grad=True) for _ in range(2)]
    options = {key: value.clone() if isinstance(value, torch.Tensor) else value for key, value in kwargs.items()}
    groups = [{"params": [params[0]]}, {"params": [params[1]], "lr": options["lr"] * 0.125}]
    return getattr(torch.optim, name)(groups, **options)


def make(name, optimizer, kwargs):
    """The scheduler; those among its arguments are made first, in order."""
    def made(value):
        if isinstance(value, dict) and "$scheduler" in value:
            return make(value["$scheduler"], optimizer, value["kwargs"])
        return [made(item) for item in value] if isinstance(value, list) else value

    kwargs = {key: made(value) for key, value in kwargs.items()}
    if name == "ChainedScheduler":
        return lr_scheduler.ChainedScheduler(**kwargs, **({"optimizer": optimizer} if kwargs["schedulers"] else {}))
    return class_of(name)(optimizer, **kwargs)


def number(value):
    return value.item() if isinstance(value, torch.Tensor) else value


def rates(optimizer):
    return [[number(group["lr"]), group.get("momentum"), list(group["betas"]) if "betas" in group else None]
            for group in optimizer.param_groups]


def plain(value):
    """A state as lists: what is a function, an optimizer or a scheduler's own is left out."""
    if isinstance(value, dict):
        return [[key, plain(item)] for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return number(value) if isinstance(value, (bool, int, float, str, torch.Tensor, type(None))) else type(value).__name__


class Case:
    def __init__(self, lot, name, given, kwargs):
        lot.forget()
        self.lot, self.name, self.given, self.kwargs, self.expect = lot, name, given, kwargs, {}

    def call(self, **more):
        tree, (optimizer, options) = self.lot.tree, self.given
        return {"scheduler": self.name, "kwargs": tree(self.kwargs), "optimizer": optimizer, "options": tree(options),
                "metrics": METRICS if self.name == "ReduceLROnPlateau" else None, **more}

    def make(self):
        made = []

        def run():
            made.append(optimizer_of(*self.given))
            made.append(make(self.name, made[0], self.kwargs))
            return rates(made[0])

        _, ok = attempt(self.lot, self.expect, "made", run)
        return made if ok else (None, None)

    def run(self, form, closed=False):
        lot, expect = self.lot, self.expect
        optimizer, scheduler = self.make()
        if scheduler is not None:
            def step(number):
                optimizer.step()
                if self.name == "ReduceLROnPlateau":
                    scheduler.step(METRICS[number])
                elif closed:
                    scheduler.step((number * 7) % 23)
                else:
                    scheduler.step()
                return rates(optimizer)

            _, ok = attempt(lot, expect, "rates", lambda: [step(number) for number in range(STEPS)])
            if ok:
                attempt(lot, expect, "last", lambda: [number(rate) for rate in scheduler.get_last_lr()])
                attempt(lot, expect, "state", lambda: plain(scheduler.state_dict()))
        lot.sample(form, self.call(closed=closed), expect, seed=SEED)

    def resumed(self):
        lot, expect = self.lot, self.expect
        optimizer, scheduler = self.make()
        if scheduler is not None:
            def steps(optimizer, scheduler, first, last):
                found = []
                for at in range(first, last):
                    optimizer.step()
                    scheduler.step(*([METRICS[at]] if self.name == "ReduceLROnPlateau" else []))
                    found.append(rates(optimizer))
                return found

            def go_on():
                steps(optimizer, scheduler, 0, 7)
                another = optimizer_of(*self.given)
                again = make(self.name, another, self.kwargs)
                another.load_state_dict(optimizer.state_dict())
                again.load_state_dict(scheduler.state_dict())
                return steps(another, again, 7, 15)

            attempt(lot, expect, "rates", go_on)
        lot.sample("resumed", self.call(), expect, seed=SEED)


def sent(lot, form, send):
    try:
        send()
    except Unencodable as error:
        lot.failed(form, str(error))


def fill(name, lot):
    for given, kwargs in TABLE[name]:
        sent(lot, "chain", lambda: Case(lot, name, given, kwargs).run("chain"))
        sent(lot, "resumed", lambda: Case(lot, name, given, kwargs).resumed())
        if name not in ("ReduceLROnPlateau", "ChainedScheduler", "SequentialLR"):
            sent(lot, "closed", lambda: Case(lot, name, given, kwargs).run("closed", closed=True))


def fill_errors(name, lot):
    for given, kwargs in ERRORS[name]:
        case = Case(lot, name, given, kwargs)
        sent(lot, "error", lambda: (case.make(), lot.sample("error", case.call(), case.expect, seed=SEED)))
