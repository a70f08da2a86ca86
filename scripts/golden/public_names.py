"""Writes the public names of PyTorch that the coverage table accounts for, for test/coverage.test.ts.

    python3 scripts/golden/public_names.py > test/golden/public_names.json

Of every module that is mirrored: what its `__all__` has, and of one without it what is its own. Of torch and its
operator namespaces everything but modules, of torch.Tensor also attributes. Names stand in lines, sorted.
"""

import importlib
import inspect
import json
import textwrap
import types

import torch
import torch.nn.functional
import torch.nn.grad
import torch.nn.init
import torch.nn.utils
import torch.nn.utils.parametrizations
import torch.nn.utils.parametrize
import torch.optim.swa_utils
import torch.utils.data.distributed

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
# Modules with `__all__`, or with little but their own.
MODULES = [
    "autograd", "cuda", "nn.modules", "nn.parameter", "nn.utils.parametrizations", "nn.utils.parametrize", "nn.utils.rnn",
    "optim", "optim.lr_scheduler", "optim.swa_utils", "random", "serialization", "testing", "utils.data",
    "utils.data.dataloader", "utils.data.dataset", "utils.data.distributed", "utils.data.sampler",
]
# Names that torch.linalg and its like import for their own use.
IMPORTED = {"Tensor", "Any", "DType", "LinAlgError"}
IMPORTED |= {"BroadcastingList1", "BroadcastingList2", "BroadcastingList3", "Callable", "Literal", "Optional", "ParamSpec"}
IMPORTED |= {"TypeVar", "boolean_dispatch", "handle_torch_function", "has_torch_function"}
IMPORTED |= {"has_torch_function_unary", "has_torch_function_variadic"}


def is_api(space, name):
    if space == "Tensor":
        return True
    value = inspect.getattr_static(SPACES[space], name)
    if isinstance(value, types.ModuleType) or type(value).__module__ == "typing":
        return False
    if space == "torch":
        # What it imports from Python for itself.
        return getattr(value, "__module__", None) not in ("typing", "typing_extensions", "collections.abc", "functools")
    return callable(value) and name not in IMPORTED


def own_names(path):
    module = importlib.import_module(f"torch.{path}")
    if hasattr(module, "__all__"):
        return sorted(name for name in module.__all__ if not name.startswith("_"))
    return sorted(name for name, value in vars(module).items()
                  if not name.startswith("_") and getattr(value, "__module__", "").startswith(f"torch.{path}"))


def lines(names):
    return textwrap.wrap(" ".join(names), 110, break_on_hyphens=False)


def main():
    result = {"version": torch.__version__.split("+")[0]}
    for space, owner in SPACES.items():
        result[space] = lines(name for name in sorted(dir(owner)) if not name.startswith("_") and is_api(space, name))
    for path in MODULES:
        result[path] = lines(own_names(path))
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
