"""The suite `gradcheck`: what torch.autograd.gradcheck and gradgradcheck say of PyTorch's table of operators.

Forms: gradcheck, gradgradcheck, forward (check_forward_ad), and slow, element by element, where `SLOW` allows it. Of each
entry the smallest of its first samples that has an element to differentiate. The options are those of PyTorch's own test,
without its batched checks; its wrappers, which make inputs symmetric, and its choices of outputs are left away on both sides,
so that there are functions which fail as well.
`call` is that of the suite ops, with {options}; `result` is true or the error.
"""

import functools
import itertools

import torch
from encode import Unencodable
from func import mapped
from ops import FUNCTIONS, MAKERS  # noqa: F401
from ops import SEED, Case, attempt, leaves_in, public_path, tensors_in, with_gradients
from torch.testing._internal.common_methods_invocations import op_db

FIRST = 24
SLOW = 400  # elements of the inputs times elements of the outputs


def entries(options):
    for dtype in (options.get("dtype") or "float64").split(","):
        for op in op_db:
            if op.supports_autograd and getattr(torch, dtype) in op.supported_backward_dtypes("cpu"):
                yield op.full_name, dtype, functools.partial(fill, op, getattr(torch, dtype), options)


def elements(value):
    return sum(t.numel() for t in tensors_in(value))


def checked(case, leaves):
    """The entry as a function of its leaves. It seeds, so that what draws numbers is a function too."""
    def function(*given):
        now = {id(leaf): value for leaf, value in zip(leaves, given)}
        args, kwargs = mapped((case.args, case.kwargs), lambda t: now.get(id(t), t))
        torch.manual_seed(SEED)
        return case.op.op(*args, **kwargs)
    return function


def forms(case):
    op, leaves = case.op, leaves_in([case.args, case.kwargs])
    if not leaves:
        return
    function, inputs = checked(case, leaves), tuple(leaves)
    fast = op.gradcheck_fast_mode is not False
    plain = {"nondet_tol": op.gradcheck_nondet_tol, "check_grad_dtypes": True}

    def send(form, ask, options):
        if form in case.lot.skip:
            return
        call, expect = case.call(path=public_path(op), options=case.lot.tree(options)), {}
        torch.manual_seed(SEED)
        attempt(case.lot, expect, "result", lambda: ask(function, inputs, **options))
        case.send(form, call, expect)

    check = torch.autograd.gradcheck
    send("gradcheck", check, {**plain, "fast_mode": fast})
    if op.supports_gradgrad:
        send("gradgradcheck", torch.autograd.gradgradcheck, {**plain, "fast_mode": fast})
    if op.supports_forward_ad:
        send("forward", check, {**plain, "fast_mode": fast, "check_forward_ad": True, "check_backward_ad": False})
    if not fast:
        return
    try:
        small = elements(leaves) * elements(with_gradients(function(*inputs))) <= SLOW
    except Exception:
        return
    if small:
        send("slow", check, {**plain, "fast_mode": False})


def fill(op, dtype, options, lot):
    samples = itertools.islice(op.sample_inputs("cpu", dtype, requires_grad=True), FIRST)

    def size(sample):
        leaves = elements(leaves_in([sample.input, sample.args, sample.kwargs]))
        return leaves == 0, elements([sample.input, sample.args, sample.kwargs])

    for sample in sorted(samples, key=size)[:options.get("samples") or 1]:
        try:
            forms(Case(lot, op, dtype, sample))
        except Unencodable as error:
            lot.failed("samples", str(error))
