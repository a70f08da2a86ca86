"""Makes calls and programs of the fuzz again in Python, each in a process of its own, and says how each ended.

    node scripts/fuzz/fuzz.mjs --seed 0 --show 'aten::add.Tensor#12' | python3 scripts/fuzz/replay.py
    node scripts/fuzz/sequences.mjs --seed 0 --show 'programs/3#7' | python3 scripts/fuzz/replay.py
"""

import gc
import json
import os
import resource
import signal
import sys
import warnings

import numpy as np
import torch

SCALES = {"quint8": 10, "qint8": 0, "qint32": 0}
TIMEOUT_S = 20
# The libraries of PyTorch take half of it; code generators end the process when they get no memory.
ADDRESS_SPACE = 6 << 30


def number(value):
    return float(value) if isinstance(value, str) else value


def vary(tensor, variant):
    aten = torch.ops.aten
    if variant == "transposed":
        return tensor.transpose(0, -1)
    if variant == "expanded":
        return tensor.unsqueeze(0).expand(2, *tensor.shape)
    if variant == "sliced":
        return aten.slice(tensor, -1, 0, 9223372036854775807, 2)
    if variant == "requires_grad":
        return tensor.detach().requires_grad_()
    if variant == "computed":
        return tensor.detach().requires_grad_().mul(1)
    if variant == "meta":
        return tensor.to("meta")
    if variant == "sparse":
        return tensor.to_sparse()
    if variant == "sparse_csr":
        return aten.to_sparse_csr(tensor)
    if variant == "conj":
        return aten._conj(tensor)
    if variant == "neg":
        return aten._neg_view(tensor)
    if variant == "offset":
        return torch.cat([tensor, tensor]).narrow(0, tensor.shape[0], tensor.shape[0])
    if variant == "mkldnn":
        return aten.to_mkldnn(tensor)
    if variant == "nested":
        return aten._nested_tensor_from_tensor_list([tensor, tensor])
    if variant == "channels_last":
        return aten.contiguous(tensor, memory_format=torch.channels_last)
    raise ValueError(variant)


def make_tensor(d):
    tensor = torch.tensor([number(v) for v in d["values"]], dtype=torch.float64).reshape(d["shape"])
    dtype = getattr(torch, d["dtype"])
    if d["dtype"] in SCALES:
        tensor = torch.ops.aten.quantize_per_tensor(tensor.float(), 0.1, SCALES[d["dtype"]], dtype)
    else:
        tensor = tensor.to(torch.float32).to(dtype) if d["dtype"] not in ("float64", "complex128") else tensor.to(dtype)
    for variant in d["variants"]:
        try:
            tensor = vary(tensor, variant)
        except Exception:
            pass
    return tensor


def weight(*shape):
    return torch.ops.aten.quantize_per_tensor(torch.ones(shape), 0.1, 0, torch.qint8)


PACKERS = {
    "Conv2dPackedParamsBase": lambda: torch.ops.quantized.conv2d_prepack(weight(2, 3, 1, 1), None, [1, 1], [0, 0], [1, 1], 1),
    "Conv3dPackedParamsBase": lambda: torch.ops.quantized.conv3d_prepack(
        weight(2, 3, 1, 1, 1), None, [1, 1, 1], [0, 0, 0], [1, 1, 1], 1),
    "EmbeddingPackedParamsBase": lambda: torch.ops.quantized.embedding_bag_prepack(
        torch.quantize_per_channel(torch.ones(4, 8), torch.ones(4), torch.zeros(4), 0, torch.quint8)),
    "_RecordFunction": lambda: torch.ops.profiler._record_function_enter_new("fuzz", None),
}


def make(d, pool=()):
    kind = d["t"]
    if kind == "pool":
        return pool[d["slot"]]
    if kind in ("null", "undefined"):
        return None
    if kind == "number":
        value = number(d["value"])
        # As in nodetorch, a number that is an integer counts as int.
        whole = isinstance(value, float) and value == value and abs(value) < 2**63 and value == int(value)
        return int(value) if whole and str(value) != "-0.0" else value
    if kind == "bigint":
        return int(d["value"])
    if kind in ("bool", "string"):
        return d["value"]
    if kind == "complex":
        return complex(number(d["re"]), number(d["im"]))
    if kind in ("dtype", "layout", "memory_format"):
        return getattr(torch, d["value"])
    if kind == "list":
        return [make(item, pool) for item in d["items"]]
    if kind == "tensor":
        return make_tensor(d)
    if kind == "generator":
        return torch.default_generator
    if kind == "object":
        return PACKERS.get(d["class"], lambda: torch.ops.quantized.linear_prepack(weight(3, 3), None))()
    raise ValueError(f"{kind} {d.get('kind')} has no counterpart in Python")


def operate(made, pool=()):
    """The result of an operator."""
    space, name = made["name"].split("::")
    name, _, overload = name.partition(".")
    operator = getattr(getattr(getattr(torch.ops, space), name), overload or "default")
    args, kwargs = [], {}
    for argument, d in zip(operator._schema.arguments, made["args"]):
        if d["t"] == "undefined":
            continue
        if argument.kwarg_only or len(kwargs) > 0 or len(args) < operator._schema.arguments.index(argument):
            kwargs[argument.name] = make(d, pool)
        else:
            args.append(make(d, pool))
    return operator(*args, **kwargs)


def look(tensor):
    if tensor.numel() < 10_000:
        str(tensor)
        tensor.tolist()


def call(made):
    result = operate(made)
    for item in result if isinstance(result, (list, tuple)) else [result]:
        if isinstance(item, torch.Tensor):
            if made["look"]:
                look(item)
            if made["backward"] and item.requires_grad and item.numel() < 10_000:
                item.sum().backward()
    return result


def flat(result):
    if isinstance(result, (list, tuple)):
        return [item for part in result for item in flat(part)]
    return [result]


def step(s, pool, arrays):
    """What a step puts into its slot."""
    kind, at = s["do"], pool[s["at"]] if "at" in s else None
    if kind == "new":
        return make(s["tensor"])
    if kind == "call":
        tensors = [item for item in flat(operate(s["call"], pool)) if isinstance(item, torch.Tensor)]
        return tensors[s["pick"] % len(tensors)] if tensors else None
    if kind == "look":
        look(at)
    elif kind == "backward":
        if at.requires_grad and at.numel() < 10_000:
            at.sum().backward()
    elif kind == "requires_grad":
        at.requires_grad_()
    elif kind == "grad":
        return at.grad
    elif kind == "data":
        at.data = pool[s["from"]]
    elif kind == "dispose":
        pool[s["at"]] = None
    elif kind == "numpy":
        if at.numel() < 10_000:
            arrays.append(at.detach().numpy())
    elif kind == "write":
        for array in arrays:
            array[...] = array.copy()
    elif kind == "from_numpy":
        arrays.append(np.zeros(s["count"], dtype=np.float32))
        return torch.from_numpy(arrays[-1])
    elif kind == "collect":
        gc.collect()
    return None


def perform(steps):
    pool, arrays = [None] * 8, []
    for s in steps:
        try:
            result = step(s, pool, arrays)
        except Exception:
            continue
        if result is not None and "to" in s:
            pool[s["to"]] = result


def run(made):
    """How the call ends in a child: 'ok', 'error: ...', 'SIGSEGV', 'no end in 20 s'."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(TIMEOUT_S)
        try:
            perform(made["steps"]) if "steps" in made else call(made)
            text = "ok"
        except BaseException as error:
            text = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        os.write(write, text[:300].encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return f"no end in {TIMEOUT_S} s" if name == "SIGALRM" else name
    return text


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for line in sys.stdin:
        if line.startswith("{"):
            made = json.loads(line)
            print(f"{made['name']}: {run(made)}" if "name" in made else run(made), flush=True)


main()
