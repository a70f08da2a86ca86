"""Writes what expressions over kinds of tensors of one's own give, for test/overrides/overrides.test.ts.

    python3 scripts/golden/overrides.py > test/golden/overrides.json
"""

import torch
import torch.nn.functional as F
from support.texts import write
from torch import overrides
from torch.overrides import TorchFunctionMode, handle_torch_function, has_torch_function

X = torch.ones(2)


def asked(func, types, args, kwargs):
    name = overrides.resolve_name(func) or func.__name__
    return [name, [t.__name__ for t in types], len(args), sorted(kwargs or {})]


class Duck:
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return [cls.__name__, *asked(func, types, args, kwargs)]


class Duckling(Duck):
    pass


class Goose:
    def __torch_function__(self, func, types, args=(), kwargs=None):
        return ["a goose", *asked(func, types, args, kwargs)]


class Shy:
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return NotImplemented


class Wrapped:
    def __init__(self, inner):
        self.inner = inner

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        inner = [a.inner if isinstance(a, Wrapped) else a for a in args]
        return Wrapped(func(*inner, **(kwargs or {})))


class Log(TorchFunctionMode):
    def __init__(self):
        self.seen = []

    def __torch_function__(self, func, types, args=(), kwargs=None):
        self.seen.append(overrides.resolve_name(func) or func.__name__)
        return func(*args, **(kwargs or {}))


def logged(body):
    with Log() as log:
        body()
    return log.seen


def nested_logs():
    with Log() as outer:
        with Log() as inner:
            torch.add(X, 1)
    return [outer.seen, inner.seen]


def wrapped_add():
    @overrides.wrap_torch_function(lambda a, b: (a, b))
    def add_one(a, b):
        return a + b + 1

    return [add_one(X, X), add_one(Duck(), X)[0], add_one.__name__]


def own(a, b):
    if has_torch_function((a, b)):
        return handle_torch_function(own, (a, b), a, b)
    return a


def skipped(body):
    with torch._C.DisableTorchFunctionSubclass():
        return body()


def in_all_disabled():
    with Log() as log:
        with torch._C.DisableTorchFunction():
            torch.add(X, 1)
        with torch._C.DisableTorchFunctionSubclass():
            torch.add(X, 1)
    return log.seen


D, G, S = Duck(), Goose(), Shy()
CASES = {
    "a function": lambda: torch.add(D, 1),
    "a later argument": lambda: torch.mul(X, D),
    "a method's argument": lambda: X.add(D),
    "by name": lambda: torch.add(X, other=D),
    "out": lambda: torch.add(X, X, out=D),
    "in a list": lambda: torch.cat([X, D]),
    "an instance's own": lambda: torch.sub(G, 1),
    "two of a class": lambda: torch.add(D, Duck()),
    "a subclass first": lambda: torch.add(D, Duckling()),
    "two classes": lambda: torch.add(G, D),
    "the first leaves it": lambda: torch.add(S, D),
    "all leave it": lambda: torch.add(S, 1)[0],
    "of torch.nn.functional": lambda: F.softmax(D, 1)[:3],
    "with options": lambda: F.dropout(D, p=0.5)[:4],
    "of torch.linalg": lambda: torch.linalg.det(D),
    "of torch.functional": lambda: torch.einsum("i,i", D, X)[:1],
    "through to tensors": lambda: torch.add(Wrapped(X), torch.ones(2), alpha=2).inner,
    "a method through to tensors": lambda: X.mul(Wrapped(X)).inner,
    "has": lambda: [has_torch_function((D,)), has_torch_function((X, 1)), has_torch_function(())],
    "like a tensor": lambda: [overrides.is_tensor_like(x) for x in (X, D, G, 1, {})],
    "names": lambda: [overrides.resolve_name(f) for f in (torch.add, F.relu, torch.linalg.det, torch.Tensor.add, own)][:4],
    "a method or not": lambda: [overrides.is_tensor_method_or_property(f) for f in (torch.Tensor.add, torch.add)],
    "handled": lambda: [own(D, 1)[0], own(3, 1)],
    "not handled": lambda: own(S, 1),
    "wrapped": wrapped_add,
    "ignored": lambda: [torch.zeros in overrides.get_ignored_functions(), torch.add in overrides.get_ignored_functions()],
    "testing": lambda: overrides.get_testing_overrides()[torch.relu](X),
    "a mode": lambda: logged(lambda: torch.add(X, 1)),
    "a mode, a method": lambda: logged(lambda: X.add(1)),
    "a mode, written by hand": lambda: logged(lambda: F.dropout(X, 0.5, False)),
    "a mode of nothing": lambda: logged(lambda: None),
    "two modes": nested_logs,
    "disabled": lambda: skipped(lambda: has_torch_function((D,))),
    "what is disabled": in_all_disabled,
    "redispatched": lambda: overrides.redispatch_function(F.dropout, (), (X, 0.5, False), {}),
}

write(CASES)
