"""Files of NumPy, Hugging Face and torch.distributed.checkpoint: prints JSON. Nothing in them names a path."""

import base64
import io
import json
import os
import tempfile
import warnings

import numpy as np
import torch
import torch.distributed.checkpoint as dcp
import torch.distributed.checkpoint.filesystem
from torch import nn

warnings.simplefilter("ignore")
# Another one each time.
torch.distributed.checkpoint.filesystem._generate_uuid = lambda: "00000000-0000-0000-0000-000000000000"


def text(content):
    return base64.b64encode(content).decode()


def npy(array, version=None):
    into = io.BytesIO()
    np.lib.format.write_array(into, array, version)
    return into.getvalue()


def npz(save, **arrays):
    into = io.BytesIO()
    save(into, **arrays)
    return into.getvalue()


def outcome(content):
    """What NumPy, then PyTorch, says of a file."""
    try:
        return {"values": torch.from_numpy(np.load(io.BytesIO(content))).tolist()}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


def native(array):
    """What NumPy reads in the file, with the bytes of numbers as this machine has them."""
    with tempfile.TemporaryDirectory() as folder:
        np.save(f"{folder}/a.npy", array)
        loaded = np.load(f"{folder}/a.npy")
    return loaded.astype(loaded.dtype.newbyteorder("="), copy=False)


def header(body, data=b"", version=b"\1\0"):
    size = len(body).to_bytes(2 if version == b"\1\0" else 4, "little")
    return b"\x93NUMPY" + version + size + body + data


def dict_of(descr="'<f4'", fortran="False", shape="(1,)", more=""):
    return f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}{more}}}".encode()


base = np.arange(12, dtype=np.int16).reshape(3, 4)
arrays = {
    "int16": base, "fortran": np.asfortranarray(base), "turned": base.T, "scalar": np.float32(2.5), "empty": np.zeros((0, 3)),
    "big endian": base.astype(">i2"), "big endian complex": np.array([1 + 2j, 3 - 4j], ">c8"), "bool": np.array([True, False]),
    "half": np.array([1.5, -2, np.inf], np.float16), "uint64": np.array([2 ** 64 - 1], np.uint64),
}
refused = {
    "text": npy(np.array(["a", "bc"])), "bytes": npy(np.array([b"a"])), "structure": npy(np.zeros(2, [("x", "i4"), ("y", "f8")])),
    "void": npy(np.zeros(2, "V2")), "date": npy(np.zeros(2, "M8[s]")), "duration": npy(np.zeros(2, "m8[ms]")),
    "long double": npy(np.zeros(2, np.longdouble)), "object": npy(np.array([None], object)),
    "no bytes": b"", "half a magic": b"\x93NUM", "half a version": b"\x93NUMPY\1", "version 4": b"\x93NUMPY\4\0",
    "half a header": header(dict_of())[:20], "no dict": header(b"(1, 2)"), "no keys": header(b"{}"),
    "a key too many": header(dict_of(more=", 'x': 1")), "an order that is no bool": header(dict_of(fortran="0")),
    "a shape that is a list": header(dict_of(shape="[3]")), "a negative size": header(dict_of(shape="(-2,)"), b"1234"),
    "a dtype that is none": header(dict_of("'<q4'")), "too few elements": header(dict_of(shape="(3,)"), b"123"),
    "a long header": header(dict_of() + b" " * 10000, b"1234"), "a pickle": b"\x80\x04N.",
}
taken = {
    "old numbers": header(dict_of(shape="(1L,)"), b"\0\0\x80?"), "no order": header(dict_of("'f4'"), b"\0\0\x80?"),
    "a name": header(dict_of("'float32'"), b"\0\0\x80?"), "version 2": npy(base, (2, 0)), "version 3": npy(base, (3, 0)),
    "a question mark": header(dict_of("'?'", shape="()"), b"\1"),
}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 3)


def checkpoint():
    torch.manual_seed(0)
    net = Net()
    optimizer = torch.optim.AdamW(net.parameters())
    net.layer(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    values = {"model": net.state_dict(), "optim": optimizer.state_dict(), "epoch": 3, "mixed": ["a", torch.ones(2)]}
    with tempfile.TemporaryDirectory() as folder:
        here = os.getcwd()
        os.chdir(folder)
        dcp.save(values, checkpoint_id="checkpoint")
        os.chdir(here)
        files = {name: open(f"{folder}/checkpoint/{name}", "rb").read() for name in (".metadata", "__0_0.distcp")}
    into = io.BytesIO()
    torch.save(values, into)
    return {"files": {name: text(content) for name, content in files.items()}, "values": text(into.getvalue())}


print(json.dumps({
    "arrays": {name: {"file": text(npy(np.asanyarray(array))), "shape": list(array.shape), "dtype": array.dtype.name,
                      "strides": list(torch.from_numpy(native(array)).stride()),
                      "values": str(array.tolist())} for name, array in arrays.items()},
    "refused": {name: {"file": text(content), **outcome(content)} for name, content in refused.items()},
    "taken": {name: {"file": text(content), **outcome(content)} for name, content in taken.items()},
    "npz": text(npz(np.savez, a=base, b=np.float32(1.5))), "npz compressed": text(npz(np.savez_compressed, a=base, b=np.zeros(1000))),
    "npz empty": text(npz(np.savez)),
    "checkpoint": checkpoint(),
}, indent=1))
