"""The suite `forward-ad`: PyTorch's table of operators called with dual numbers, torch.autograd.forward_ad.

Forms: function and inplace. `call` is that of the suite ops, with {tangents}, one for each argument that is a strided tensor of floating
point or complex numbers, in lists too; `result` is the primal and the tangent of each output.
"""

import functools

import torch
import torch.autograd.forward_ad as fwAD
from encode import Unencodable
from func import Case as FuncCase
from func import mapped
from ops import SEED, attempt, tensors_in, variant
from ops import FUNCTIONS, MAKERS  # noqa: F401
from torch.testing._internal.common_methods_invocations import op_db


def entries(options):
    for dtype in (options.get("dtype") or "float32").split(","):
        for op in op_db:
            if op.supports_autograd and getattr(torch, dtype) in op.supported_dtypes("cpu"):
                yield op.full_name, dtype, functools.partial(fill, op, getattr(torch, dtype), options)


def takes_tangent(tensor):
    return (tensor.is_floating_point() or tensor.is_complex()) and tensor.layout == torch.strided


class Case(FuncCase):
    def tangents(self):
        state = torch.Generator().manual_seed(7)
        found = [t for t in tensors_in([self.args, self.kwargs]) if takes_tangent(t)]
        return [torch.randn(t.shape, dtype=t.dtype, generator=state) for t in found]

    def dual(self, form, function, call, tangents, copied):
        expect = {}

        def run():
            rest = iter(tangents)
            dual = lambda t: fwAD.make_dual(t.clone() if copied else t, next(rest)) if takes_tangent(t) else t
            with fwAD.dual_level():
                args, kwargs = mapped((self.args, self.kwargs), dual)
                torch.manual_seed(SEED)
                result = function(*args, **kwargs)
                return [list(fwAD.unpack_dual(t)) for t in tensors_in(result)]

        attempt(self.lot, expect, "result", run)
        self.lot.sample(form, call, expect, seed=SEED)

    def forms(self):
        tangents = self.tangents()
        if not tangents:
            return
        self.dual("function", self.op.op, self.call(self.args, tangents=tangents), tangents, False)
        function, name = variant(self.op, "inplace_variant")
        if function is not None and name is not None and self.op.supports_inplace_autograd:
            call = {**self.call(self.args, tangents=tangents), "method": name}
            self.dual("inplace", function, call, tangents, True)


def fill(op, dtype, options, lot):
    for number, sample in enumerate(op.sample_inputs("cpu", dtype, requires_grad=False)):
        if options.get("samples") and number >= options["samples"]:
            break
        try:
            Case(lot, op, sample).forms()
        except Unencodable as error:
            lot.failed("samples", str(error))
