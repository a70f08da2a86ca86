"""Writes what PyTorch's optimizers do, for test/optim/.

    python3 scripts/golden/optim.py > test/golden/optim.json

steps:  [class, options, dtype, parameters after 100 steps, text, names of a state, names of the group's options]
loaded: [class, options, state_dict after 10 steps, parameters after 10 more]
errors: [class, options, class of the error, its text]
lbfgs:  [options, steps, where they end in a curved valley, evaluations, iterations]

Gradients are an eighth of the parameter and multiples of 1/8, the same in test/optim/support.ts: no generator, no
rounding. A tensor is {"tensor": nested list, "dtype": name}; a state has parameter numbers for keys.
"""

import json
import warnings

import torch

warnings.filterwarnings("ignore")
SHAPES = [(3,), (2, 5), (17,)]
MATRICES = [(2, 5), (4, 3)]

STEPS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.1, "maximize": True}),
    ("SGD", {"lr": 0.05, "momentum": 0.9}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.01, "maximize": True}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True, "foreach": True}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.1, "fused": True}),
    ("SGD", {"lr": 0.05, "foreach": False}),
    ("Adam", {}),
    ("Adam", {"lr": 0.05, "betas": [0.8, 0.99], "eps": 1e-6, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.05, "amsgrad": True}),
    ("Adam", {"lr": 0.05, "amsgrad": True, "maximize": True, "foreach": True}),
    ("Adam", {"lr": 0.05, "amsgrad": True, "weight_decay": 0.1, "fused": True}),
    ("Adam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True, "fused": True, "maximize": True}),
    ("Adam", {"lr": 0.05, "foreach": False}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.2, "amsgrad": True}),
    ("AdamW", {"lr": 0.05, "maximize": True, "fused": True}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.02, "momentum": 0.9, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.02, "centered": True, "alpha": 0.9, "eps": 1e-3}),
    ("RMSprop", {"lr": 0.02, "centered": True, "momentum": 0.5, "maximize": True, "foreach": True}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.1, "weight_decay": 0.01, "initial_accumulator_value": 0.2}),
    ("Adagrad", {"lr": 0.1, "maximize": True, "foreach": True}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.01, "fused": True}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 0.5, "rho": 0.8, "weight_decay": 0.1, "maximize": True, "foreach": True}),
    ("Adamax", {}),
    ("Adamax", {"lr": 0.02, "betas": [0.8, 0.99], "weight_decay": 0.1, "maximize": True, "foreach": True}),
    ("NAdam", {}),
    ("NAdam", {"lr": 0.02, "weight_decay": 0.1, "momentum_decay": 0.01, "foreach": True}),
    ("NAdam", {"lr": 0.02, "weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True}),
    ("RAdam", {}),
    ("RAdam", {"lr": 0.02, "betas": [0.9, 0.99], "weight_decay": 0.1, "maximize": True, "foreach": True}),
    ("RAdam", {"lr": 0.02, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("Rprop", {}),
    ("Rprop", {"lr": 0.1, "etas": [0.3, 1.5], "step_sizes": [0.01, 2], "maximize": True, "foreach": True}),
    ("ASGD", {}),
    ("ASGD", {"lr": 0.02, "lambd": 0.01, "alpha": 0.5, "t0": 5.0, "weight_decay": 0.1, "maximize": True}),
    ("Adafactor", {}),
    ("Adafactor", {"lr": 0.1, "beta2_decay": -0.5, "d": 2.0, "weight_decay": 0.1, "maximize": True}),
    ("Muon", {}),
    ("Muon", {"lr": 0.02, "momentum": 0.8, "nesterov": False, "weight_decay": 0.2}),
    ("Muon", {"adjust_lr_fn": "match_rms_adamw", "ns_steps": 3}),
]
# The dtypes in which every algorithm is tried as it is by default.
DTYPES = ["float64", "bfloat16", "complex64"]
COMPLEX = ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam", "Rprop", "ASGD"]

ERRORS = [
    ("SGD", {"lr": -0.1}),
    ("SGD", {"momentum": -0.5}),
    ("SGD", {"weight_decay": -1}),
    ("SGD", {"nesterov": True}),
    ("SGD", {"nesterov": True, "momentum": 0.9, "dampening": 0.1}),
    ("SGD", {"fused": True, "foreach": True}),
    ("SGD", {"fused": True, "differentiable": True}),
    ("SGD", {"lr": [0.1, 0.2]}),
    ("Adam", {"lr": -0.1}),
    ("Adam", {"eps": -1e-8}),
    ("Adam", {"betas": [1.0, 0.9]}),
    ("Adam", {"betas": [0.9, -0.5]}),
    ("Adam", {"weight_decay": -0.1}),
    ("Adam", {"fused": True, "foreach": True}),
    ("Adam", {"fused": True, "differentiable": True}),
    ("Adam", {"lr": [0.1], "foreach": True}),
    ("Adam", {"lr": [0.1, 0.2]}),
    ("Adam", {"capturable": True}),
    ("Adam", {"capturable": True, "foreach": True}),
    ("Adam", {"differentiable": True, "foreach": True}),
    ("AdamW", {"lr": -0.1}),
    ("RMSprop", {"alpha": -0.1}),
    ("RMSprop", {"momentum": -0.1}),
    ("RMSprop", {"capturable": True}),
    ("RMSprop", {"differentiable": True, "foreach": True}),
    ("Adagrad", {"lr_decay": -0.1}),
    ("Adagrad", {"initial_accumulator_value": -0.1}),
    ("Adagrad", {"eps": -0.1}),
    ("Adagrad", {"fused": True, "foreach": True}),
    ("Adadelta", {"rho": 1.5}),
    ("Adadelta", {"capturable": True}),
    ("Adamax", {"betas": [0.9, 1.5]}),
    ("Adamax", {"capturable": True}),
    ("NAdam", {"momentum_decay": -0.1}),
    ("NAdam", {"capturable": True}),
    ("NAdam", {"capturable": True, "foreach": True}),
    ("RAdam", {"weight_decay": -0.1}),
    ("RAdam", {"capturable": True}),
    ("Rprop", {"etas": [1.5, 1.2]}),
    ("Rprop", {"capturable": True}),
    ("ASGD", {"lambd": -0.1}),
    ("ASGD", {"capturable": True}),
    ("Adafactor", {"lr": -0.1}),
    ("Adafactor", {"beta2_decay": 0.5}),
    ("Adafactor", {"d": 0.5}),
    ("Muon", {"lr": -0.1}),
    ("Muon", {"adjust_lr_fn": "other"}),
]


def start(shapes, dtype):
    made = []
    for k, shape in enumerate(shapes):
        count = torch.Size(shape).numel()
        values = [((i * 5 + k * 11) % 13 - 6) / 4 for i in range(count)]
        made.append(torch.tensor(values).reshape(shape).to(dtype).requires_grad_())
    return made


def set_grads(params, step):
    for k, p in enumerate(params):
        values = [((i * 7 + step * 13 + k * 29) % 17 - 8) / 8 for i in range(p.numel())]
        p.grad = torch.tensor(values).reshape(p.shape).to(p.dtype) + p.detach() * 0.125


def plain(value):
    if isinstance(value, torch.Tensor):
        if value.is_complex():
            value = torch.view_as_real(value)
        digits = 9 if value.dtype != torch.float64 else 17
        numbers = [float(f"{x:.{digits}g}") for x in value.detach().double().flatten().tolist()]
        return {"tensor": numbers, "shape": list(value.shape), "dtype": str(value.dtype).removeprefix("torch.")}
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def made(name, options, dtype=torch.float32):
    params = start(MATRICES if name == "Muon" else SHAPES, dtype)
    # A list with more than two numbers stands for itself; for `lr` it is a tensor.
    given = {k: (torch.tensor(v) if k == "lr" and isinstance(v, list) else tuple(v) if isinstance(v, list) else v)
             for k, v in options.items()}
    return params, getattr(torch.optim, name)(params, **given)


def run(params, optimizer, steps):
    for step in steps:
        set_grads(params, step)
        optimizer.step()


def stepped(name, options, dtype="float32"):
    params, optimizer = made(name, options, getattr(torch, dtype))
    text = repr(optimizer)
    run(params, optimizer, range(100))
    state = optimizer.state_dict()
    names = [[k, str(v.dtype).removeprefix("torch.")] for k, v in state["state"].get(0, {}).items()]
    # Of a long table the first numbers of each tensor are enough.
    values = [plain(p.detach().flatten()[:5])["tensor"] for p in params]
    return [name, options, dtype, values, text, names, list(state["param_groups"][0])]


def loaded(name, options):
    params, optimizer = made(name, options)
    run(params, optimizer, range(10))
    state = json.loads(json.dumps(plain(optimizer.state_dict())))
    run(params, optimizer, range(10, 20))
    return [name, options, state, [plain(p)["tensor"] for p in params]]


def failing(name, options):
    try:
        params, optimizer = made(name, options)
        run(params, optimizer, range(1))
    except Exception as error:
        return [name, options, type(error).__name__, str(error)]
    raise SystemExit(f"{name} {options} does not fail")


def valley(options, steps):
    p = torch.tensor([-1.5, 2.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([p], **options)

    def closure():
        optimizer.zero_grad()
        loss = ((1 - p[0]).square() + 10 * (p[1] - p[0].square()).square()) * (-1 if options.get("maximize") else 1)
        loss.backward()
        return loss

    for _ in range(steps):
        optimizer.step(closure)
    state = optimizer.state[p]
    return [options, steps, p.tolist(), state["func_evals"], state["n_iter"]]


VALLEYS = [
    ({"lr": 0.1, "max_iter": 10}, 1),
    ({"lr": 0.1, "history_size": 3}, 2),
    ({"line_search_fn": "strong_wolfe"}, 1),
    ({"line_search_fn": "strong_wolfe", "max_iter": 4, "max_eval": 7, "maximize": True}, 3),
    ({"line_search_fn": "strong_wolfe", "max_iter": 60}, 2),
]
ALL = list(dict.fromkeys(name for name, _ in STEPS))
LOADED = [("SGD", {"lr": 0.05, "momentum": 0.9}), ("Adam", {"amsgrad": True}), ("Adam", {"fused": True})]
steps = [stepped(*case) for case in STEPS]
steps += [stepped(name, {}, dtype) for name in ALL for dtype in DTYPES if dtype != "complex64" or name in COMPLEX]
loads = [loaded(*case) for case in LOADED + [(name, {}) for name in ALL]]
errors = [failing(*case) for case in ERRORS]


def lines(cases):
    return "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]"


print(f'{{"steps": {lines(steps)},\n"loaded": {lines(loads)},\n"errors": {lines(errors)},\n"lbfgs": {lines(valley(*case) for case in VALLEYS)}}}')
