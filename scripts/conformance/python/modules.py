"""The suite `modules`: PyTorch's table of modules, torch.testing._internal.common_modules.module_db.

Forms: train, eval (a module is made, its random numbers seeded, converted to the dtype, and called: text, state, output,
gradients of inputs and parameters, second gradients, state after the call; the state saved and loaded for the first
input), keywords (constructor and call with every argument by name), error (what the constructor or the call refuses).
`call` has {module, args, kwargs} for the constructor, {inputs, named} for the call, {dtype, training}, and {cotangents,
cotangents2} where gradients are asked for. Layers among the arguments: {"$module": name, ...} is a layer to be made
before, with the random numbers of the sample.
"""

import functools
import inspect
import io
import math

import torch
from encode import Unencodable
from ops import MAKERS, SEED, attempt, copied, cotangents_of, leaves_in, whole_floats_as_ints, with_gradients
from torch.testing._internal.common_modules import module_db

DTYPES = ["float32", "float64"]
ERRORS = "errors"
FUNCTIONS = {"gelu": torch.nn.functional.gelu, "relu": torch.nn.functional.relu}


def entries(options):
    remember_arguments()
    chosen = options.get("dtype") or ("float32,errors" if options.get("snapshot") else f"float32,float64,{ERRORS}")
    for dtype in [*DTYPES, ERRORS] if chosen == "all" else chosen.split(","):
        for info in module_db:
            if dtype == ERRORS:
                if info.module_error_inputs_func is not None:
                    yield info.name, dtype, functools.partial(fill_errors, info)
            elif getattr(torch, dtype) in info.supported_dtypes("cpu"):
                yield info.name, dtype, functools.partial(fill, info, getattr(torch, dtype), options)


def remember_arguments():
    """Layers that are arguments of others are made again on the other side."""
    layer = torch.nn.TransformerEncoderLayer
    original = layer.__init__

    @functools.wraps(original)
    def init(self, *args, **kwargs):
        original(self, *args, **kwargs)
        self.made_with = (args, kwargs)

    layer.__init__ = init


def plain(value):
    """Objects among the arguments of a constructor, as data."""
    if isinstance(value, torch.nn.Module):
        args, kwargs = value.made_with
        return {"$module": type(value).__name__, "args": list(args), "kwargs": kwargs}
    if type(value) in (list, tuple):
        return type(value)(plain(item) for item in value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def remade(value):
    """The same arguments, layers among them made anew, with the random numbers of now."""
    if isinstance(value, torch.nn.Module):
        args, kwargs = value.made_with
        return type(value)(*args, **kwargs)
    return value


def state_of(module):
    state = module.state_dict()
    return [list(state), [None if is_lazy(value) else value for value in state.values()]]


def is_lazy(value):
    return isinstance(value, torch.nn.parameter.UninitializedTensorMixin)


def parameter_names(function, count):
    """The names of the first arguments of a function, or None where it has not so many."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    if any(p.kind not in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) for p in parameters):
        return None
    names = [p.name for p in parameters if p.kind == p.POSITIONAL_OR_KEYWORD][:count]
    return names if len(names) == count else None


def numbers(function, args, kwargs):
    """JavaScript has one kind of number: 2.0 is 2 there. What is annotated as a float is one on both sides, all else an int."""
    parameters = inspect.signature(function).parameters
    floats = {name for name, p in parameters.items() if "float" in str(p.annotation)}
    names = [name for name in parameters if name != "self"]

    def number(name, value):
        if name in floats:
            return float(value) if type(value) is int else value
        return whole_floats_as_ints(value)

    return (tuple(number(names[i] if i < len(names) else None, a) for i, a in enumerate(args)),
            {name: number(name, a) for name, a in kwargs.items()})


class Case:
    def __init__(self, lot, info, dtype, sample):
        made, given = sample.constructor_input, sample.forward_input
        self.lot, self.info, self.dtype = lot, info, dtype
        self.args, self.kwargs = numbers(info.module_cls.__init__, made.args, made.kwargs)
        self.inputs, self.named = (given.args, dict(given.kwargs)) if given is not None else ((), {})
        lot.forget()

    def call(self, training, args, kwargs, inputs, named):
        tree = self.lot.tree
        return {
            "module": self.info.module_cls.__name__, "args": [tree(plain(a)) for a in args], "kwargs": tree(plain(kwargs)),
            "inputs": [tree(a) for a in inputs], "named": tree(named), "training": training,
            "dtype": None if self.dtype is None else tree(self.dtype),
        }

    def make(self, training, args, kwargs):
        module = self.info.module_cls(*[remade(a) for a in args], **{k: remade(v) for k, v in kwargs.items()})
        if self.dtype is not None:
            module.to(self.dtype)
        return module.train(training)

    def run(self, form, training, save):
        lot, expect = self.lot, {}
        call = self.call(training, self.args, self.kwargs, self.inputs, self.named)
        torch.manual_seed(SEED)
        module, ok = self.made(expect, lambda: self.make(training, self.args, self.kwargs))
        if ok:
            expect["text"] = str(module)
            attempt(lot, expect, "state", lambda: state_of(module))
            inputs, named = copied(self.inputs), copied(self.named)
            result, ok = attempt(lot, expect, "result", lambda: self.ask(module, inputs, named))
            if ok:
                attempt(lot, expect, "after", lambda: state_of(module))
                self.gradients(call, expect, result, leaves_in([inputs, named, list(module.parameters())]))
            if save:
                call["save"] = True
                attempt(lot, expect, "saved", lambda: saved(module))
        lot.sample(form, call, expect, seed=SEED)

    def ask(self, module, inputs, named):
        return module(*inputs, **named)

    def made(self, expect, make):
        module = None

        def run():
            nonlocal module
            module = make()
            return True

        _, ok = attempt(self.lot, expect, "made", run)
        return module, ok

    def gradients(self, call, expect, result, leaves):
        lot, outputs = self.lot, with_gradients(result)
        if not leaves or not outputs:
            return
        cotangents = cotangents_of(outputs, 3)
        call["cotangents"] = [lot.tree(c) for c in cotangents]
        again = self.info.supports_gradgrad
        first, ok = attempt(lot, expect, "grad", lambda: torch.autograd.grad(
            outputs, leaves, cotangents, allow_unused=True, create_graph=again))
        asked = [g for g in first if g is not None and g.requires_grad] if ok and again else []
        if asked:
            second = cotangents_of(asked, 4)
            call["cotangents2"] = [lot.tree(c) for c in second]
            attempt(lot, expect, "grad2", lambda: torch.autograd.grad(asked, leaves, second, allow_unused=True))

    def keywords(self):
        made = parameter_names(self.info.module_cls.__init__, len(self.args))
        called = parameter_names(self.info.module_cls.forward, len(self.inputs))
        if made is None or called is None:
            return
        kwargs, named = {**dict(zip(made, self.args)), **self.kwargs}, {**dict(zip(called, self.inputs)), **self.named}
        call, expect = self.call(False, (), kwargs, (), named), {}
        torch.manual_seed(SEED)
        module, ok = self.made(expect, lambda: self.make(False, (), kwargs))
        if ok:
            attempt(self.lot, expect, "result", lambda: module(**copied(named)))
        self.lot.sample("keywords", call, expect, seed=SEED)


def saved(module):
    """What comes back when the state is saved and loaded."""
    file = io.BytesIO()
    torch.save(module.state_dict(), file)
    file.seek(0)
    state = torch.load(file)
    return [list(state), list(state.values())]


def inputs_of(info, function, dtype, training):
    torch.manual_seed(SEED)
    return function(info, device="cpu", dtype=dtype, requires_grad=True, training=training)


def fill(info, dtype, options, lot):
    for form, training in (("train", True), ("eval", False)):
        for number, sample in enumerate(inputs_of(info, info.module_inputs_func, dtype, training)):
            if number >= (1 if options.get("snapshot") else options.get("samples") or math.inf):
                break
            try:
                case = Case(lot, info, dtype, sample)
                case.run(form, training, number == 0)
                if not training:
                    case.keywords()
            except Unencodable as error:
                lot.failed(form, str(error))


def fill_errors(info, lot):
    for sample in inputs_of(info, info.module_error_inputs_func, torch.float32, True):
        try:
            case = Case(lot, info, None, sample.module_error_input)
            call, expect = case.call(True, case.args, case.kwargs, case.inputs, case.named), {}
            torch.manual_seed(SEED)
            module, ok = case.made(expect, lambda: case.make(True, case.args, case.kwargs))
            if ok:
                attempt(lot, expect, "result", lambda: module(*copied(case.inputs), **copied(case.named)))
            lot.sample("error", call, expect, seed=SEED)
        except Unencodable as error:
            lot.failed("error", str(error))
