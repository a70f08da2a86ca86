"""Writes what torch.backends.python_native answers without any dialect, for test/backends/python_native.test.ts.

    python3 scripts/golden/python_native.py > test/golden/python_native.json
"""

import sys

# No dialect is installed where the answers are for.
sys.modules["triton"] = None

import torch  # noqa: E402
from support.texts import write  # noqa: E402

pn = torch.backends.python_native


def entered(context):
    with context:
        return "entered"


def put(owner, name, value):
    setattr(owner, name, value)
    return getattr(owner, name)


def within():
    with pn.operations_disabled("bmm", "topk"):
        inside = [pn.is_operation_disabled(name) for name in ("bmm", "topk", "polar")]
    return [inside, [pn.is_operation_disabled(name) for name in ("bmm", "topk", "polar")]]


def kept():
    pn.disable_operations("bmm")
    entered(pn.operations_disabled("bmm"))
    held = pn.is_operation_disabled("bmm")
    pn.enable_operations("bmm")
    return [held, pn.is_operation_disabled("bmm")]


def masked():
    with pn.triton.disabled():
        inside = [pn.triton.enabled, pn.is_dsl_disabled("triton"), repr(pn.triton)]
    return [inside, pn.triton.enabled]


def masked_twice():
    pn.triton.disable()
    entered(pn.triton.disabled())
    held = pn.triton.enabled
    pn.triton.enable()
    return [held, pn.triton.enabled]


CASES = {
    "available_dsls": lambda: pn.available_dsls,
    "all_dsls": lambda: pn.all_dsls,
    "get_dsl_operations": lambda: [pn.get_dsl_operations(name) for name in pn.all_dsls],
    "get_dsl_operations of what is none": lambda: [pn.get_dsl_operations(name) for name in ("x", 3, None, [])],
    "get_dsl_operations of a library": lambda: pn.get_dsl_operations("triton", "torch_nn"),
    "disable_operations": lambda: [pn.disable_operations("bmm", "topk"), pn.is_operation_disabled("bmm"),
                                   pn.enable_operations("bmm"), pn.is_operation_disabled("bmm"),
                                   pn.is_operation_disabled("topk"), pn.enable_operations("topk", "none")],
    "disable_operations of nothing": lambda: [pn.disable_operations(), pn.enable_operations()],
    "disable_operations of a number": lambda: [pn.disable_operations(3), pn.is_operation_disabled(3),
                                               pn.enable_operations(3), pn.is_operation_disabled(3)],
    "disable_operations of a list": lambda: pn.disable_operations(["bmm"]),
    "enable_operations of a list": lambda: pn.enable_operations(["bmm"]),
    "is_operation_disabled of a list": lambda: pn.is_operation_disabled([]),
    "disable_dispatch_keys": lambda: [pn.disable_dispatch_keys("CUDA"), pn.enable_dispatch_keys("CUDA", "CPU")],
    "disable_dispatch_keys of a list": lambda: pn.disable_dispatch_keys([]),
    "enable_dispatch_keys of a list": lambda: pn.enable_dispatch_keys([]),
    "operations_disabled": within,
    "operations_disabled of what is off": kept,
    "operations_disabled of a list": lambda: entered(pn.operations_disabled([])),
    "is_dsl_disabled": lambda: [pn.is_dsl_disabled("triton"), pn.is_dsl_disabled("x"), pn.is_dsl_disabled(3)],
    "is_dsl_disabled of a list": lambda: pn.is_dsl_disabled([]),
    "controllers": lambda: [pn.cutedsl, pn.flydsl, pn.helion, pn.triton],
    "a controller is one object": lambda: pn.triton is pn.triton,
    "name": lambda: pn.triton.name,
    "name, assigned": lambda: put(pn.triton, "name", "x"),
    "available": lambda: pn.triton.available,
    "version": lambda: pn.triton.version,
    "version, assigned": lambda: put(pn.triton, "version", "x"),
    "backend": lambda: pn.helion.backend,
    "backend of triton": lambda: pn.triton.backend,
    "enabled": lambda: [put(pn.triton, "enabled", False), pn.is_dsl_disabled("triton"), repr(pn.triton),
                        put(pn.triton, "enabled", 1), repr(pn.triton)],
    "disable": lambda: [pn.triton.disable(), pn.triton.enabled, pn.cutedsl.enabled, pn.triton.enable(),
                        pn.triton.enabled],
    "disabled": masked,
    "disabled of what is off": masked_twice,
}

write(CASES)
