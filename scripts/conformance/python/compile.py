"""The samples of op_db, for functions that torch.compile records: the Node side compares those with themselves."""

import functools
import itertools

import ops
import torch
from ops import FUNCTIONS, MAKERS  # noqa: F401
from torch.testing._internal.common_methods_invocations import op_db

SAMPLES = 4


def entries(options):
    for dtype in ops.DTYPES if options.get("dtype") == "all" else (options.get("dtype") or "float32").split(","):
        for op in op_db:
            if getattr(torch, dtype) in op.supported_dtypes("cpu"):
                yield op.full_name, dtype, functools.partial(fill, op, getattr(torch, dtype), options)


def fill(op, dtype, options, lot):
    differentiable = op.supports_autograd and dtype in op.supported_backward_dtypes("cpu")
    samples = op.sample_inputs("cpu", dtype, requires_grad=differentiable)
    for sample in itertools.islice(samples, options.get("samples") or SAMPLES):
        case = ops.Case(lot, op, dtype, sample)
        lot.sample("function", case.call(path=ops.public_path(op)), {"compiled": "equal"}, seed=ops.SEED)
