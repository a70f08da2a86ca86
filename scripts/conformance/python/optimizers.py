"""The suite `optimizers`: PyTorch's table of optimizers, torch.testing._internal.common_optimizers.optim_db.

Each set of options of the table, alone and with foreach, fused, differentiable and capturable on and off where the
optimizer has them. Forms: steps (gradients are given, several steps are made), groups (two groups, one with a rate of its
own), sparse (sparse gradients), closure (gradients of a loss that a closure computes), differentiable (gradients through
the steps), error (what the constructor or a step refuses).
`call` has {optimizer, params, kwargs}, {steps} (lists of gradients) or {targets, weights} for the loss of a closure.
Expected: text, what a step gives, the parameters after each step, state_dict(), and the parameters after one more step
of another optimizer that has loaded the state. A set among the parameters is {"$set": [...]}.
"""

import functools
import inspect
import math

import torch
from encode import Unencodable
from ops import SEED, attempt, copied, whole_floats_as_ints
from torch.testing._internal.common_optimizers import optim_db

DTYPES = ["float32", "float64", "complex64"]
ERRORS = "errors"
STEPS = 4
SHAPES = [(4, 3), (3,), (2, 1, 3)]
MATRICES = [(4, 3), (3, 5)]


def entries(options):
    chosen = options.get("dtype") or ("float32,errors" if options.get("snapshot") else f"float32,float64,complex64,{ERRORS}")
    for dtype in [*DTYPES, ERRORS] if chosen == "all" else chosen.split(","):
        for info in optim_db:
            if dtype == ERRORS:
                yield info.name, dtype, functools.partial(fill_errors, info)
            elif info.supports_complex or not getattr(torch, dtype).is_complex:
                yield info.name, dtype, functools.partial(fill, info, getattr(torch, dtype), options)


def shapes_of(info):
    return MATRICES if info.name == "Muon" else SHAPES


def tensors(shapes, dtype, seed, grad=False):
    made = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, dtype=dtype, generator=made).requires_grad_(grad) for shape in shapes]


def sparse(tensor):
    """Half of the rows, as a sparse gradient has them."""
    rows = torch.arange(0, tensor.shape[0], 2)
    return torch.sparse_coo_tensor(rows[None], tensor[rows], tensor.shape)


def plain(value):
    if isinstance(value, set):
        return {"$set": sorted(value, key=lambda one: one.sum().item())}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def parameters(groups):
    """The tensors of what an optimizer is given."""
    if isinstance(groups, torch.Tensor):
        return [groups]
    found = []
    for one in groups:
        one = one["params"] if isinstance(one, dict) else one
        if isinstance(one, torch.Tensor):
            found.append(one)
        elif isinstance(one, (list, tuple)):
            found += parameters(item for item in one if not isinstance(item, str))
    return found


def state_of(optimizer):
    state = optimizer.state_dict()
    return [
        [[key, [[name, value] for name, value in of.items()]] for key, of in state["state"].items()],
        [[[name, value] for name, value in group.items()] for group in state["param_groups"]],
    ]


def variants(info):
    """The options of the table, alone and with each of the ways to compute."""
    torch.manual_seed(SEED)
    for given in info.optim_inputs_func(device="cpu"):
        yield given.kwargs
        for way in ("foreach", "fused"):
            if way in info.supported_impls:
                yield {**given.kwargs, way: True}
                yield {**given.kwargs, way: False}
        if info.has_capturable_arg:
            yield {**given.kwargs, "capturable": True}
            yield {**given.kwargs, "capturable": True, "foreach": True}


def like(value, default):
    """JavaScript has one kind of number: 2.0 is 2 there. What is a float by default is one on both sides, else an int."""
    if type(value) is tuple and type(default) is tuple and len(value) == len(default):
        return tuple(like(*pair) for pair in zip(value, default))
    if type(default) is float:
        return float(value) if type(value) is int else value
    return whole_floats_as_ints(value)


class Case:
    def __init__(self, lot, info, params, kwargs):
        lot.forget()
        defaults = inspect.signature(info.optim_cls.__init__).parameters
        self.kwargs = {name: like(value, defaults[name].default) for name, value in kwargs.items()}
        self.lot, self.info, self.params = lot, info, params
        self.expect = {}

    def call(self, **more):
        return {"optimizer": self.info.name, "params": self.lot.tree(plain(self.params)), "kwargs": self.lot.tree(self.kwargs), **more}

    def make(self, params):
        made = None

        def run():
            nonlocal made
            made = self.info.optim_cls(params, **copied(self.kwargs))
            return True

        attempt(self.lot, self.expect, "made", run)
        return made

    def run(self, form, steps):
        """Steps with gradients that are given; then one of another optimizer that has loaded the state."""
        lot, expect = self.lot, self.expect
        call = self.call(steps=[[lot.tree(g) for g in grads] for grads in steps])
        params = copied(self.params)
        optimizer = self.make(params)
        if optimizer is not None:
            expect["text"] = repr(optimizer)
            flat = parameters(params)

            def step(optimizer, grads):
                for param, grad in zip(flat, grads):
                    param.grad = copied(grad)
                optimizer.step()
                return [p.detach().clone() for p in flat]

            _, ok = attempt(lot, expect, "steps", lambda: [step(optimizer, grads) for grads in steps[:-1]])
            if ok:
                attempt(lot, expect, "state", lambda: state_of(optimizer))

                def go_on():
                    other = self.info.optim_cls(params, **copied(self.kwargs))
                    other.load_state_dict(optimizer.state_dict())
                    return step(other, steps[-1])

                attempt(lot, expect, "loaded", go_on)
        lot.sample(form, call, expect, seed=SEED)

    def closure(self, targets, weights):
        lot, expect = self.lot, self.expect
        call = self.call(targets=[lot.tree(t) for t in targets], weights=[lot.tree(w) for w in weights])
        params = copied(self.params)
        optimizer = self.make(params)
        if optimizer is not None:
            def loss():
                optimizer.zero_grad()
                parts = [((p - t).abs().square() * w).sum() for p, t, w in zip(params, targets, weights)]
                total = functools.reduce(torch.add, parts)
                total.backward()
                return total

            def step():
                given = optimizer.step(loss)
                return [given.detach(), [p.detach().clone() for p in params]]

            _, ok = attempt(lot, expect, "steps", lambda: [step() for _ in range(STEPS)])
            if ok:
                attempt(lot, expect, "state", lambda: state_of(optimizer))
        lot.sample("closure", call, expect, seed=SEED)

    def differentiable(self, grads):
        """The gradients of the parameters after a step, in the parameters before it and in their gradients."""
        lot, expect = self.lot, self.expect
        cotangents = tensors([p.shape for p in self.params], self.params[0].dtype, 5)
        call = self.call(grads=[lot.tree(g) for g in grads], cotangents=[lot.tree(c) for c in cotangents])
        leaves, grads = copied(self.params), copied(grads)
        params = [leaf.clone() for leaf in leaves]
        for param, grad in zip(params, grads):
            param.grad = grad
        optimizer = self.make(params)
        if optimizer is not None:
            def step():
                optimizer.step()
                return [p.detach().clone() for p in params]

            _, ok = attempt(lot, expect, "steps", step)
            if ok:
                attempt(lot, expect, "grad", lambda: torch.autograd.grad(
                    params, [*leaves, *grads], cotangents, allow_unused=True))
        lot.sample("differentiable", call, expect, seed=SEED)

    def error(self):
        lot, expect = self.lot, self.expect
        params = self.params
        grads = [torch.ones(p.shape, dtype=p.dtype) for p in parameters(params)]
        call = self.call(steps=[[lot.tree(g) for g in grads]])
        optimizer = self.make(params)
        if optimizer is not None:
            def step():
                for param, grad in zip(parameters(params), grads):
                    param.grad = grad
                optimizer.step()
                return True

            attempt(lot, expect, "step", step)
        lot.sample("error", call, expect, seed=SEED)


def fill(info, dtype, options, lot):
    shapes = shapes_of(info)
    params = tensors(shapes, dtype, 1, grad=True)
    steps = [tensors(shapes, dtype, 10 + number) for number in range(STEPS + 1)]
    if info.only_supports_sparse_grads:
        steps = [[sparse(g) for g in grads] for grads in steps]
    for number, kwargs in enumerate(variants(info)):
        # In the snapshot two sets of options of each.
        if number >= (8 if options.get("snapshot") else options.get("samples") or math.inf):
            break
        sent(lot, "steps", lambda: Case(lot, info, params, kwargs).run("steps", steps), skip=info.step_requires_closure)
        if not any(way in kwargs for way in ("foreach", "fused", "capturable")):
            sent(lot, "closure", lambda: Case(lot, info, params, kwargs).closure(
                tensors(shapes, dtype, 2), [w.abs() for w in tensors(shapes, dtype, 3)]), skip=info.only_supports_sparse_grads)
            if "differentiable" in info.supported_impls:
                sent(lot, "differentiable", lambda: Case(lot, info, params, {**kwargs, "differentiable": True}).differentiable(
                    tensors(shapes, dtype, 6, grad=True)))
    if info.supports_param_groups and not info.step_requires_closure:
        groups = [{"params": params[:1], "lr": 0.25}, {"params": params[1:]}]
        sent(lot, "groups", lambda: Case(lot, info, groups, {}).run("groups", steps))
        named = [(f"layer.{number}", param) for number, param in enumerate(params)]
        sent(lot, "names", lambda: Case(lot, info, named, {}).run("names", steps))
    if info.supports_sparse:
        kwargs, _ = info.metadata_for_sparse
        sent(lot, "sparse", lambda: Case(lot, info, params, kwargs).run("sparse", [[sparse(g) for g in grads] for grads in steps]))


def sent(lot, form, send, skip=False):
    if skip:
        return
    try:
        send()
    except Unencodable as error:
        lot.failed(form, str(error))


def fill_errors(info, lot):
    torch.manual_seed(SEED)
    for sample in info.optim_error_inputs_func("cpu", torch.float32):
        given = sample.optimizer_error_input
        params = [torch.nn.Parameter(torch.ones(2, 3))] if given.params is None else given.params
        sent(lot, "error", lambda: Case(lot, info, params, given.kwargs).error())
