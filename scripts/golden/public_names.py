"""Writes the public names of PyTorch that the coverage table accounts for, for test/coverage.test.ts.

    python3 scripts/golden/public_names.py > test/golden/public_names.json

Functions and classes of torch and its operator namespaces; of torch.Tensor also attributes. Modules, dtypes and other
constants are left out: they are no operators. Names stand in lines, sorted.
"""

import inspect
import json
import textwrap
import types

import torch
import torch.nn.functional
import torch.nn.grad
import torch.nn.init
import torch.nn.utils

SPACES = {
    "torch": torch,
    "Tensor": torch.Tensor,
    "linalg": torch.linalg,
    "fft": torch.fft,
    "special": torch.special,
    "sparse": torch.sparse,
    "nn": torch._C._nn,
    "nn.functional": torch.nn.functional,
    "nn.grad": torch.nn.grad,
    "nn.init": torch.nn.init,
    "nn.utils": torch.nn.utils,
}
# Names that torch.linalg and its like import for their own use.
IMPORTED = {"Tensor", "Any", "DType", "LinAlgError"}
IMPORTED |= {"BroadcastingList1", "BroadcastingList2", "BroadcastingList3", "Callable", "Literal", "Optional", "ParamSpec"}
IMPORTED |= {"TypeVar", "boolean_dispatch", "handle_torch_function", "has_torch_function"}
IMPORTED |= {"has_torch_function_unary", "has_torch_function_variadic"}


def is_api(space, name):
    if space == "Tensor":
        return True
    value = inspect.getattr_static(SPACES[space], name)
    if isinstance(value, types.ModuleType) or not callable(value):
        return False
    return space == "torch" or name not in IMPORTED


def main():
    result = {"version": torch.__version__.split("+")[0]}
    for space, owner in SPACES.items():
        names = [name for name in sorted(dir(owner)) if not name.startswith("_") and is_api(space, name)]
        result[space] = textwrap.wrap(" ".join(names), 110, break_on_hyphens=False)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
