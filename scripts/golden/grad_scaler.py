"""What torch.amp.GradScaler does in short scenarios on the CPU, for test/amp/grad_scaler.test.ts.

    python3 scripts/golden/grad_scaler.py > test/golden/grad_scaler.json

A scenario is [name, arguments of the scaler, optimizers, steps]. An optimizer is [class, options, parameters]; a
parameter a list of numbers, or {dtype, values}. A step is [what, ...arguments], and with it stands what came of it:
{result} or {error: [class, text]}, and {now: [state of the scaler, parameters, gradients]}. Numbers are such that every
processor gives the same, but for those of optimizers that divide or take roots, which tests compare within rounding.
"""

import json
import math

import torch

INF, NAN = math.inf, math.nan
SGD = ["SGD", {"lr": 0.25}, [[1.0, 2.0], [4.0]]]
ONES = [[1.0, 1.0], [2.0]]


def fused(name, **options):
    return [name, {"lr": 0.25, "fused": True, **options}, [[1.0, 2.0], [4.0]]]


def backward(i=0):
    return [["backward", i]]


def turn(*optimizers):
    """An iteration of each optimizer, and an update."""
    return [*([w, i] for i in optimizers or (0,) for w in ("zero_grad", "backward", "step")), ["update"]]


def bad(values, i=0):
    """An iteration whose gradients are replaced."""
    return [["zero_grad", i], ["backward", i], ["grad", i, values], ["step", i], ["update"]]


SCENARIOS = [
    ("a step unscales", {}, [SGD], turn()),
    ("three steps", {"init_scale": 8.0}, [SGD], turn() * 3),
    ("an infinite gradient leaves the step out", {"init_scale": 8.0}, [SGD], bad([[INF, 1.0], [1.0]])),
    ("one of minus infinity too", {"init_scale": 8.0}, [SGD], bad([[1.0, 1.0], [-INF]])),
    ("NaN too", {"init_scale": 8.0}, [SGD], bad([[1.0, NAN], [1.0]])),
    ("the scale shrinks by its factor", {"init_scale": 8.0, "backoff_factor": 0.25}, [SGD], bad([[INF, 1.0], [1.0]]) * 2),
    ("the scale grows after the interval", {"init_scale": 8.0, "growth_interval": 2}, [SGD], turn() * 5),
    ("the scale grows at once", {"init_scale": 8.0, "growth_interval": 1}, [SGD], turn() * 3),
    ("the scale grows by its factor", {"init_scale": 8.0, "growth_interval": 1, "growth_factor": 1.5}, [SGD], turn() * 3),
    ("a step left out begins the count anew", {"init_scale": 8.0, "growth_interval": 3}, [SGD],
     [*turn() * 2, *bad([[INF, 1.0], [1.0]]), *turn() * 3]),
    ("the scale never grows to infinity", {"init_scale": 2.0**127, "growth_interval": 1}, [SGD],
     [["grad", 0, ONES], ["scale", [1.0]], ["step", 0], ["update"]] * 2),
    ("the scale may fall below one", {"init_scale": 1.0}, [SGD], bad([[INF, 1.0], [1.0]]) * 3),
    ("the scale may begin below one", {"init_scale": 0.125}, [SGD], turn() * 2),
    ("unscaled before the step", {"init_scale": 8.0}, [SGD],
     [*backward(), ["unscale_", 0], ["gradients", 0], ["step", 0], ["update"]]),
    ("clipped between", {"init_scale": 8.0}, [SGD], [*backward(), ["unscale_", 0], ["clip", 0, 0.5], ["step", 0], ["update"]]),
    ("unscaled twice", {"init_scale": 8.0}, [SGD], [*backward(), ["unscale_", 0], ["unscale_", 0], ["step", 0], ["update"]]),
    ("unscaled after the step", {"init_scale": 8.0}, [SGD], [*backward(), ["step", 0], ["unscale_", 0], ["update"]]),
    ("stepped twice", {"init_scale": 8.0}, [SGD], [*backward(), ["step", 0], ["step", 0], ["update"], *backward(), ["step", 0]]),
    ("a step before anything is scaled", {}, [SGD], [["grad", 0, ONES], ["step", 0], ["unscale_", 0], ["update"]]),
    ("an update without steps", {"init_scale": 8.0}, [SGD], [["scale", [1.0]], ["update"], ["get_scale"]]),
    ("no gradients", {"init_scale": 8.0}, [SGD], [["scale", [1.0]], ["step", 0], ["unscale_", 0], ["update"]]),
    ("some gradients", {"init_scale": 8.0}, [SGD], [["scale", [1.0]], ["grad", 0, [None, [8.0]]], ["step", 0], ["update"]]),
    ("a named closure is refused", {"init_scale": 8.0}, [SGD], [*backward(), ["closure", 0]]),
    ("a new scale", {"init_scale": 8.0}, [SGD], [*turn(), ["update", 3.0], ["get_scale"], *turn()]),
    ("a new scale in a tensor", {"init_scale": 8.0}, [SGD], [*turn(), ["update", {"tensor": [3.0]}], ["get_scale"], *turn()]),
    ("a new scale in a number of a tensor", {"init_scale": 8.0}, [SGD], [*turn(), ["update", {"tensor": 3.0}], ["get_scale"], *turn()]),
    ("a new scale of two elements", {"init_scale": 8.0}, [SGD], [*turn(), ["update", {"tensor": [3.0, 4.0]}], ["get_scale"]]),
    ("a new scale that requires grad", {"init_scale": 8.0}, [SGD],
     [*turn(), ["update", {"tensor": [3.0], "grad": True}], ["get_scale"]]),
    ("two optimizers", {"init_scale": 8.0}, [SGD, SGD], turn(0, 1) * 2),
    ("two optimizers, one of them infinite", {"init_scale": 8.0}, [SGD, SGD],
     [*backward(0), *backward(1), ["grad", 1, [[INF, 0.0], [1.0]]], ["step", 0], ["step", 1], ["update"], *turn(0, 1)]),
    ("two optimizers, one without a step", {"init_scale": 8.0}, [SGD, SGD], [*backward(0), *backward(1), ["step", 0], ["update"]]),
    ("a list of outputs", {"init_scale": 8.0}, [SGD], [["scale", [1.0, 2.0]], ["scale", [[1.0, 2.0], [[3.0]]]]]),
    ("what is no output", {"init_scale": 8.0}, [SGD], [["scale", 3], ["scale", [None]]]),
    ("disabled", {"enabled": False}, [SGD],
     [*turn(), ["get_scale"], ["state_dict"], ["load", {}], ["is_enabled"], ["get_growth_factor"], ["get_backoff_factor"],
      ["get_growth_interval"]]),
    ("getters and setters", {"init_scale": 8.0}, [SGD],
     [["get_scale"], ["get_growth_factor"], ["get_backoff_factor"], ["get_growth_interval"], ["is_enabled"],
      ["set_growth_factor", 4.0], ["set_backoff_factor", 0.125], ["set_growth_interval", 1], ["state_dict"], *turn(),
      *bad([[INF, 1.0], [1.0]]), ["get_growth_factor"], ["get_backoff_factor"], ["get_growth_interval"]]),
    ("the state before anything is scaled", {"init_scale": 8.0, "growth_interval": 5}, [SGD], [["state_dict"]]),
    ("the state", {"init_scale": 8.0, "growth_interval": 5}, [SGD], [*turn() * 3, ["state_dict"]]),
    ("a state is loaded before anything is scaled", {}, [SGD],
     [["load", {"scale": 16.0, "growth_factor": 4.0, "backoff_factor": 0.25, "growth_interval": 3, "_growth_tracker": 1}],
      ["state_dict"], *turn() * 2]),
    ("a state is loaded later", {}, [SGD],
     [*turn(), ["load", {"scale": 16.0, "growth_factor": 4.0, "backoff_factor": 0.25, "growth_interval": 3,
                         "_growth_tracker": 2}], ["state_dict"], *turn()]),
    ("an empty state", {}, [SGD], [["load", {}]]),
    ("a factor that does not grow", {"growth_factor": 1.0}, [SGD], []),
    ("a factor that does not shrink", {"backoff_factor": 1.0}, [SGD], []),
    ("factors of a disabled one", {"growth_factor": 1.0, "backoff_factor": 2.0, "enabled": False}, [SGD], [["state_dict"]]),
    ("parameters of float64", {"init_scale": 8.0}, [["SGD", {"lr": 0.25}, [{"dtype": "float64", "values": [1.0, 2.0]}]]], turn() * 2),
    ("parameters of bfloat16", {"init_scale": 8.0}, [["SGD", {"lr": 0.25}, [{"dtype": "bfloat16", "values": [1.0, 2.0]}]]], turn() * 2),
    ("parameters of float16 are refused", {"init_scale": 8.0},
     [["SGD", {"lr": 0.25}, [{"dtype": "float16", "values": [1.0, 2.0]}]]], turn()),
    ("parameters of two dtypes", {"init_scale": 8.0},
     [["SGD", {"lr": 0.25}, [[1.0], {"dtype": "float64", "values": [2.0]}]]], [*turn(), *bad([[1.0], [INF]])]),
    ("momentum", {"init_scale": 8.0}, [["SGD", {"lr": 0.25, "momentum": 0.5}, [[1.0, 2.0], [4.0]]]],
     [*turn(), *bad([[INF, 1.0], [1.0]]), *turn()]),
    ("Adam", {"init_scale": 8.0}, [["Adam", {"lr": 0.25}, [[1.0, 2.0], [4.0]]]], [*turn(), *bad([[INF, 1.0], [1.0]]), *turn()]),
    *((f"fused {name}", {"init_scale": 8.0, "growth_interval": 2}, [fused(name)],
       [*turn() * 2, *bad([[INF, 1.0], [1.0]]), *turn()]) for name in ("SGD", "Adam", "AdamW", "Adagrad")),
    ("fused SGD with momentum, infinite at first", {"init_scale": 8.0}, [fused("SGD", momentum=0.5)],
     [*turn(), *bad([[INF, 1.0], [1.0]]), *turn()]),
    ("fused and unscaled before the step", {"init_scale": 8.0}, [fused("SGD")],
     [*backward(), ["unscale_", 0], ["gradients", 0], ["step", 0], ["update"], *turn()]),
    ("fused with a scale of its own", {"init_scale": 8.0}, [fused("SGD")], [*backward(), ["own scale", 0, 2.0], ["step", 0], ["update"]]),
    ("fused without gradients", {"init_scale": 8.0}, [fused("SGD")], [["scale", [1.0]], ["step", 0], ["update"]]),
    ("fused and plain together", {"init_scale": 8.0}, [fused("SGD"), SGD], [*turn(0, 1), *backward(0), *backward(1),
     ["grad", 0, [[NAN, 1.0], [1.0]]], ["step", 0], ["step", 1], ["update"]]),
    ("fused steps twice", {"init_scale": 8.0}, [fused("SGD")], [*backward(), ["step", 0], ["step", 0], ["update"]]),
]


def sent(value):
    if isinstance(value, torch.Tensor):
        return sent(value.detach().tolist())
    if isinstance(value, (list, tuple)):
        return [sent(item) for item in value]
    if isinstance(value, dict):
        return {key: sent(item) for key, item in value.items()}
    return repr(value) if isinstance(value, float) and not math.isfinite(value) else value


def parameter(given):
    given = given if isinstance(given, dict) else {"dtype": "float32", "values": given}
    return torch.tensor(given["values"], dtype=getattr(torch, given["dtype"]), requires_grad=True)


def tensors(value):
    """Lists of numbers as lists of tensors of one element; all else as it is."""
    if isinstance(value, list):
        return [tensors(item) for item in value]
    return torch.tensor(value) if isinstance(value, float) else value


class Scene:
    def __init__(self, scaler, optimizers):
        self.params = [[parameter(p) for p in params] for _, _, params in optimizers]
        self.optimizers = [getattr(torch.optim, name)(params, **options)
                           for (name, options, _), params in zip(optimizers, self.params)]
        self.scaler = torch.amp.GradScaler("cpu", **scaler)

    def do(self, what, *args):
        scaler = self.scaler
        optimizer = self.optimizers[args[0]] if args and type(args[0]) is int and args[0] < len(self.optimizers) else None
        if what == "backward":
            scaler.scale(sum(p.square().sum() for p in self.params[args[0]]) * 0.5).backward()
        elif what == "zero_grad":
            optimizer.zero_grad()
        elif what == "grad":
            for p, values in zip(self.params[args[0]], args[1]):
                p.grad = None if values is None else torch.tensor(values, dtype=p.dtype)
        elif what == "gradients":
            return [p.grad for p in self.params[args[0]]]
        elif what == "clip":
            torch.nn.utils.clip_grad_value_(self.params[args[0]], args[1])
        elif what == "closure":
            return scaler.step(optimizer, closure=lambda: 0)
        elif what == "own scale":
            optimizer.grad_scale = torch.tensor(args[1])
        elif what == "load":
            scaler.load_state_dict(args[0])
        elif what == "scale":
            return scaler.scale(tensors(args[0]))
        elif what == "update" and args and isinstance(args[0], dict):
            scaler.update(torch.tensor(args[0]["tensor"], requires_grad=args[0].get("grad", False)))
        elif what in ("step", "unscale_"):
            return getattr(scaler, what)(optimizer)
        else:
            return getattr(scaler, what)(*args)

    def now(self):
        return [self.scaler.state_dict(), self.params, [[p.grad for p in params] for params in self.params]]


def attempt(make):
    try:
        return {"result": sent(make())}
    except Exception as error:
        return {"error": [type(error).__name__, str(error)]}


def run(name, scaler, optimizers, steps):
    made = {}

    def make():
        made["scene"] = Scene(scaler, optimizers)

    first = attempt(make)
    if "error" in first:
        return [name, scaler, optimizers, [[["made"], first]]]
    scene = made["scene"]
    return [name, scaler, optimizers, [
        [sent(step), {**attempt(lambda: scene.do(*step)), "now": sent(scene.now())}] for step in steps]]


print("[\n" + ",\n".join(json.dumps(run(*scenario), separators=(",", ":"), allow_nan=False) for scenario in SCENARIOS) + "\n]")
