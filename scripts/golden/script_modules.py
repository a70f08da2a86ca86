"""Writes archives of TorchScript, and what PyTorch computes with them, for test/jit/script_module.test.ts.

    python3 scripts/golden/script_modules.py > test/golden/script_modules.json

Each module with its archive in base64, inputs, outputs, gradients, state, text and code. Weights and inputs are small
whole numbers or halves, so that sums are exact whatever the order, where nothing but products and sums is computed.
"""

import base64
import io
import json
import os
import sys
import warnings
from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import nn

if os.environ.get("PYTHONHASHSEED") != "0":
    # The order of a layer's constants is that of a set of Python's.
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
warnings.simplefilter("ignore")


class Pair(NamedTuple):
    first: torch.Tensor
    second: int


class LeNet(nn.Module):
    """Convolution, pooling, a branch, batch norm's buffers."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.norm = nn.BatchNorm2d(2)
        self.fc = nn.Linear(2 * 3 * 3, 4)

    def forward(self, x: torch.Tensor, double: bool = False) -> torch.Tensor:
        x = torch.max_pool2d(torch.relu(self.norm(self.conv(x))), 2)
        x = self.fc(x.flatten(1))
        if double:
            x = x * 2
        return x


class Traced(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 4, bias=False)
        self.b = nn.Linear(4, 2)

    def forward(self, x):
        return self.b(torch.relu(self.a(x)))


class Attributes(nn.Module):
    """What a module may have besides parameters."""

    names: List[str]
    table: Dict[str, int]
    maybe: Optional[torch.Tensor]

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([1.0, 2.0, 3.0]))
        self.register_buffer("count", torch.tensor(0))
        self.scale = 2.5
        self.size = 3
        self.label = "a label"
        self.flag = True
        self.names = ["x", "y"]
        self.table = {"one": 1, "two": 2}
        self.maybe = None
        self.plain = torch.tensor([7.0])
        self.pair = (1, "two")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.count += 1
        return x * self.weight * self.scale

    @torch.jit.export
    def total(self, xs: List[torch.Tensor], start: Optional[int] = None) -> torch.Tensor:
        out = torch.zeros(3)
        if start is not None:
            out += start
        for x in xs:
            out += x
        return out

    @torch.jit.export
    def named(self, values: Dict[str, torch.Tensor]) -> Dict[str, torch.Tensor]:
        return {key + "!": value + 1 for key, value in values.items()}

    @torch.jit.export
    def pairs(self, x: torch.Tensor) -> Tuple[Pair, List[int], Tuple[str, float]]:
        return Pair(x, 4), [1, 2], (self.label, self.scale)

    @torch.jit.export
    def ids(self, table: Dict[int, str]) -> Dict[int, str]:
        return table

    @torch.jit.export
    def fail(self, x: int) -> int:
        if x > 1:
            raise ValueError("too big")
        return x


def fill(module):
    """The same small halves in all floating-point state, in turn."""
    with torch.no_grad():
        for parameter in module.parameters():
            numbers = torch.arange(parameter.numel()) % 5 - 2
            parameter.copy_((numbers / 2).reshape(parameter.shape))
    return module


def archive(module):
    """Without the records of where the code stands on this machine."""
    into, out = io.BytesIO(), io.BytesIO()
    torch.jit.save(module, into, _extra_files={"note.txt": "hello"})
    into.seek(0)
    reader = torch._C.PyTorchFileReader(into)
    writer = torch._C.PyTorchFileWriter(out)
    writer.set_min_version(int(reader.get_record("version")))
    for name in reader.get_all_records():
        if name.endswith(".debug_pkl") or name in ("version", "byteorder", ".data/serialization_id"):
            continue
        record = reader.get_record(name)
        writer.write_record(name, record, len(record))
    writer.write_end_of_file()
    return out.getvalue()


def tensor(value):
    return {"shape": list(value.shape), "data": value.flatten().tolist(), "dtype": str(value.dtype).removeprefix("torch.")}


def about(module, x):
    data = archive(module)
    assert len(data) < 20_000, len(data)
    loaded = torch.jit.load(io.BytesIO(data))
    x = x.clone().requires_grad_()
    out = loaded(x)
    out.sum().backward()
    return {
        "archive": base64.b64encode(data).decode(),
        "input": tensor(x.detach()),
        "output": tensor(out.detach()),
        "input_grad": tensor(x.grad),
        "grads": {name: tensor(p.grad) for name, p in loaded.named_parameters()},
        "state": {name: tensor(value) for name, value in loaded.state_dict().items()},
        "children": [name for name, _ in loaded.named_children()],
        "modules": [name for name, _ in loaded.named_modules()],
        "buffers": [name for name, _ in loaded.named_buffers()],
        "text": repr(loaded),
        "code": loaded.code,
        "schema": str(loaded.forward.schema),
        "kinds": [node.kind() for node in loaded.inlined_graph.nodes()],
        "opnames": torch.jit.export_opnames(loaded),
    }


def text_of(run):
    try:
        run()
    except Exception as error:
        return [type(error).__name__, str(error).split("\n")[0]]
    raise AssertionError("no error")


def errors(data):
    def m():
        return torch.jit.load(io.BytesIO(data))

    checkpoint = io.BytesIO()
    torch.save({"a": torch.ones(2)}, checkpoint)
    ones = torch.ones(3)
    cases = {
        "wrong type": lambda: m()(3),
        "missing": lambda: m()(),
        "too many": lambda: m()(ones, 1),
        "unknown name": lambda: m()(z=1),
        "wrong list": lambda: m().total(["a"]),
        "raised": lambda: m().fail(2),
        "operator": lambda: m()(torch.ones(2, 5)),
        "no attribute": lambda: m().nope,
        "wrong attribute": lambda: setattr(m(), "size", "three"),
        "hook": lambda: m().register_forward_hook(lambda *_: None),
        "new parameter": lambda: m().register_parameter("q", None),
        "no path": lambda: torch.jit.load("/no/such/file.pt"),
        "map location": lambda: torch.jit.load(io.BytesIO(data), map_location=3),
        "nothing": lambda: torch.jit.load(io.BytesIO(b"")),
        "not an archive": lambda: torch.jit.load(io.BytesIO(b"abcdefgh" * 20)),
        "half": lambda: torch.jit.load(io.BytesIO(data[: len(data) // 2])),
        "checkpoint": lambda: torch.jit.load(io.BytesIO(checkpoint.getvalue())),
        "save": lambda: torch.jit.save(nn.Linear(1, 1), io.BytesIO()),
        "freeze": lambda: torch.jit.freeze(3),
        "freeze training": lambda: torch.jit.freeze(m()),
        "syntax": lambda: torch.jit.CompilationUnit("def f(x) return x"),
        "end": lambda: torch.jit.CompilationUnit("def f(x): return x"),
        "no variable": lambda: torch.parse_ir("graph(%x : Tensor):\n  return (%y)"),
        "no graph": lambda: torch.parse_ir("nope"),
    }
    return {name: text_of(run) for name, run in cases.items()}


torch.manual_seed(0)
attributes = torch.jit.script(Attributes())
x4 = (torch.arange(2 * 64) % 7 - 3).float().reshape(2, 1, 8, 8)
x2 = torch.tensor([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])
golden = {
    "modules": {
        "lenet": about(torch.jit.script(fill(LeNet())), x4),
        "traced": about(torch.jit.trace(fill(Traced()), x2), x2),
        "attributes": about(attributes, torch.tensor([1.0, 2.0, 3.0])),
    },
    "errors": errors(archive(attributes)),
}
print(json.dumps(golden, indent=1))
