#!/usr/bin/env python3
"""Writes scripts/op_policy/seed/*.json: which operator overloads stand behind each public PyTorch name.

PyTorch's wheel ships the generator of its own Python bindings (torchgen/packaged/autograd). This script asks that
generator which overloads it binds under which name and in which order its argument parser tries them, and writes the
answer as `name: "overload/out_overload overload ..."`, one name a line. Run it again when the pinned PyTorch changes,
read the difference, and commit it; the reviewed corrections live beside it in the .mjs tables.

Needs Python with the pinned torch and pyyaml:  python3 scripts/op_policy/seed.py
"""
import json
import os
import sys

import torch
import torchgen

PACKAGED = os.path.join(os.path.dirname(torchgen.__file__), "packaged")
sys.path.insert(0, PACKAGED)

from autograd import gen_python_functions as gen  # noqa: E402
from torchgen.gen import parse_native_yaml  # noqa: E402

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "seed")
DEPRECATED = os.path.join(PACKAGED, "autograd", "deprecated.yaml")


def native_functions():
    native = os.path.join(PACKAGED, "ATen", "native")
    parsed = parse_native_yaml(
        os.path.join(native, "native_functions.yaml"), os.path.join(native, "tags.yaml")
    )
    return [f for f in parsed.native_functions if gen.should_generate_py_binding(f)]


def overload_text(group):
    base = str(group.base.func.name)
    return base if group.outplace is None else f"{base}/{group.outplace.func.name}"


def table(functions, predicate, method):
    pairs = gen.load_signatures(functions, DEPRECATED, method=method, skip_deprecated=True)
    names, creates = {}, []
    for base_name, overloads in gen.group_filter_overloads(pairs, predicate).items():
        name = str(base_name)
        if name.startswith("_"):
            continue
        groups = gen.group_overloads(overloads)
        names[name] = " ".join(overload_text(g) for g in groups)
        if any(g.signature.tensor_options_args for g in groups):
            creates.append(name)
    return dict(sorted(names.items())), sorted(creates)


def write(file, value):
    with open(os.path.join(HERE, file), "w") as f:
        json.dump(value, f, indent=1)
        f.write("\n")
    print(f"{file}: {sum(len(v) if isinstance(v, (dict, list)) else 1 for v in value.values())} entries")


def main():
    functions = native_functions()
    module, module_creates = table(functions, gen.is_py_torch_function, False)
    methods, method_creates = table(functions, gen.is_py_variable_method, True)
    others = {
        name: table(functions, getattr(gen, f"is_py_{name}_function"), False)[0]
        for name in ("nn", "linalg", "fft", "special", "sparse", "nested")
    }
    write("torch_a_l.json", {k: v for k, v in module.items() if k < "m"})
    write("torch_m_z.json", {k: v for k, v in module.items() if k >= "m"})
    write("methods.json", methods)
    write("namespaces.json", others)
    write(
        "origin.json",
        {
            "torch": torch.__version__.split("+")[0],
            "functions_that_create": module_creates,
            "methods_that_create": method_creates,
        },
    )


if __name__ == "__main__":
    main()
