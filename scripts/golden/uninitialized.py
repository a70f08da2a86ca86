"""What may be done with parameters and buffers of lazy layers before their first input, for
test/nn/uninitialized.test.ts.

    python3 scripts/golden/uninitialized.py > test/golden/uninitialized.json

refused: methods that throw the ValueError, allowed: those that do not, each with what it gives; text: the error of
`clone` for each class; functions: the class of error of each call there.
"""

import inspect
import json

import torch
import torch.nn.functional as F
from torch.nn.parameter import UninitializedBuffer, UninitializedParameter

X = torch.ones(2, 2)
ARGUMENTS = [(), (X,), (0,), (0, 1), (X, X), ((1,),), (0, X), (0, X.long(), X), (lambda g: g,), (X, 0), ("cpu",)]
OWN = {"cls_to_become", "materialize", "share_memory_"}


def attempt(call):
    try:
        return describe(call())
    except ValueError as error:
        return "refused" if str(error).startswith("Attempted to use an uninitialized") else "ValueError"
    except Exception as error:  # what is thrown is the answer
        return type(error).__name__


def describe(value):
    if isinstance(value, torch.Tensor):
        return f"{type(value).__name__} {value.dtype} {list(value.data.shape)}"
    return str(value)


def main():
    refused, allowed = [], {}
    for name in sorted(dir(torch.Tensor)):
        member = inspect.getattr_static(torch.Tensor, name)
        if name.startswith("_") or name in OWN or isinstance(member, property) or inspect.isdatadescriptor(member):
            continue
        results = [attempt(lambda: getattr(UninitializedParameter(), name)(*args)) for args in ARGUMENTS]
        if "refused" in results:
            refused.append(name)
        elif results[0] not in ("TypeError", "AttributeError"):
            allowed[name] = results[0]
    texts = {}
    for cls in (UninitializedParameter, UninitializedBuffer):
        try:
            cls().clone()
        except ValueError as error:
            texts[cls.__name__] = str(error)
    p = UninitializedParameter()
    functions = {
        "torch.add(p, 1)": attempt(lambda: torch.add(p, 1)),
        "torch.cat([x, p])": attempt(lambda: torch.cat([X, p])),
        "torch.relu(p)": attempt(lambda: torch.relu(p)),
        "F.linear(x, p)": attempt(lambda: F.linear(X, p)),
        "F.linear(x, weight=p)": attempt(lambda: F.linear(X, weight=p)),
        "F.conv1d(x, p)": attempt(lambda: F.conv1d(X, p)),
        "F.dropout(p)": attempt(lambda: F.dropout(p)),
        "x.add(p)": attempt(lambda: X.add(p)),
        "x.mm(p)": attempt(lambda: X.mm(p)),
        "x.copy_(p)": attempt(lambda: X.clone().copy_(p)),
        "torch.linalg.norm(p)": attempt(lambda: torch.linalg.norm(p)),
        "nn.init.normal_(p)": attempt(lambda: torch.nn.init.normal_(p)),
        "p.copy_(x)": attempt(lambda: UninitializedParameter(requires_grad=False).copy_(X)),
        "LazyLinear.requires_grad_": attempt(lambda: type(torch.nn.LazyLinear(2).requires_grad_(False)).__name__),
        "LazyLinear.double": attempt(lambda: str(torch.nn.LazyLinear(2).double().weight.dtype)),
        "LazyLinear.state_dict": attempt(lambda: type(torch.nn.LazyLinear(2).state_dict()["weight"]).__name__),
        "p.grad": attempt(lambda: p.grad),
        "p.ndim": attempt(lambda: p.ndim),
        "p.requires_grad": attempt(lambda: p.requires_grad),
        "p.is_leaf": attempt(lambda: p.is_leaf),
        "p.shape": attempt(lambda: p.shape),
        "p.data": attempt(lambda: p.data),
        "p.T": attempt(lambda: p.T),
        "p.nbytes": attempt(lambda: p.nbytes),
        "p.itemsize": attempt(lambda: p.itemsize),
        "len(p)": attempt(lambda: len(p)),
    }
    print(json.dumps({"refused": refused, "allowed": allowed, "texts": texts, "functions": functions}, indent=1))


if __name__ == "__main__":
    main()
