"""Writes layers of torch.nn with their text, initial values, outputs, gradients and errors, for test/nn/layers.test.ts.

    python3 scripts/golden/layers.py > test/golden/layers.json

A case says how a layer is made (after manual_seed(0)) and what it is called with (after manual_seed(1)). An input is
{"shape": [...]}, filled with sin(0.7 * i + 1), or {"ints": ..., "below": n}, {"packed": [lengths], "size": n}, or a list of
inputs. Of a tensor only this is written: its shape, its first values, and its product with cos(i), in which every
value counts; of initial values a hash of their bytes, since they must be PyTorch's bit for bit.
"""

import hashlib
import json
import math

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_sequence

F64 = torch.float64
INF = math.inf


def shape(*dims, **more):
    return {"shape": list(dims), **more}


def indices(below, *dims):
    return {"shape": list(dims), "below": below}


def packed(lengths, size, enforce_sorted=True):
    return {"packed": lengths, "size": size, "enforce_sorted": enforce_sorted}


S1, S2, S3 = shape(2, 4, 9), shape(2, 4, 6, 5), shape(2, 2, 4, 5, 3)
U1, U2, U3 = shape(4, 9), shape(4, 6, 5), shape(2, 4, 5, 3)

# Each: the class, positional arguments, keyword arguments, and the inputs of some calls, each call a list.
CASES = [
    # Convolutions.
    ("Conv1d", (4, 6, 3), {}, [[S1], [U1], [shape(2, 3, 9)]]),
    ("Conv1d", (4, 4, 3, 2, 1, 1, 2), {"bias": False}, [[S1]]),
    ("Conv1d", (4, 4, (3,)), {"padding": "same", "dilation": 2}, [[S1]]),
    ("Conv1d", (4, 4, 4), {"padding": "same", "padding_mode": "reflect"}, [[S1]]),
    ("Conv1d", (4, 4, 3), {"padding": "valid", "padding_mode": "circular"}, [[S1]]),
    ("Conv2d", (4, 6, 3), {}, [[S2], [U2], [shape(6, 5)]]),
    ("Conv2d", (1, 6, (5, 5)), {}, [[shape(1, 1, 8, 8)]]),
    ("Conv2d", (4, 2, (3, 2)), {"stride": (2, 1), "padding": (1, 0), "dilation": (1, 2)}, [[S2]]),
    ("Conv2d", (4, 4, 3), {"groups": 4, "padding": 1, "padding_mode": "circular"}, [[S2]]),
    ("Conv2d", (4, 2, 3), {"padding": (2, 1), "padding_mode": "replicate"}, [[S2]]),
    ("Conv2d", (4, 2, (4, 3)), {"padding": "same", "padding_mode": "reflect"}, [[S2]]),
    ("Conv2d", (4, 2, 3), {"padding": "same"}, [[S2]]),
    ("Conv2d", (4, 2, 3), {"dtype": F64}, [[shape(1, 4, 4, 4, dtype=F64)], [S2]]),
    ("Conv3d", (2, 3, 2), {}, [[S3], [U3]]),
    ("Conv3d", (2, 2, (2, 3, 1)), {"stride": (1, 2, 1), "padding": (1, 0, 0), "groups": 2}, [[S3]]),
    ("Conv3d", (2, 2, 3), {"padding": 1, "padding_mode": "zeros", "bias": False}, [[S3]]),
    ("Conv2d", (4, 2, 3), {"groups": 0}, []),
    ("Conv2d", (4, 2, 3), {"groups": 3}, []),
    ("Conv2d", (4, 3, 3), {"groups": 2}, []),
    ("Conv2d", (4, 2, 3), {"padding": "same", "stride": 2}, []),
    ("Conv2d", (4,), {}, []),
    ("Conv2d", (4, 2, 3), {"in_channels": 4}, []),
    ("ConvTranspose1d", (4, 6, 3), {}, [[S1], [U1]]),
    ("ConvTranspose1d", (4, 6, 3), {"stride": 2}, [[S1, [20]], [S1, [2, 6, 19]], [S1, [21]], [S1, [1, 2]], [U1, [20]]]),
    ("ConvTranspose2d", (4, 2, 3), {"stride": 2, "padding": 1, "output_padding": 1}, [[S2]]),
    ("ConvTranspose2d", (4, 6, (3, 2), 1, 0, 0, 2, False, 2), {}, [[S2], [U2]]),
    ("ConvTranspose2d", (4, 2, 3), {"stride": 3}, [[S2, [19, 16]]]),
    ("ConvTranspose3d", (2, 3, 2), {"stride": (2, 1, 1)}, [[S3], [S3, [9, 6, 4]]]),
    ("ConvTranspose2d", (4, 2, 3), {"padding_mode": "reflect"}, []),
    # Pools.
    ("MaxPool1d", (3,), {}, [[S1], [U1]]),
    ("MaxPool1d", (3, 2), {"padding": 1, "return_indices": True}, [[S1]]),
    ("MaxPool2d", (2,), {}, [[S2], [U2], [shape(6, 5)]]),
    ("MaxPool2d", ((3, 2),), {"stride": (2, 1), "padding": (1, 0), "ceil_mode": True}, [[S2]]),
    ("MaxPool2d", (2, 2, 0, 2, True), {}, [[S2]]),
    ("MaxPool2d", (2,), {"padding": 2}, [[S2]]),
    ("MaxPool3d", (2,), {}, [[S3]]),
    ("MaxPool3d", (2, 1), {"return_indices": True}, [[S3]]),
    ("MaxPool2d", (), {}, []),
    ("MaxUnpool1d", (2,), {}, [[shape(1, 2, 3), indices(6, 1, 2, 3)], [shape(1, 2, 3), indices(6, 1, 2, 3), [7]]]),
    ("MaxUnpool2d", (2, 2), {}, [[shape(1, 2, 2, 2), indices(16, 1, 2, 2, 2)], [shape(1, 2, 2, 2), indices(16, 1, 2, 2, 2), [9, 9]],
                                 [shape(1, 2, 2, 2), indices(16, 1, 2, 2, 2), [1, 2, 5, 4]]]),
    ("MaxUnpool3d", (2,), {"padding": 0}, [[shape(1, 1, 2, 2, 2), indices(64, 1, 1, 2, 2, 2)]]),
    ("AvgPool1d", (3,), {}, [[S1], [U1]]),
    ("AvgPool1d", (3, 2, 1, True, False), {}, [[S1]]),
    ("AvgPool2d", (2,), {}, [[S2]]),
    ("AvgPool2d", ((3, 2),), {"stride": (2, 1), "padding": 1, "count_include_pad": False}, [[S2]]),
    ("AvgPool2d", (2,), {"divisor_override": 3, "ceil_mode": True}, [[S2]]),
    ("AvgPool3d", (2,), {}, [[S3]]),
    ("AvgPool3d", (2, 1, 1, False, True, 5), {}, [[S3]]),
    ("LPPool1d", (2, 3), {}, [[shape(2, 4, 9, positive=True)]]),
    ("LPPool2d", (1.5, 2), {"stride": 1}, [[shape(2, 4, 6, 5, positive=True)]]),
    ("LPPool2d", (3, (2, 3)), {"ceil_mode": True}, [[shape(2, 4, 6, 5, positive=True)]]),
    ("LPPool3d", (2, 2), {}, [[shape(2, 2, 4, 5, 3, positive=True)]]),
    ("LPPool1d", (0, 3), {}, []),
    ("AdaptiveMaxPool1d", (4,), {}, [[S1]]),
    ("AdaptiveMaxPool2d", ((3, None),), {}, [[S2]]),
    ("AdaptiveMaxPool2d", (3,), {"return_indices": True}, [[S2]]),
    ("AdaptiveMaxPool3d", ((2, 3, 1),), {}, [[S3]]),
    ("AdaptiveAvgPool1d", (4,), {}, [[S1], [U1]]),
    ("AdaptiveAvgPool2d", (1,), {}, [[S2]]),
    ("AdaptiveAvgPool2d", ((None, 2),), {}, [[S2]]),
    ("AdaptiveAvgPool3d", ((2, None, 1),), {}, [[S3]]),
    ("FractionalMaxPool2d", (2,), {"output_size": (3, 2)}, [[S2], [U2]]),
    ("FractionalMaxPool2d", ((2, 3),), {"output_ratio": (0.5, 0.6), "return_indices": True}, [[S2]]),
    ("FractionalMaxPool3d", (2,), {"output_size": 2}, [[S3]]),
    ("FractionalMaxPool3d", (2,), {"output_ratio": 0.5}, [[shape(1, 1, 6, 6, 6)]]),
    ("FractionalMaxPool2d", (2,), {}, []),
    ("FractionalMaxPool2d", (2, 3, 0.5), {}, []),
    ("FractionalMaxPool2d", (2,), {"output_ratio": (0.5, 1.5)}, []),
    ("FractionalMaxPool3d", (0, 2), {}, []),
    # Normalisation.
    ("BatchNorm1d", (4,), {}, [[shape(3, 4)], [S1], [shape(1, 4)], [S2]]),
    ("BatchNorm1d", (4, 1e-3, None), {}, [[S1], [S1]]),
    ("BatchNorm1d", (4,), {"bias": False, "momentum": 0.3}, [[S1]]),
    ("BatchNorm2d", (4,), {}, [[S2], [S2], [S1]]),
    ("BatchNorm2d", (4,), {"affine": False}, [[S2]]),
    ("BatchNorm2d", (4,), {"track_running_stats": False}, [[S2]]),
    ("BatchNorm2d", (4,), {"dtype": F64}, [[shape(2, 4, 3, 3, dtype=F64)]]),
    ("BatchNorm2d", (4,), {"eps": -0.5}, [[S2]]),
    ("BatchNorm2d", (5,), {}, [[S2]]),
    ("BatchNorm3d", (2,), {}, [[S3], [S2]]),
    ("SyncBatchNorm", (4,), {}, [[S2], [S1], [shape(4)], [shape(2, 0, 3)]]),
    ("InstanceNorm1d", (4,), {}, [[S1], [U1], [shape(3)], [shape(2, 4, 1)]]),
    ("InstanceNorm1d", (5,), {}, [[S1]]),
    ("InstanceNorm1d", (5,), {"affine": True}, [[S1]]),
    ("InstanceNorm2d", (4,), {"affine": True, "track_running_stats": True}, [[S2], [U2]]),
    ("InstanceNorm2d", (4, 1e-4, 0.2, True, True), {"bias": False}, [[S2]]),
    ("InstanceNorm3d", (2,), {"affine": True}, [[S3]]),
    ("LayerNorm", (5,), {}, [[S2], [S1]]),
    ("LayerNorm", ((6, 5),), {"bias": False}, [[S2]]),
    ("LayerNorm", ((6, 5), 1e-3, False), {}, [[S2]]),
    ("GroupNorm", (2, 4), {}, [[S2], [shape(2, 4)], [shape(1, 2)], [shape(4)]]),
    ("GroupNorm", (4, 4, 1e-3), {"affine": False}, [[S1]]),
    ("GroupNorm", (4, 4), {"bias": False}, [[S1]]),
    ("GroupNorm", (3, 4), {}, []),
    ("RMSNorm", (5,), {}, [[S2]]),
    ("RMSNorm", ((6, 5), 1e-4), {"elementwise_affine": False}, [[S2]]),
    ("LocalResponseNorm", (3,), {}, [[S2], [S1], [shape(3, 3)]]),
    ("LocalResponseNorm", (2, 0.01, 0.5, 2.0), {}, [[shape(1, 4, 2, 3, 2)]]),
    ("CrossMapLRN2d", (3,), {}, [[shape(2, 7, 2, 3)], [S1]]),
    ("CrossMapLRN2d", (4, 0.1, 0.5, 2), {}, [[shape(2, 7, 2, 3)]]),
    # Padding.
    ("ReflectionPad1d", (2,), {}, [[S1], [U1], [shape(2, 2, 2)]]),
    ("ReflectionPad2d", ((1, 2, 0, 1),), {}, [[S2]]),
    ("ReflectionPad3d", (1,), {}, [[S3]]),
    ("ReplicationPad1d", ((3, 1),), {}, [[S1]]),
    ("ReplicationPad2d", (2,), {}, [[S2]]),
    ("ReplicationPad3d", ((1, 0, 2, 1, 0, 1),), {}, [[S3]]),
    ("CircularPad1d", (2,), {}, [[S1], [S2]]),
    ("CircularPad2d", ((1, 2, 2, 0),), {}, [[S2], [S1], [shape(3, 3)]]),
    ("CircularPad3d", (1,), {}, [[S3]]),
    ("ConstantPad1d", (2, 3.5), {}, [[S1]]),
    ("ConstantPad2d", ((1, -1, 0, 2), 0.5), {}, [[S2]]),
    ("ConstantPad3d", (1,), {"value": -2}, [[S3]]),
    ("ConstantPad1d", (2,), {}, []),
    ("ZeroPad1d", (2,), {}, [[S1]]),
    ("ZeroPad2d", ((1, 0, 2, 1),), {}, [[S2]]),
    ("ZeroPad3d", (1,), {}, [[S3]]),
    # Upsampling, windows.
    ("Upsample", (), {"scale_factor": 2}, [[S1], [S2], [S3]]),
    ("Upsample", ((7, 3),), {}, [[S2]]),
    ("Upsample", (), {"scale_factor": (1.5, 2.0), "mode": "bilinear"}, [[S2]]),
    ("Upsample", (), {"scale_factor": 1.7, "mode": "bilinear", "recompute_scale_factor": True}, [[S2]]),
    ("Upsample", (12,), {"mode": "linear", "align_corners": True}, [[S1]]),
    ("Upsample", (), {"scale_factor": 2, "mode": "bicubic", "align_corners": False}, [[shape(1, 1, 3, 3)]]),
    ("Upsample", (), {"scale_factor": 2, "mode": "trilinear"}, [[shape(1, 1, 2, 2, 2)]]),
    ("Upsample", (), {"scale_factor": 2, "mode": "nearest-exact"}, [[S2]]),
    ("Upsample", (), {"size": 3, "mode": "area"}, [[S2]]),
    ("Upsample", (), {}, [[S2]]),
    ("Upsample", (), {"size": 3, "align_corners": True}, [[S2]]),
    ("UpsamplingNearest2d", (), {"scale_factor": 2}, [[S2]]),
    ("UpsamplingNearest2d", ((7, 8),), {}, [[S2]]),
    ("UpsamplingBilinear2d", (), {"scale_factor": 2}, [[S2]]),
    ("UpsamplingBilinear2d", (8,), {}, [[S2]]),
    ("Unfold", (3,), {}, [[S2], [U2]]),
    ("Unfold", ((2, 3), 1, (0, 1), 2), {}, [[S2]]),
    ("Fold", ((4, 5), (2, 3)), {}, [[shape(2, 12, 9)], [shape(12, 9)], [shape(2, 12, 8)]]),
    ("Fold", (6, 3), {"padding": 1, "stride": 2, "dilation": 1}, [[shape(1, 18, 9)]]),
    # Recurrent layers.
    ("RNN", (3, 4), {}, [[shape(5, 2, 3)], [shape(5, 3)], [shape(5, 2, 3), shape(1, 2, 4)], [shape(5, 3), shape(1, 4)]]),
    ("RNN", (3, 4, 2, "relu", False, True, 0.5, True), {}, [[shape(2, 5, 3)], [shape(2, 5, 3), shape(4, 2, 4)]]),
    ("RNN", (3, 4), {}, [[packed([5, 3, 1], 3)], [packed([2, 4, 1], 3, False)], [packed([2, 4], 3, False), shape(1, 2, 4)]]),
    ("RNN", (3, 4), {}, [[shape(3)], [shape(5, 2, 2)], [shape(5, 2, 3), shape(1, 4)], [shape(5, 3), shape(1, 1, 4)],
                         [shape(5, 2, 3), shape(1, 3, 4)], [shape(5, 2, 3, dtype=F64)], [packed([3], 3), shape(1, 2, 4)]]),
    ("RNN", (3, 4), {"nonlinearity": "relu"}, [[packed([3, 2], 3)]]),
    ("RNN", (3, 4), {"nonlinearity": "sigmoid"}, []),
    ("RNN", (3, 4), {"proj_size": 2}, []),
    ("LSTM", (3, 4), {}, [[shape(5, 2, 3)], [shape(5, 3)], [shape(5, 2, 3), [shape(1, 2, 4), shape(1, 2, 4)]],
                          [shape(5, 3), [shape(1, 4), shape(1, 4)]]]),
    ("LSTM", (3, 4, 2), {"batch_first": True, "dropout": 0.5}, [[shape(2, 5, 3)]]),
    ("LSTM", (3, 4, 2), {"bidirectional": True, "proj_size": 2}, [[shape(5, 2, 3)],
                                                                 [shape(5, 2, 3), [shape(4, 2, 2), shape(4, 2, 4)]]]),
    ("LSTM", (3, 4), {"bias": False, "dtype": F64}, [[shape(5, 2, 3, dtype=F64)]]),
    ("LSTM", (3, 4), {"bidirectional": True}, [[packed([5, 3, 1], 3)], [packed([2, 4, 1], 3, False)],
                                               [packed([2, 4], 3, False), [shape(2, 2, 4), shape(2, 2, 4)]]]),
    ("LSTM", (3, 4), {}, [[shape(3)], [shape(5, 2, 2)], [shape(5, 2, 3), [shape(1, 4), shape(1, 2, 4)]],
                          [shape(5, 3), [shape(1, 1, 4), shape(1, 1, 4)]], [shape(5, 2, 3), [shape(1, 3, 4), shape(1, 2, 4)]],
                          [shape(5, 2, 3), [shape(1, 2, 4), shape(1, 2, 3)]]]),
    ("GRU", (3, 4), {}, [[shape(5, 2, 3)], [shape(5, 3)], [shape(5, 2, 3), shape(1, 2, 4)]]),
    ("GRU", (3, 4, 3), {"bidirectional": True, "batch_first": True, "dropout": 0.25}, [[shape(2, 5, 3)]]),
    ("GRU", (3, 4), {}, [[packed([2, 4, 1], 3, False)], [shape(1)], [shape(5, 2, 3), shape(1, 4)], [shape(5, 3), shape(1, 1, 4)]]),
    ("GRU", (3, 4), {"proj_size": 2}, []),
    *[(name, args, keywords, []) for name in ("LSTM", "GRU") for args, keywords in [
        ((3, 4), {"dropout": 2}), ((3, 4), {"dropout": True}), ((3, 4), {"bias": 1}), ((3, 4), {"batch_first": 1}),
        ((2.5, 4), {}), ((0, 4), {}), ((3, 1.5), {}), ((3, 0), {}), ((3, 4), {"num_layers": 0}),
    ]],
    ("LSTM", (3, 4), {"proj_size": -1}, []),
    ("LSTM", (3, 4), {"proj_size": 4}, []),
    ("RNNCell", (3, 4), {}, [[shape(2, 3)], [shape(3)], [shape(2, 3), shape(2, 4)], [shape(3), shape(4)],
                             [shape(1, 2, 3)], [shape(3), shape(1, 1, 4)], [shape(2, 3), shape(3, 4)]]),
    ("RNNCell", (3, 4, False, "relu"), {}, [[shape(2, 3)]]),
    ("RNNCell", (3, 4), {"nonlinearity": "sigmoid"}, [[shape(2, 3)]]),
    ("LSTMCell", (3, 4), {}, [[shape(2, 3)], [shape(3)], [shape(2, 3), [shape(2, 4), shape(2, 4)]],
                              [shape(3), [shape(4), shape(4)]], [shape(1, 2, 3)], [shape(3), [shape(4), shape(1, 1, 4)]]]),
    ("LSTMCell", (3, 4), {"bias": False}, [[shape(2, 3)]]),
    ("GRUCell", (3, 4), {}, [[shape(2, 3)], [shape(3), shape(4)], [shape(2, 3), shape(2, 4)], [shape(1, 2, 3)]]),
    ("GRUCell", (3, 4), {"bias": False}, [[shape(2, 3)]]),
]


def made(spec):
    """The value that an input stands for."""
    if isinstance(spec, list):
        return spec if all(isinstance(item, int) for item in spec) else tuple(made(item) for item in spec)
    if "packed" in spec:
        steps = [made(shape(length, spec["size"])) for length in spec["packed"]]
        return pack_sequence([s + i for i, s in enumerate(steps)], enforce_sorted=spec["enforce_sorted"])
    count = math.prod(spec["shape"])
    if "below" in spec:
        return (torch.arange(count) * 7 % spec["below"]).reshape(spec["shape"])
    value = (torch.arange(count, dtype=F64) * 0.7 + 1).sin()
    if spec.get("positive"):
        value = value.abs()
    return value.to(spec.get("dtype", torch.float32)).reshape(spec["shape"]).requires_grad_()


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
    return [] if value is None or isinstance(value, int) else [t for item in value for t in tensors(item)]


def error(e):
    return {"error": [type(e).__name__, str(e)]}


def called(layer, inputs):
    torch.manual_seed(1)
    values = [made(spec) for spec in inputs]
    layer.zero_grad()
    try:
        output = layer(*values)
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
    """What the layer gives in evaluation, where that is something else than in training."""
    try:
        output = samples(layer.eval()(*[made(spec) for spec in inputs]))
    except Exception as e:
        output = error(e)["error"]
    finally:
        layer.train()
    return {} if output == trained.get("output", trained.get("error")) else {"evaluated": output}


def digest(t):
    return [list(t.shape), str(t.dtype).removeprefix("torch."), hashlib.sha256(t.numpy().tobytes()).hexdigest()[:12]]


def plain(value):
    if isinstance(value, torch.dtype):
        return {"dtype": str(value).removeprefix("torch.")}
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def record(name, args, keywords, calls):
    case = {"layer": name, "args": plain(args), "keywords": plain(keywords)}
    torch.manual_seed(0)
    try:
        layer = getattr(nn, name)(*args, **keywords)
    except Exception as e:
        return case | error(e)
    case |= {"text": str(layer), "state": {key: digest(t) for key, t in layer.state_dict().items()}}
    case["calls"] = []
    for inputs in calls:
        trained = called(layer, inputs)
        case["calls"].append({"inputs": plain(inputs), **trained, **evaluated(layer, inputs, trained)})
    return case


print("[\n" + ",\n".join(json.dumps(record(*case)) for case in CASES) + "\n]")
