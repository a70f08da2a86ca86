#!/usr/bin/env python3
"""Writes scripts/op_policy/seed/*.json: which operator overloads stand behind each public PyTorch name.

PyTorch's wheel ships the generator of its own Python bindings (torchgen/packaged/autograd). This script asks that
generator which overloads it binds under which name and in which order its argument parser tries them, and writes the
answer as `name: "overload/out_overload overload ..."`, one name a line; and which of these names have a page in
PyTorch's documentation (seed/pages.json). Run it again when the pinned PyTorch changes,
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


# Names with a docstring that no page of PyTorch's documentation lists (docs/source/*.md of its repository).
UNLISTED = {
    "torch": "adaptive_avg_pool1d alias_copy as_strided_copy as_strided_scatter avg_pool1d bilinear channel_shuffle "
    "col_indices_copy conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d conv_transpose3d "
    "cosine_similarity crow_indices_copy detach_copy diagonal_copy empty_permuted expand_copy hardshrink indices_copy "
    "is_inference native_channel_shuffle nonzero_static pairwise_distance pdist permute_copy pixel_shuffle "
    "pixel_unshuffle prelu quantize_per_tensor_dynamic select_copy slice_copy split_copy split_with_sizes_copy "
    "squeeze_copy t_copy transpose_copy unbind_copy unfold_copy unsafe_chunk unsafe_split unsqueeze_copy values_copy "
    "view_as_complex_copy view_as_real_copy view_copy",
    "Tensor": "as_strided_ as_strided_scatter deg2rad_ exp2 exp2_ heaviside_ is_neg kron new_empty_strided put rad2deg_ "
    "swapaxes_ swapdims_ to_padded_tensor unsafe_chunk unsafe_split",
    "nn.functional": "celu_ channel_shuffle conv_tbc max_pool1d_with_indices max_pool2d_with_indices "
    "max_pool3d_with_indices native_channel_shuffle selu_",
    "linalg": "",
    "fft": "",
    "special": "bessel_y0 bessel_y1 chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v "
    "chebyshev_polynomial_w hermite_polynomial_h hermite_polynomial_he laguerre_polynomial_l legendre_polynomial_p "
    "modified_bessel_i0 modified_bessel_i1 modified_bessel_k0 modified_bessel_k1 shifted_chebyshev_polynomial_t "
    "shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w",
    "sparse": "",
}


def pages():
    places = {
        "torch": torch,
        "Tensor": torch.Tensor,
        "nn.functional": torch.nn.functional,
        "linalg": torch.linalg,
        "fft": torch.fft,
        "special": torch.special,
        "sparse": torch.sparse,
    }
    found = {}
    for space, place in places.items():
        unlisted = set(UNLISTED[space].split())
        names = [n for n in dir(place) if not n.startswith("_") and n not in unlisted and documented(place, n)]
        found[space] = [n for n in names if space != "torch" or not n.endswith("_") and n in torch.__all__]
    return found


def documented(place, name):
    value = getattr(place, name)
    is_name = place is torch.Tensor or callable(value) and not isinstance(value, type)
    return is_name and bool(getattr(value, "__doc__", None))


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
    write("pages.json", {space: " ".join(names) for space, names in pages().items()})
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
