"""Files of PyTorch's that torch.load is given by mistake: prints JSON, name -> base64. Nothing in them names a path."""

import base64
import io
import json
import os
import tempfile
import warnings

import torch
import torch.distributed.checkpoint as dcp
from safetensors.torch import save
from torch import nn

warnings.simplefilter("ignore")


class Script(torch.jit.ScriptModule):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([1.0, 2.0]))
        self.define("def forward(self, x):\n    return x * self.weight\n")


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([1.0, 2.0]))

    def forward(self, x):
        return x * self.weight


def script():
    into = io.BytesIO()
    torch.jit.save(Script(), into)
    return into.getvalue()


def exported():
    program = torch.export.export(Scale(), (torch.ones(2),))
    for node in program.graph.nodes:
        node.meta.pop("stack_trace", None)
    into = io.BytesIO()
    torch.export.save(program, into)
    return into.getvalue()


files = {"script.pt": script(), "exported.pt2": exported(), "tensors": save({"a": torch.tensor([1.0, 2.0])})}
with tempfile.TemporaryDirectory() as folder:
    dcp.save({"weight": torch.tensor([1.0, 2.0])}, checkpoint_id=folder)
    # Beside it lies .metadata, which is another one each time.
    with open(os.path.join(folder, "__0_0.distcp"), "rb") as file:
        files["__0_0.distcp"] = file.read()
print(json.dumps({name: base64.b64encode(content).decode() for name, content in files.items()}, indent=1))
