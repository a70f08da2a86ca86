#!/usr/bin/env bash
# PyTorch 2.15.0 (pip), CPython: a TorchDispatchMode that counts operators, around the same network twice.
# One would guess: without gradients the network runs the same kernels in torch.no_grad() and in torch.inference_mode(),
# so a mode that sees what reaches the kernels (a profiler, a counter of products, a tracer) sees the same operators.
# What happens: composite operators (linear, matmul, softmax, cross_entropy) are taken apart where autograd's key is,
# which no_grad leaves in place and inference_mode takes away. The mode lies below that place: in inference mode it is
# given aten.linear, and never the aten.addmm that runs inside of it, because a mode does not see what it calls itself.
# Seen: "no_grad: t addmm _softmax", "inference_mode: linear softmax".
# Exits with 1 if that changes. Installs torch into a temporary folder; PYTHON names a Python that has it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=${PYTHON:-}
if [ -z "$python" ]; then
  python3 -m venv "$folder/venv"
  python=$folder/venv/bin/python
  "$python" -m pip install -q torch==2.15.0
fi
"$python" -W ignore - <<'PY'
import sys
import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Seen(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.names = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.names.append(func.overloadpacket.__name__)
        return func(*args, **(kwargs or {}))


layer = torch.nn.Linear(3, 2)
x = torch.ones(1, 3)
texts = []
for block in (torch.no_grad, torch.inference_mode):
    with block(), Seen() as seen:
        torch.softmax(layer(x), 1)
    texts.append(f"{block.__name__}: {' '.join(seen.names)}")
print("\n".join(texts))
sys.exit(texts != ["no_grad: t addmm _softmax", "inference_mode: linear softmax"])
PY
