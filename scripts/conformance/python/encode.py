"""The protocol's one place in Python: values as JSON, tensors as bytes, both in a lot. The other side is decode.mjs.

A lot is a file: a line of JSON (the header), then raw bytes. Header:
  suite, entry, dtype   what the lot is about; device, where it is not the processor
  storages              [[position, bytes], ...], places among the raw bytes
  tensors               one for each tensor that is named in a tree: {dtype, shape, strides, storage}, for arguments also
                        {offset, memory} (one number for all that share their memory), and, where they hold, conj, neg, grad (requires_grad), device (all but the processor; on meta there are
                        no bytes); sparse ones have {layout, shape, parts}
  samples               what the suite's walk yields, see walk.py
A tree is a value in JSON: null, booleans, finite numbers and text stand for themselves, a list for a list; all else is an
object of one key: {t: number of a tensor}, {int: text}, {float: text}, {complex: [re, im]}, {tuple: [...]},
{named: {field: value}}, {size: [...]}, {dict: [[key, value], ...]}, {torch: name} (dtype, layout, memory format),
{device: text}, {slice: [start, stop, step]}, {ellipsis: true}, {fn: name} (a function that both sides know by a name), {made: [name, tree]} (what such a function makes of these
arguments by name).
"""

import hashlib
import json
import math

import torch

SAFE = 2**53


class Unencodable(Exception):
    """A value that has no counterpart in the protocol."""


def name_of(dtype):
    return str(dtype).removeprefix("torch.")


class Lot:
    """Collects the samples of one table entry and dtype."""

    # Whether results are sent as zeros, for what looks at their dtypes alone.
    blank = False

    def __init__(self, suite, entry, dtype, functions=None, makers=None):
        self.header = {"suite": suite, "entry": entry, "dtype": dtype, "storages": [], "tensors": [], "samples": []}
        self.functions = functions or {}
        self.makers = makers or {}
        self._chunks = []
        self._size = 0
        self._places = {}
        self._seen = {}
        self._kept = []
        self._memories = {}

    def forget(self):
        """Objects encoded from now on are others, even where their ids are the same."""
        self._seen.clear()
        self._kept.clear()
        self._memories.clear()

    def tree(self, value, data=True):
        """A value as JSON; with `data` False the tensors are results, of which the storage does not matter."""
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, int):
            return value if abs(value) < SAFE else {"int": str(value)}
        if isinstance(value, float):
            if math.isfinite(value) and not (value == 0 and math.copysign(1, value) < 0):
                return value
            return {"float": "-0" if value == 0 else repr(value)}
        if isinstance(value, complex):
            return {"complex": [self.tree(value.real), self.tree(value.imag)]}
        if isinstance(value, torch.Tensor):
            return {"t": self._result(value) if not data else self._input(value)}
        if isinstance(value, torch.Size):
            return {"size": list(value)}
        if isinstance(value, tuple) and hasattr(type(value), "n_fields"):
            return {"named": {n: self.tree(item, data) for n, item in zip(type(value).__match_args__, value)}}
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return {"named": {n: self.tree(getattr(value, n), data) for n in value._fields}}
        if isinstance(value, tuple):
            return {"tuple": [self.tree(item, data) for item in value]}
        if isinstance(value, list):
            return [self.tree(item, data) for item in value]
        if isinstance(value, dict):
            return {"dict": [[self.tree(k, data), self.tree(v, data)] for k, v in value.items()]}
        if isinstance(value, (torch.dtype, torch.layout, torch.memory_format)):
            return {"torch": name_of(value)}
        if isinstance(value, torch.device):
            return {"device": str(value)}
        if isinstance(value, slice):
            return {"slice": [self.tree(part) for part in (value.start, value.stop, value.step)]}
        if hasattr(type(value), "__members__"):  # an enum of libtorch's
            return int(value.value)
        if value is Ellipsis:
            return {"ellipsis": True}
        if isinstance(value, type) and value in (int, float, bool, complex):
            return {"torch": {int: "int64", float: "float32", bool: "bool", complex: "complex64"}[value]}
        for name, function in self.functions.items():
            if value is function:
                return {"fn": name}
        if type(value) in self.makers:
            return {"made": [type(value).__name__, self.tree(self.makers[type(value)](value))]}
        raise Unencodable(f"no way to send a {type(value).__module__}.{type(value).__qualname__}")

    def _input(self, tensor):
        """A tensor with its whole storage, so that strides, overlaps and offsets are the same on the other side."""
        known = self._seen.get(id(tensor))
        if known is not None:
            return known
        self._kept.append(tensor)
        made = self._describe(tensor, whole=True)
        self.header["tensors"].append(made)
        self._seen[id(tensor)] = len(self.header["tensors"]) - 1
        return self._seen[id(tensor)]

    def _result(self, tensor):
        self.header["tensors"].append(self._describe(tensor, whole=False))
        return len(self.header["tensors"]) - 1

    def _describe(self, tensor, whole):
        detached = tensor.detach()
        made = {"dtype": name_of(tensor.dtype), "shape": list(tensor.shape)}
        if tensor.requires_grad:
            made["grad"] = True
        if tensor.device.type != "cpu":
            made["device"] = tensor.device.type
        if tensor.device.type == "meta":
            made["strides"] = list(tensor.stride()) if tensor.layout == torch.strided else None
            return made
        if tensor.is_quantized or tensor.is_nested or tensor.layout == torch._mkldnn:
            raise Unencodable(f"no way to send a tensor that is quantized, nested or of layout {tensor.layout}")
        if tensor.layout != torch.strided:
            made["layout"] = name_of(tensor.layout)
            if tensor.layout == torch.sparse_coo:
                made["coalesced"] = tensor.is_coalesced()
                parts = [detached._indices(), detached._values()]
            elif tensor.layout in (torch.sparse_csr, torch.sparse_bsr):
                parts = [detached.crow_indices(), detached.col_indices(), detached.values()]
            else:
                parts = [detached.ccol_indices(), detached.row_indices(), detached.values()]
            made["parts"] = [self._result(part) if not whole else self._part(part) for part in parts]
            return made
        made["strides"] = list(tensor.stride())
        if tensor.is_conj():
            made["conj"] = True
        if tensor.is_neg():
            made["neg"] = True
        if whole:
            storage = detached.untyped_storage()
            made["offset"] = tensor.storage_offset()
            flat = torch.empty(0, dtype=torch.uint8, device=tensor.device).set_(storage, 0, (storage.nbytes(),), (1,))
            made["storage"] = self._bytes(flat)
            # Tensors over the same memory are such on the other side too, those over equal bytes are not.
            made["memory"] = self._memories.setdefault(storage._cdata, len(self._memories))
            self._kept.append(storage)
        else:
            # The zeros that autograd makes without memory.
            detached = detached.clone() if detached._is_zerotensor() else detached
            flat = detached.resolve_conj().resolve_neg().contiguous().reshape(-1)
            # A single element may have any stride.
            flat = flat if flat.stride(0) == 1 else flat.clone(memory_format=torch.contiguous_format)
            if self.blank:
                flat = torch.zeros_like(flat)
            made["storage"] = self._bytes(flat.view(torch.uint8) if flat.numel() > 0 else flat)
        return made

    def _part(self, tensor):
        self.header["tensors"].append(self._describe(tensor, whole=True))
        return len(self.header["tensors"]) - 1

    def _bytes(self, flat):
        data = flat.cpu().numpy().tobytes() if flat.numel() > 0 else b""
        key = hashlib.blake2b(data, digest_size=16).digest()
        known = self._places.get(key)
        if known is not None:
            return known
        padding = -self._size % 16
        self._chunks.append(b"\0" * padding)
        self._size += padding
        self.header["storages"].append([self._size, len(data)])
        self._chunks.append(data)
        self._size += len(data)
        self._places[key] = len(self.header["storages"]) - 1
        return self._places[key]

    def write(self, path):
        # What follows the header begins at a multiple of 16, as typed arrays want it.
        line = json.dumps(self.header, separators=(",", ":"), allow_nan=False).encode()
        line += b" " * (-(len(line) + 1) % 16) + b"\n"
        with open(path, "wb") as file:
            file.write(line)
            file.writelines(self._chunks)


def error_of(error):
    """An exception as an expectation: its class as PyTorch shows it, and its text."""
    # Python writes the text of a KeyError between quotes.
    quoted = isinstance(error, KeyError) and len(error.args) == 1 and isinstance(error.args[0], str)
    return {"error": [type(error).__name__, error.args[0] if quoted else str(error)]}
