"""Files that torch.save writes, with what they hold, for the tests of loading: small files as base64.

Prints JSON: {"files": [{"name", "format", "base64"}], "globals": [...], "errors": [...]}. The tests say in TypeScript what
each must hold; `text` is Python's own text of it, to compare with."""

import base64
import collections
import io
import json
import re
import warnings

import torch
import torch._weights_only_unpickler as unpickler
from torch import nn

warnings.simplefilter("ignore")
torch.manual_seed(0)


def tensor_of(dtype):
    base = torch.arange(6, dtype=torch.uint8).reshape(2, 3)
    if dtype in (torch.bits8, torch.bits1x8, torch.bits2x4, torch.bits4x2, torch.float4_e2m1fn_x2):
        return base.view(dtype)
    if dtype == torch.bits16:
        return torch.arange(6, dtype=torch.int16).view(dtype)
    if dtype == torch.bcomplex32:
        return torch.arange(6, dtype=torch.int32).view(dtype)
    if dtype == torch.bool:
        return base % 2 == 1
    if dtype.is_complex:
        return torch.complex(base.float(), -base.float()).to(dtype)
    return base.to(dtype)


DTYPES = """float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool complex128 complex64 complex32 uint16 uint32
uint64 float8_e5m2 float8_e4m3fn float8_e5m2fnuz float8_e4m3fnuz float8_e8m0fnu bits8 bits16 float4_e2m1fn_x2""".split()


def views():
    base = torch.arange(12.0).reshape(3, 4)
    return {"base": base, "row": base[1], "transposed": base.t(), "strided": base[:, ::2], "offset": base[1:, 1:]}


def parameter():
    made = nn.Parameter(torch.tensor([1.0, 2.0]))
    made.tag = "mine"
    return made


def with_attribute():
    made = torch.tensor([3.0])
    made.note = {"why": [1, 2]}
    return made


def optimizer():
    weight = nn.Parameter(torch.tensor([[1.0, -1.0]]))
    adam = torch.optim.AdamW([weight], lr=0.5)
    (weight * weight).sum().backward()
    adam.step()
    return adam.state_dict()


def cyclic():
    made = [1]
    made.append(made)
    return made


def deep(depth):
    # Python's own pickler stops at a thousand.
    made = "bottom"
    for _ in range(depth):
        made = [made]
    return made


ordered = collections.OrderedDict([("z", 1), ("10", 2), ("9", 3)])
model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
shared = [torch.tensor([1.0])]

OBJECTS = {
    "none": None,
    "bools": [True, False],
    "ints": [0, 255, 256, 65535, 65536, -1, -(2**31), 2**31, 2**53 - 1, 2**53, -(2**63), 2**64, 10**40, -(10**40)],
    "floats": [0.5, -0.0, float("inf"), float("-inf"), float("nan"), 1e-300, 3.0],
    "complex": [1 + 2j, -0.5j],
    "strings": ["", "a", "caf\u00e9", "\u65e5\u672c", "\U0001f600", "\ud800", "a" * 300],
    "bytes": [b"a\x00\xff", bytearray(b"xyz")],
    "lists": [[], [1], [1, [2, [3]]]],
    "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((1,), [2])],
    "long list": list(range(2500)),
    "dicts": [{}, {"a": 1}, {"a": 1, "b": {"c": [1]}}, {1: "x", "y": 2, None: 3}, {(1, 2): "pair"}, {"__proto__": 1}],
    "ordered": ordered,
    "counter": collections.Counter("abca"),
    "sets": [set(), {1}],
    "size dtype device layout": [torch.Size([2, 3]), torch.float16, torch.device("cpu"), torch.device("cuda", 1),
                                 torch.strided, torch.sparse_coo],
    "tensor": torch.tensor([[1.0, 2.0], [3.0, 4.0]]),
    "scalar": torch.tensor(7),
    "empty": [torch.empty(0), torch.empty(2, 0, 3)],
    "views": views(),
    "expanded": torch.tensor([1.0, 2.0]).expand(3, 2),
    "shared": [shared, shared, shared[0]],
    "requires grad": torch.tensor([1.0], requires_grad=True),
    "parameter": nn.Parameter(torch.tensor([1.0, 2.0])),
    "frozen parameter": nn.Parameter(torch.tensor([1.0]), requires_grad=False),
    "parameter with attribute": parameter(),
    "tensor with attribute": with_attribute(),
    "state dict": model.state_dict(),
    "optimizer": optimizer(),
    "checkpoint": {"model": model.state_dict(), "optimizer": optimizer(), "epoch": 3, "best": 0.5, "name": "run"},
    "channels last": torch.arange(16.0).reshape(1, 2, 2, 4).to(memory_format=torch.channels_last),
    "conj": torch.tensor([1 + 2j]).conj(),
    "neg": torch.tensor([1 + 2j]).conj().imag,
    "sparse coo": torch.tensor([[0.0, 1.0], [2.0, 0.0]]).to_sparse(),
    "sparse csr": torch.tensor([[0.0, 1.0], [2.0, 0.0]]).to_sparse_csr(),
    "sparse csc": torch.tensor([[0.0, 1.0], [2.0, 0.0]]).to_sparse_csc(),
    "quantized": torch.quantize_per_tensor(torch.tensor([0.0, 1.0, 2.0]), 0.5, 2, torch.quint8),
    "quantized per channel": torch.quantize_per_channel(
        torch.tensor([[0.0, 1.0], [2.0, 3.0]]), torch.tensor([0.5, 0.25], dtype=torch.float64), torch.tensor([1, 2]), 1,
        torch.qint8),
    "meta": torch.empty(2, 3, device="meta"),
    "untyped storage": torch.tensor([1, 2], dtype=torch.uint8).untyped_storage(),
    "typed storage": torch.FloatStorage([1.0, 2.0]),
    "cyclic": cyclic(),
    "deep": deep(300),
    **{f"dtype {name}": tensor_of(getattr(torch, name)) for name in DTYPES},
}

LEGACY = ["ints", "tensor", "views", "state dict", "optimizer", "checkpoint", "parameter", "dtype bfloat16", "strings"]


def saved(value, **options):
    target = io.BytesIO()
    torch.save(value, target, **options)
    return target.getvalue()


def main():
    files = [{"name": name, "format": "zip", "base64": base64.b64encode(saved(value)).decode()}
             for name, value in OBJECTS.items()]
    # Storages lie in the file in the order of their addresses; here in the order in which they were met.
    torch.serialization.sorted = list
    for name in LEGACY:
        bytes_ = saved(OBJECTS[name], _use_new_zipfile_serialization=False)
        # Keys of storages are addresses, which differ from run to run.
        files.append({"name": name, "format": "legacy", "base64": base64.b64encode(with_small_keys(bytes_)).decode()})
    print(json.dumps({"files": files, "globals": sorted(unpickler._get_allowed_globals())}, separators=(",", ":")))


def with_small_keys(content):
    """Puts numbers, with as many digits, in the place of the addresses by which the storages are called."""
    keys = []
    for found in re.finditer(rb"X(.)\x00\x00\x00(\d{6,})", content):
        if found[1][0] == len(found[2]) and found[2] not in keys:
            keys.append(found[2])
    for number, key in enumerate(keys):
        content = content.replace(key, str(number).zfill(len(key)).encode())
    return content


if __name__ == "__main__":
    main()
