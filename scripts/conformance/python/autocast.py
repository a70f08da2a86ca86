"""The suite `autocast`: PyTorch's tables of operators and modules under torch.autocast on the CPU.

`dtype` is that in which autocast computes: bfloat16 or float16. Samples are of float32, or of the first dtype that the
entry has. Forms: function (with gradients by autograd.grad behind the block), backward inside (that in the block too, with
the block's cache, for the first samples), and for modules train and eval. `call` is that of the suites ops and modules.
"""

import functools
import itertools

import modules
import torch
from encode import Unencodable
from ops import FUNCTIONS as OPS_FUNCTIONS
from ops import MAKERS  # noqa: F401
from ops import SEED, attempt, public_path, small_one
from ops import Case as OpsCase
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.common_modules import module_db

DTYPES = ["bfloat16", "float16"]
FUNCTIONS = {**OPS_FUNCTIONS, **modules.FUNCTIONS}
INSIDE = 3


def entries(options):
    modules.remember_arguments()
    chosen = options.get("dtype") or ("bfloat16" if options.get("snapshot") else "all")
    for dtype in DTYPES if chosen == "all" else chosen.split(","):
        for op in op_db:
            # Some have dtypes for CUDA alone.
            if op.supported_dtypes("cpu"):
                yield op.full_name, dtype, functools.partial(fill, op, getattr(torch, dtype), options)
        for info in module_db:
            if torch.float32 in info.supported_dtypes("cpu"):
                yield info.name, dtype, functools.partial(fill_modules, info, getattr(torch, dtype), options)


class Case(OpsCase):
    def asked(self, form, dtype, inside):
        lot, call, expect = self.lot, self.call(path=public_path(self.op)), {}
        block = functools.partial(torch.autocast, "cpu", dtype=dtype)

        def run():
            with block():
                return self.op.op(*self.args, **self.kwargs)

        torch.manual_seed(SEED)
        if not inside:
            result, ok = attempt(lot, expect, "result", run)
            if ok:
                self.gradients(call, expect, result, False)
        else:
            with block():
                result, ok = attempt(lot, expect, "result", run)
                if ok:
                    self.gradients(call, expect, result, False)
        self.send(form, call, expect)


class ModuleCase(modules.Case):
    autocast = None

    def ask(self, module, inputs, named):
        with torch.autocast("cpu", dtype=self.autocast):
            return module(*inputs, **named)


def samples_of(op):
    dtypes = op.supported_dtypes("cpu")
    dtype = torch.float32 if torch.float32 in dtypes else sorted(dtypes, key=str)[0]
    differentiable = op.supports_autograd and dtype in op.supported_backward_dtypes("cpu")
    return dtype, op.sample_inputs("cpu", dtype, requires_grad=differentiable)


def fill(op, dtype, options, lot):
    lot.blank = bool(options.get("snapshot"))
    of, samples = samples_of(op)
    if options.get("snapshot"):
        samples = small_one(samples)
    for number, sample in enumerate(itertools.islice(samples, options.get("samples"))):
        try:
            case = Case(lot, op, of, sample)
            case.asked("function", dtype, False)
            if number < INSIDE and not options.get("snapshot"):
                case.asked("backward inside", dtype, True)
        except Unencodable as error:
            lot.failed("samples", str(error))


def fill_modules(info, dtype, options, lot):
    lot.blank = bool(options.get("snapshot"))
    for form, training in (("train", True), ("eval", False)):
        samples = modules.inputs_of(info, info.module_inputs_func, torch.float32, training)
        for sample in itertools.islice(samples, 1 if options.get("snapshot") else options.get("samples")):
            try:
                case = ModuleCase(lot, info, torch.float32, sample)
                case.autocast = dtype
                case.run(form, training, False)
            except Unencodable as error:
                lot.failed(form, str(error))
