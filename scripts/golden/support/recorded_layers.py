"""How layers of torch.nn are recorded: text, initial values, outputs, gradients and errors.

A case is the class, positional arguments, keyword arguments and the inputs of some calls. A layer is made after
manual_seed(0) and called after manual_seed(1). An input is one of

    {"shape": [...]}                  sin(0.7 * i + 1), a leaf; "positive": of no sign, "signs": -1 and 1, "plain": no leaf
    {"shape": [...], "below": n}      integers; "bools": true where they are 0
    {"packed": [lengths], "size": n}  a packed sequence
    {"named": {...}}                  the keyword arguments, at the end
    a list of inputs, an integer, None

Arguments may be {"make": input}, {"module": [class, arguments, keyword arguments]} and dtypes. Of a tensor only this is
written: its shape, its first values, and its product with cos(i), in which every value counts; of initial values the dtype,
too. No hash of bytes: the last bit of a random number depends on the processor's kernels.
"""

import json
import math

import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

F64 = torch.float64


def shape(*dims, **more):
    return {"shape": list(dims), **more}


def indices(below, *dims):
    return {"shape": list(dims), "below": below}


def packed(lengths, size, enforce_sorted=True):
    return {"packed": lengths, "size": size, "enforce_sorted": enforce_sorted}


def made(spec):
    """The value that an input stands for."""
    if spec is None or isinstance(spec, (bool, int, float)):
        return spec
    if isinstance(spec, list):
        return spec if all(isinstance(item, int) for item in spec) else tuple(made(item) for item in spec)
    if "packed" in spec:
        steps = [made(shape(length, spec["size"])) for length in spec["packed"]]
        return pack_sequence([s + i for i, s in enumerate(steps)], enforce_sorted=spec["enforce_sorted"])
    count = math.prod(spec["shape"])
    if "below" in spec:
        numbers = (torch.arange(count) * 7 % spec["below"]).reshape(spec["shape"])
        return numbers == 0 if spec.get("bools") else numbers
    value = (torch.arange(count, dtype=F64) * 0.7 + 1).sin()
    if spec.get("positive"):
        value = value.abs()
    if spec.get("signs"):
        value = value.sign()
    value = value.to(spec.get("dtype", torch.float32)).reshape(spec["shape"])
    return value if spec.get("plain") else value.requires_grad_()


def number(x):
    return float(f"{x:.7g}")


def sample(t):
    flat = t.detach().double().reshape(-1)
    weights = torch.arange(flat.numel(), dtype=F64).cos()
    return {"shape": list(t.shape), "head": [number(x) for x in flat[:4].tolist()], "dot": number((flat * weights).sum().item())}


def samples(value):
    if isinstance(value, torch.Tensor):
        return sample(value)
    return None if value is None else [samples(item) for item in value]


def tensors(value):
    if isinstance(value, torch.Tensor):
        return [value]
    return [] if value is None or isinstance(value, (bool, int, float)) else [t for item in value for t in tensors(item)]


def error(e):
    return {"error": [type(e).__name__, str(e)]}


def arguments(inputs):
    """The values of a call: by position, and by name."""
    named = inputs[-1]["named"] if inputs and isinstance(inputs[-1], dict) and "named" in inputs[-1] else None
    positional = inputs if named is None else inputs[:-1]
    return [made(spec) for spec in positional], {name: made(spec) for name, spec in (named or {}).items()}


def called(layer, inputs):
    torch.manual_seed(1)
    values, named = arguments(inputs)
    layer.zero_grad()
    try:
        output = layer(*values, **named)
    except Exception as e:
        return error(e)
    for t in tensors(output):
        if t.requires_grad:
            (t * torch.arange(t.numel(), dtype=t.dtype).cos().reshape(t.shape)).sum().backward(retain_graph=True)
    leaves = [t for t in tensors(values) if t.is_leaf and t.requires_grad]
    return {
        "output": samples(output),
        "gradients": [samples(t.grad) for t in leaves] + [samples(p.grad) for p in layer.parameters()],
        "buffers": [samples(b) for b in layer.buffers()],
    }


def evaluated(layer, inputs, trained):
    """What the layer gives in evaluation, and there without gradients, where that is something else."""
    try:
        values, named = arguments(inputs)
        output = inferred = samples(layer.eval()(*values, **named))
        # Attention has a kernel of its own for inference.
        if any(isinstance(module, nn.MultiheadAttention) for module in layer.modules()):
            with torch.no_grad():
                inferred = samples(layer(*values, **named))
    except Exception as e:
        output = inferred = error(e)["error"]
    finally:
        layer.train()
    other = {} if output == trained.get("output", trained.get("error")) else {"evaluated": output}
    return other if inferred == output else other | {"inferred": inferred}


def initial(t):
    return {"dtype": str(t.dtype).removeprefix("torch."), **sample(t)}


def plain(value):
    if isinstance(value, torch.dtype):
        return {"dtype": str(value).removeprefix("torch.")}
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def resolved(value):
    """An argument as the layer gets it."""
    if isinstance(value, dict) and "make" in value:
        return made(value["make"]).detach()
    if isinstance(value, dict) and "module" in value:
        name, args, keywords = value["module"]
        return getattr(nn, name)(*[resolved(arg) for arg in args], **{k: resolved(v) for k, v in keywords.items()})
    return value


def record(name, args, keywords, calls):
    case = {"layer": name, "args": plain(args), "keywords": plain(keywords)}
    torch.manual_seed(0)
    try:
        layer = resolved({"module": [name, args, keywords]})
    except Exception as e:
        return case | error(e)
    case |= {"text": str(layer), "state": {key: initial(t) for key, t in layer.state_dict().items()}}
    case["calls"] = []
    for inputs in calls:
        trained = called(layer, inputs)
        case["calls"].append({"inputs": plain(inputs), **trained, **evaluated(layer, inputs, trained)})
    return case


def write(cases):
    print("[\n" + ",\n".join(json.dumps(record(*case)) for case in cases) + "\n]")
