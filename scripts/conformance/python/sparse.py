"""The suite `sparse`: the tables of sparse samples that go with PyTorch's table of operators, and their errors.

What it calls dtype is the layout and the dtype, `sparse_csr.float32` or `sparse_csr.errors`. Forms and calls are those of the suite
ops. An entry that takes a layout but has no samples of it in the table gets its strided samples, the first argument turned into
that layout, as PyTorch's own tests do.
"""

import functools
import itertools
import unittest

import torch
from ops import DTYPES, ERRORS
from ops import FUNCTIONS, MAKERS  # noqa: F401
from ops import fill_samples, send_error, small_one
from torch.testing._internal.common_methods_invocations import op_db

LAYOUTS = "sparse_coo sparse_csr sparse_csc sparse_bsr sparse_bsc".split()
TURNED = 12  # strided samples that are turned


def entries(options):
    chosen = options.get("dtype") or f"float32,{ERRORS}"
    for dtype in [*DTYPES, ERRORS] if chosen == "all" else chosen.split(","):
        for layout in LAYOUTS:
            for op in op_db:
                if not op.supports_sparse_layout(getattr(torch, layout)):
                    continue
                about = op.full_name, f"{layout}.{dtype}"
                if dtype == ERRORS:
                    if op.error_inputs_sparse_func is not None:
                        yield *about, functools.partial(fill_errors, op, getattr(torch, layout))
                elif getattr(torch, dtype) in op.supported_dtypes("cpu"):
                    yield *about, functools.partial(fill, op, getattr(torch, layout), getattr(torch, dtype), options)


def of_the_table(op, layout, dtype, requires_grad):
    """The table's samples, or None where it has none of this layout."""
    try:
        samples = op.sample_inputs_sparse(layout, "cpu", dtype, requires_grad=requires_grad)
        first = next(iter(samples), None)
    except (NotImplementedError, unittest.SkipTest):
        return None
    return None if first is None else itertools.chain([first], samples)


def turned(op, layout, dtype, requires_grad):
    blocked = layout in (torch.sparse_bsr, torch.sparse_bsc)
    for sample in op.sample_inputs("cpu", dtype, requires_grad=False):
        if not isinstance(sample.input, torch.Tensor) or sample.input.layout != torch.strided:
            continue
        if layout != torch.sparse_coo and sample.input.dim() != 2:
            continue
        # Some zeros, so that what is kept is not everything.
        kept = torch.where(torch.arange(sample.input.numel()).reshape(sample.input.shape) % 3 == 1, 0, sample.input)
        sample.input = kept.to(dtype).to_sparse(layout=layout, blocksize=(1, 1) if blocked else None)
        sample.input.requires_grad_(requires_grad)
        yield sample


def fill(op, layout, dtype, options, lot):
    differentiable = op.supports_autograd and dtype in op.supported_backward_dtypes("cpu")
    samples = of_the_table(op, layout, dtype, differentiable)
    if samples is None:
        samples = itertools.islice(turned(op, layout, dtype, differentiable), TURNED)
    if options.get("snapshot"):
        samples = small_one(samples)
    fill_samples(op, dtype, itertools.islice(samples, options.get("samples")), differentiable, lot)


def fill_errors(op, layout, lot):
    for error_input in op.error_inputs_sparse("cpu", layout):
        send_error(op, error_input.sample_input, lot)
