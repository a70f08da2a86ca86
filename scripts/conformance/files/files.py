"""Files of every kind that Python writes, and what it reads in files that were written here.

files.py write FOLDER: a folder for each kind, and FOLDER/python.json with what is in them.
files.py read FOLDER:  prints as JSON what is in the files below FOLDER/node."""

import hashlib
import io
import json
import os
import sys
import warnings

import numpy as np
import torch
import torch.distributed.checkpoint as dcp
from huggingface_hub import load_torch_model, save_torch_model, save_torch_state_dict
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn
from torch.distributed.checkpoint.format_utils import dcp_to_torch_save, torch_save_to_dcp

warnings.simplefilter("ignore")


def described(value):
    """What a value is, down to its bytes, as JSON; files.mjs says the same of what is read there."""
    if isinstance(value, nn.Module):
        return described(value.state_dict())
    if isinstance(value, np.ndarray):
        native = value.astype(value.dtype.newbyteorder("="), copy=False)
        return described(torch.from_numpy(native.copy(order="K") if not native.flags.writeable else native))
    if isinstance(value, torch.Tensor):
        tensor = value.detach()
        if tensor.is_quantized or tensor.layout != torch.strided:
            return {"repr": repr(tensor)}
        dense = tensor.contiguous().reshape(-1)
        raw = dense.view(torch.uint8).numpy().tobytes() if dense.numel() else b""
        return {"dtype": str(tensor.dtype), "shape": list(tensor.shape), "stride": list(tensor.stride()),
                "grad": value.requires_grad, "sha": hashlib.sha256(raw).hexdigest()}
    if isinstance(value, dict):
        return {"dict": [[str(key), described(item)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [described(item) for item in value]}
    return {"value": value if not isinstance(value, bytes) else list(value)}


class Tied(nn.Module):
    """Two names for one weight, as language models have them."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, 8)
        self.body = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Linear(16, 8))
        self.head = nn.Linear(8, 20, bias=False)
        self.head.weight = self.embed.weight


def numbers(*shape, dtype=torch.float32):
    if dtype.is_floating_point or dtype.is_complex:
        return torch.randn(*shape, dtype=torch.complex64 if dtype.is_complex else torch.float32).to(dtype)
    return torch.randint(0, 2, shape).to(dtype) if dtype == torch.bool else torch.randint(0, 100, shape).to(dtype)


NUMPY = [torch.float64, torch.float32, torch.float16, torch.complex64, torch.complex128, torch.int64, torch.int32,
         torch.int16, torch.int8, torch.uint64, torch.uint32, torch.uint16, torch.uint8, torch.bool]
FLOAT8 = [torch.float8_e5m2, torch.float8_e4m3fn, torch.float8_e5m2fnuz, torch.float8_e4m3fnuz, torch.float8_e8m0fnu]
SAFE = [each for each in NUMPY if each != torch.complex128] + [torch.bfloat16, *FLOAT8]


def of_each(dtypes):
    return {str(dtype).split(".")[1]: numbers(3, 4, dtype=dtype) for dtype in dtypes}


def trained():
    model = Tied()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    model.head(model.body(model.embed(torch.arange(20)))).sum().backward()
    optimizer.step()
    return {"model": model.state_dict(), "optim": optimizer.state_dict(), "epoch": 3, "names": ["a", "b"],
            "nested": {"list": [torch.ones(2), {"x": torch.zeros(1)}], "half": numbers(2, 2, dtype=torch.bfloat16)}}


def shared():
    base = torch.arange(12.0)
    return {"all": base, "rows": base.view(3, 4), "part": base[2:6], "column": base.view(3, 4)[:, 1]}


def read_npz(file):
    with np.load(file) as archive:
        return {name: archive[name] for name in archive.files}


def write_each_npy(folder, values):
    for name, tensor in values.items():
        np.save(f"{folder}/{name}.npy", tensor.numpy() if isinstance(tensor, torch.Tensor) else tensor)


def read_each_npy(folder):
    names = sorted(name for name in os.listdir(folder) if name.endswith(".npy"))
    return {name[:-4]: np.load(f"{folder}/{name}") for name in names}


def in_order(values):
    return {name: values[name] for name in sorted(values)}


def loaded_model(folder, **options):
    model = Tied()
    load_torch_model(model, folder, **options)
    return model.state_dict()


def scripted():
    class Net(torch.jit.ScriptModule):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.randn(4, 3))
            self.register_buffer("scale", torch.tensor([2.0]))
            self.define("def forward(self, x):\n    return torch.relu(x @ self.weight.t()) * self.scale\n")

    return Net()


def shards_of(tensors, folder):
    """The chunks of tensors of several processes, as FSDP's would be, written by hand through PyTorch's own classes."""
    from torch.distributed.checkpoint.metadata import (
        BytesStorageMetadata, ChunkStorageMetadata, Metadata, MetadataIndex, StorageMeta, TensorProperties, TensorStorageMetadata)
    from torch.distributed.checkpoint.filesystem import _StorageInfo
    import pickle

    about, places, files = {}, {}, [io.BytesIO() for _ in range(3)]
    for name, tensor in tensors.items():
        if not isinstance(tensor, torch.Tensor):
            at = files[0].tell()
            torch.save(tensor, files[0])
            places[MetadataIndex(name)] = _StorageInfo("__0_0.distcp", at, files[0].tell() - at)
            about[name] = BytesStorageMetadata()
            continue
        chunks = []
        for rank, part in enumerate(tensor.chunk(3)):
            offset = torch.Size([sum(each.shape[0] for each in tensor.chunk(3)[:rank])] + [0] * (tensor.dim() - 1))
            blob = io.BytesIO()
            torch.save(part.clone(), blob)
            places[MetadataIndex(name, offset, rank)] = _StorageInfo(f"__{rank}_0.distcp", files[rank].tell(), blob.tell())
            files[rank].write(blob.getvalue())
            chunks.append(ChunkStorageMetadata(offset, part.shape))
        about[name] = TensorStorageMetadata(TensorProperties.create_from_tensor(tensor), tensor.size(), chunks)
    for rank, file in enumerate(files):
        with open(f"{folder}/__{rank}_0.distcp", "wb") as out:
            out.write(file.getvalue())
    with open(f"{folder}/.metadata", "wb") as out:
        pickle.dump(Metadata(about, {name: tuple(name.split("/")) for name in about}, places, StorageMeta(folder)), out)


def read_dcp(folder):
    dcp_to_torch_save(folder, f"{folder}.pt")
    return torch.load(f"{folder}.pt")


def read_dcp_in_place(folder, like):
    values = {name: torch.zeros_like(value) if isinstance(value, torch.Tensor) else None for name, value in like.items()}
    dcp.load(values, checkpoint_id=folder)
    return values


def saved(values, folder, **options):
    save_torch_state_dict(dict(values), folder, **options)


def model_of(values):
    model = Tied()
    model.load_state_dict(values)
    return model


def sharded(folder):
    with open(f"{folder}/model.safetensors.index.json") as file:
        index = json.load(file)
    values = {}
    for shard in dict.fromkeys(index["weight_map"].values()):
        values.update(load_file(f"{folder}/{shard}"))
    return in_order(values)


def one_by_one(folder):
    with open(f"{folder}/model.safetensors.index.json") as file:
        index = json.load(file)
    values = {}
    for name in sorted(index["weight_map"]):
        with safe_open(f"{folder}/{index['weight_map'][name]}", "pt") as file:
            values[name] = file.get_tensor(name)
    return values


def read_metadata(folder):
    with safe_open(f"{folder}/a.safetensors", "pt") as file:
        return {"metadata": in_order(file.metadata()), "x": file.get_tensor("x")}


def tied():
    return {name: value.clone() if name != "head.weight" else value for name, value in Tied().state_dict().items()}


def flat_state():
    return {f"layers.{i}.{name}": numbers(8, 4) for i in range(6) for name in ("bias", "weight")}


class Program(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.LayerNorm(16), nn.Linear(16, 4))
        self.register_buffer("shift", torch.tensor(2.0))

    def forward(self, x, scale):
        y = self.body(x) * scale
        return {"y": y, "more": [y.softmax(-1), (x + self.shift).sum()]}


def compiled_program(values, folder):
    """A package, and what it takes and gives."""
    with torch.no_grad():
        program = torch.export.export(Program().eval(), (values["x"],), {"scale": values["scale"]})
        package = torch._inductor.aoti_compile_and_package(program, package_path=f"{folder}/a.pt2")
        values["out"] = torch._inductor.aoti_load_package(package)(values["x"], scale=values["scale"])
    torch.save({"x": values["x"], "scale": values["scale"]}, f"{folder}/in.pt")


PERMUTED = {"c": lambda: numbers(2, 3, 4), "f": lambda: numbers(4, 3, 2).permute(2, 1, 0), "mixed": lambda: numbers(2, 3, 4).transpose(0, 1)}

# A kind: the values, how Python writes them into a folder, and how it reads them there. Without a way to write, only
# Python reads: what is there comes from the other side; without one to read, the other way round.
KINDS = {
    "npy of each dtype": (lambda: in_order(of_each(NUMPY)), lambda v, to: write_each_npy(to, v), read_each_npy),
    "npy in the order of Fortran": (
        lambda: in_order({name: make() for name, make in PERMUTED.items()}), lambda v, to: write_each_npy(to, v), read_each_npy),
    "npy scalar, empty and one-dimensional": (
        lambda: {"empty": torch.zeros(0, 3), "one": numbers(7), "scalar": torch.tensor(2.5)},
        lambda v, to: write_each_npy(to, v), read_each_npy),
    "npy of the other order of bytes": (
        lambda: {name: value for name, value in in_order(of_each(NUMPY)).items()},
        lambda v, to: write_each_npy(to, {k: t.numpy().astype(t.numpy().dtype.newbyteorder(">")) for k, t in v.items()}), None),
    "npy of versions 2 and 3": (
        lambda: {"v2": numbers(3, 2), "v3": numbers(4)},
        lambda v, to: [np.lib.format.write_array(open(f"{to}/{k}.npy", "wb"), t.numpy(), (int(k[1]), 0)) for k, t in v.items()], None),
    "npz": (lambda: of_each(NUMPY), lambda v, to: np.savez(f"{to}/a.npz", **{k: t.numpy() for k, t in v.items()}), lambda at: read_npz(f"{at}/a.npz")),
    "npz compressed": (
        lambda: {"zeros": torch.zeros(50, 50), "some": numbers(20, 3), "arr_1": numbers(2)},
        lambda v, to: np.savez_compressed(f"{to}/a.npz", **{k: t.numpy() for k, t in v.items()}), lambda at: read_npz(f"{at}/a.npz")),
    "torch.save": (trained, lambda v, to: torch.save(v, f"{to}/a.pt"), lambda at: torch.load(f"{at}/a.pt")),
    "torch.save mapped into memory": (
        trained, lambda v, to: torch.save(v, f"{to}/a.pt"), lambda at: torch.load(f"{at}/a.pt", mmap=True)),
    "torch.save as before 1.6": (
        trained, lambda v, to: torch.save(v, f"{to}/a.pt", _use_new_zipfile_serialization=False), None),
    "torch.save of views of one memory": (shared, lambda v, to: torch.save(v, f"{to}/a.pt"), lambda at: torch.load(f"{at}/a.pt")),
    "safetensors of each dtype": (
        lambda: in_order(of_each(SAFE)), lambda v, to: save_file(v, f"{to}/a.safetensors"), lambda at: in_order(load_file(f"{at}/a.safetensors"))),
    "safetensors with metadata": (
        lambda: {"metadata": {"format": "pt", "note": "é\n\"x\""}, "x": numbers(3)},
        lambda v, to: save_file({"x": v["x"]}, f"{to}/a.safetensors", v["metadata"]), read_metadata),
    "Hugging Face, one file": (flat_state, lambda v, to: saved(v, to), lambda at: in_order(load_file(f"{at}/model.safetensors"))),
    "Hugging Face, sharded": (flat_state, lambda v, to: saved(v, to, max_shard_size="300B" if False else 300), sharded),
    "Hugging Face, sharded, tensor by tensor": (flat_state, lambda v, to: saved(v, to, max_shard_size=300), one_by_one),
    "Hugging Face, sharded files of torch.save": (
        flat_state, lambda v, to: saved(v, to, max_shard_size=300, safe_serialization=False),
        lambda at: in_order({k: t for name in os.listdir(at) if name.endswith(".bin") for k, t in torch.load(f"{at}/{name}").items()})),
    "Hugging Face, a module with tied weights": (
        tied, lambda v, to: save_torch_model(model_of(v), to), lambda at: loaded_model(at)),
    "Hugging Face, a module with tied weights, sharded": (
        tied, lambda v, to: save_torch_model(model_of(v), to, max_shard_size="1KB"), lambda at: loaded_model(at)),
    "Hugging Face, a module, sharded files of torch.save": (
        tied, lambda v, to: save_torch_model(model_of(v), to, max_shard_size=700, safe_serialization=False),
        lambda at: loaded_model(at, safe=False, strict=True)),
    "distributed checkpoint": (trained, lambda v, to: dcp.save(v, checkpoint_id=to), read_dcp),
    "distributed checkpoint, in place": (
        flat_state, lambda v, to: dcp.save(v, checkpoint_id=to), lambda at: read_dcp_in_place(at, flat_state())),
    "distributed checkpoint of three processes": (
        lambda: {"a/w": numbers(9, 4), "a/b": numbers(7), "note": {"epoch": 3}}, shards_of, None),
    "distributed checkpoint out of a file of torch.save": (
        trained, lambda v, to: (torch.save(v, f"{to}/a.pt"), torch_save_to_dcp(f"{to}/a.pt", to)), read_dcp),
    "TorchScript, the weights": (
        lambda: scripted().state_dict(), lambda v, to: torch.jit.save(with_state(v), f"{to}/a.pt"),
        lambda at: torch.jit.load(f"{at}/a.pt").state_dict()),
    "program of AOTInductor": (lambda: {"x": numbers(5, 8), "scale": torch.tensor(1.5)}, compiled_program, None),
    "torch.hub": (flat_state, lambda v, to: torch.save(v, f"{to}/a.pt"), lambda at: from_url(at)),
}


def with_state(values):
    net = scripted()
    net.load_state_dict(values)
    return net


def from_url(folder):
    return torch.hub.load_state_dict_from_url(f"file://{folder}/a.pt", model_dir=f"{folder}/cache", progress=False)


def in_folder(top, name):
    folder = os.path.join(os.path.abspath(top), name)
    os.makedirs(folder, exist_ok=True)
    return folder


def write(top):
    about = {}
    for i, (kind, (values, put, get)) in enumerate(KINDS.items()):
        torch.manual_seed(i)
        source = values()
        folder = in_folder(top, f"python/{kind}")
        put(source, folder) if put is not shards_of else shards_of(source, folder)
        # What Python itself reads there is what everybody has to read.
        about[kind] = {"values": described(get(folder) if get is not None else back(kind, source)), "reads": get is not None}
    with open(f"{top}/python.json", "w") as file:
        json.dump(about, file)


def back(kind, source):
    """What a file that Python alone writes holds."""
    if kind == "distributed checkpoint of three processes":
        return {"a": {"w": source["a/w"], "b": source["a/b"]}, "note": source["note"]}
    return source


def read(top):
    found = {}
    sys.stdout = sys.stderr
    for kind, (_, _, get) in KINDS.items():
        if get is None:
            continue
        try:
            found[kind] = described(get(os.path.join(os.path.abspath(top), "node", kind)))
        except Exception as error:
            found[kind] = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout = sys.__stdout__
    print(json.dumps(found))


{"write": write, "read": read}[sys.argv[1]](sys.argv[2])
