"""The suite `func`: torch.func's transforms over PyTorch's table of operators.

Forms: 'vmap 0' and 'vmap -1' (each tensor is twice the sample's, stacked along that dimension; 'loop' says whether the result is
that of a loop), vjp, jvp and grad (of the sum of all real outputs).
`call` has {path} as in the suite ops, {args, kwargs}, {dims} for vmap, {cotangents} or {tangents}.
"""

import functools

import torch
from encode import Unencodable
from ops import FUNCTIONS, MAKERS  # noqa: F401
from ops import SEED, attempt, detached, public_path, tensors_in, whole_floats_as_ints
from torch.testing._internal.common_methods_invocations import op_db


def entries(options):
    for dtype in (options.get("dtype") or "float32").split(","):
        for op in op_db:
            if getattr(torch, dtype) in op.supported_dtypes("cpu"):
                yield op.full_name, dtype, functools.partial(fill, op, getattr(torch, dtype), options)


def is_real_output(tensor):
    return tensor.is_floating_point() and tensor.requires_grad


class Case:
    def __init__(self, lot, op, sample):
        self.lot, self.op = lot, op
        args, kwargs = detached((sample.input, *sample.args)), detached(dict(sample.kwargs))
        whole = whole_floats_as_ints(args), whole_floats_as_ints(kwargs)
        self.args, self.kwargs = whole if self.works(*whole) else (args, kwargs)
        lot.forget()

    def works(self, args, kwargs):
        try:
            with torch.no_grad():
                self.op.op(*args, **kwargs)
            return True
        except Exception:
            return False

    def call(self, args, **more):
        return {"path": public_path(self.op), "args": [self.lot.tree(a) for a in args],
                "kwargs": self.lot.tree(self.kwargs), **{name: self.lot.tree(value) for name, value in more.items()}}

    def function(self):
        return lambda *args: self.op.op(*args, **self.kwargs)

    def vmap(self, dim):
        batched = mapped(self.args, lambda t: torch.stack([t, t], 0 if dim == 0 else t.dim()) if stacks(t) else t)
        dims = mapped(self.args, lambda t: dim if stacks(t) else None, lambda other: None)
        if not any(stacks(t) for t in tensors_in(self.args)):
            return
        call, expect = self.call(batched, dims=dims, once=list(self.args)), {}
        torch.manual_seed(SEED)
        result, ok = attempt(self.lot, expect, "result", lambda: torch.vmap(
            self.function(), in_dims=tuple(dims), randomness="different")(*batched))
        if ok:
            expect["loop"] = self.agrees(result)
        self.lot.sample(f"vmap {dim}", call, expect, seed=SEED)

    def agrees(self, result):
        torch.manual_seed(SEED)
        once = list(tensors_in(self.op.op(*self.args, **self.kwargs)))
        return all(near(batch, one) for batch, one in zip(tensors_in(result), once))

    def leaves(self):
        """The places of the arguments that are tensors of floating point; lists of tensors are not differentiated."""
        return [i for i, a in enumerate(self.args) if isinstance(a, torch.Tensor) and (
            a.is_floating_point() or a.is_complex()) and a.layout == torch.strided]

    def at(self, places):
        def function(*given):
            args = list(self.args)
            for place, value in zip(places, given):
                args[place] = value
            return self.op.op(*args, **self.kwargs)
        return function

    def differentiate(self):
        places = self.leaves()
        if not places:
            return
        primals = tuple(self.args[i] for i in places)
        state = torch.Generator().manual_seed(5)
        tangents = tuple(torch.randn(p.shape, dtype=p.dtype, generator=state) for p in primals)
        call, expect = self.call(self.args, places=places, tangents=tangents), {}
        torch.manual_seed(SEED)
        attempt(self.lot, expect, "result", lambda: torch.func.jvp(self.at(places), primals, tangents))
        self.lot.sample("jvp", call, expect, seed=SEED)

        call, expect = self.call(self.args, places=places), {}
        torch.manual_seed(SEED)
        pulled = []

        def vjp():
            output, pull = torch.func.vjp(self.at(places), *primals)
            pulled.append((output, pull))
            return output

        output, ok = attempt(self.lot, expect, "result", vjp)
        if ok:
            cotangents = mapped(output, lambda t: torch.randn(t.shape, dtype=t.dtype, generator=state))
            call["cotangents"] = self.lot.tree(cotangents)
            attempt(self.lot, expect, "pulled", lambda: pulled[0][1](cotangents))
        self.lot.sample("vjp", call, expect, seed=SEED)

        call, expect = self.call(self.args, places=places), {}

        def total(*given):
            return sum(t.sum() for t in tensors_in(self.at(places)(*given)) if is_real_output(t))

        torch.manual_seed(SEED)
        attempt(self.lot, expect, "result", lambda: torch.func.grad(total, argnums=tuple(range(len(places))))(*primals))
        self.lot.sample("grad", call, expect, seed=SEED)


def stacks(tensor):
    return tensor.layout in (torch.strided, torch.sparse_coo)


def near(batch, one):
    if batch.shape[1:] != one.shape:
        return False
    if not (one.is_floating_point() or one.is_complex()):
        return all(torch.equal(row, one) for row in batch)
    return all(torch.allclose(row.to(torch.complex128), one.to(torch.complex128), rtol=1e-3, atol=1e-4, equal_nan=True)
               for row in batch)


def mapped(value, change, otherwise=lambda other: other):
    if isinstance(value, torch.Tensor):
        return change(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(mapped(item, change, otherwise) for item in value))
    if isinstance(value, (list, tuple)) and type(value) is not torch.Size:
        return type(value)(mapped(item, change, otherwise) for item in value)
    if isinstance(value, dict):
        return {key: mapped(item, change, otherwise) for key, item in value.items()}
    return otherwise(value)


def fill(op, dtype, options, lot):
    for number, sample in enumerate(op.sample_inputs("cpu", dtype, requires_grad=False)):
        if options.get("samples") and number >= options["samples"]:
            break
        try:
            case = Case(lot, op, sample)
            for dim in (0, -1):
                case.vmap(dim)
            case.differentiate()
        except Unencodable as error:
            lot.failed("samples", str(error))
