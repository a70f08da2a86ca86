"""Calls with inputs drawn from a seed, which both languages draw alike, so that only results need to be written.

A case is (name, arguments, keyword arguments). Arguments are plain values or recipes of tensors: randn(2, 3, grad=True).
Its line is [name, arguments, keywords, result]; test/nn/support/seeded_calls.ts makes the same call. A result is
  {"out": [...], "grads": [...], "same": i, "warns": [...]}   or   {"error": [class, text]}
with a digest of each tensor (see `digest`), gradients of the recipes marked so, and the argument that was changed and
given back, if one was. The loss behind the gradients weighs each result element with the cosine of its position.
"""

import json
import warnings

import torch

SEED = 1000


def recipe(kind):
    def make(*size, **options):
        return {"make": kind, "size": list(size), **options}

    return make


randn = recipe("randn")
rand = recipe("rand")
ones = recipe("ones")
zeros = recipe("zeros")
randint = recipe("randint")  # low, high
sign = recipe("sign")  # 1 or -1
mask = recipe("mask")  # bool
log_softmax = recipe("log_softmax")  # over the last dimension


def data(values, dtype="float32", **options):
    return {"make": "data", "data": values, "dtype": dtype, **options}


def dtype(name):
    return {"dtype_of": name}


def number(text):
    return {"number": text}


def made(value, leaves):
    """The value of a recipe; tensors that shall have gradients are added to `leaves`."""
    if isinstance(value, (list, tuple)):
        return type(value)(made(item, leaves) for item in value)
    if not isinstance(value, dict):
        return value
    if "dtype_of" in value:
        return getattr(torch, value["dtype_of"])
    if "number" in value:
        return float(value["number"])
    if "generator" in value:
        return torch.Generator().manual_seed(value["generator"])
    tensor = TENSORS[value["make"]](value)
    if "dtype" in value:
        tensor = tensor.to(getattr(torch, value["dtype"]))
    if value.get("grad"):
        tensor.requires_grad_()
        leaves.append(tensor)
    return tensor


TENSORS = {
    "data": lambda v: torch.tensor(v["data"]),
    "randn": lambda v: torch.randn(v["size"]),
    "rand": lambda v: torch.rand(v["size"]),
    "ones": lambda v: torch.ones(v["size"]),
    "zeros": lambda v: torch.zeros(v["size"]),
    "randint": lambda v: torch.randint(v["low"], v["high"], v["size"]),
    "sign": lambda v: torch.randint(0, 2, v["size"]).mul(2).sub(1).float(),
    "mask": lambda v: torch.randint(0, 2, v["size"]).bool(),
    "log_softmax": lambda v: torch.randn(v["size"]).log_softmax(-1),
}


def tensors_in(result):
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, (list, tuple)):
        return [tensor for item in result for tensor in tensors_in(item)]
    return []


def weights(tensor):
    return torch.arange(tensor.numel(), dtype=torch.float64).cos().reshape(tensor.shape)


def rounded(x):
    return float(f"{x:.7g}") if x == x and abs(x) != float("inf") else str(x)


def digest(tensor):
    """[dtype, shape, numbers]: all elements of a small tensor, else eight, the mean size and a weighted mean."""
    flat = tensor.detach().to_dense().reshape(-1).to(torch.float64)
    count = flat.numel()
    if count <= 12:
        numbers = flat.tolist()
    else:
        numbers = [flat[i * (count - 1) // 7].item() for i in range(8)]
        numbers += [flat.abs().mean().item(), (flat * weights(flat)).mean().item()]
    return [str(tensor.dtype).removeprefix("torch."), list(tensor.shape), [rounded(x) for x in numbers]]


def plain(result):
    """The result with digests in place of tensors."""
    if isinstance(result, torch.Tensor):
        return digest(result)
    if isinstance(result, (list, tuple)):
        return [plain(item) for item in result]
    return result


def outcome(fn, args, kwargs, seed):
    torch.manual_seed(seed)
    leaves = []
    args, kwargs = made(args, leaves), {name: made(value, leaves) for name, value in kwargs.items()}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = fn(*args, **kwargs)
        except Exception as error:  # the class and the text are what is compared
            written = {"error": [type(error).__name__, str(error).split("\n", 1)[0]]}
        else:
            written = {"out": plain(result)}
    said = [str(warning.message) for warning in caught]
    if said:
        written["warns"] = said
    if "error" in written:
        return written
    for i, arg in enumerate(args):
        if isinstance(arg, torch.Tensor) and arg is result and arg._version > 0:
            written["same"] = i
    losses = [(out * weights(out)).sum() for out in tensors_in(result) if out.requires_grad]
    if leaves and losses:
        grads = torch.autograd.grad(sum(losses), leaves, allow_unused=True)
        written["grads"] = [None if grad is None else digest(grad) for grad in grads]
    return written


def print_cases(functions, cases):
    lines = []
    for i, (name, args, kwargs) in enumerate(cases):
        result = outcome(getattr(functions, name), args, kwargs, SEED + i)
        lines.append(json.dumps([name, args, kwargs, result], separators=(",", ":")))
    print("[\n" + ",\n".join(lines) + "\n]")
