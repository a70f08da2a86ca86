#!/usr/bin/env bash
# PyTorch 2.15.0 (pip), CPython: WeightNormSparsifier takes some elements out of each block of a layer of 8 inputs, and
# fails for one of 6.
# One would guess: zeros_per_block works for every layer, as the sparsifier without it does, which fills the last blocks
# up where the weights do not divide into blocks.
# What happens: the mask of elements keeps what was filled up, the one of blocks does not, and they are joined. At a
# level of 1 both keep it, and the mask that is put on the weight has another shape: the next forward fails instead.
# Seen: "8 inputs: 30 of 40 weights left", "6 inputs: The size of tensor a (6) must match the size of tensor b (8) at
# non-singleton dimension 1", "6 inputs, whole blocks: 18 of 30 weights left", "6 inputs, level 1: mask shape
# (torch.Size([5, 8])) must match x shape (torch.Size([5, 6]))".
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
from torch.ao.pruning import WeightNormSparsifier

def left(inputs, **options):
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(inputs, 5))
    sparsifier = WeightNormSparsifier(sparse_block_shape=(1, 4), **options)
    sparsifier.prepare(net, [{'tensor_fqn': '0.weight'}])
    try:
        sparsifier.step()
        weight = net[0].weight
        return f'{int((weight != 0).sum())} of {weight.numel()} weights left'
    except (RuntimeError, AssertionError) as error:
        return str(error)

seen = {
    '8 inputs': left(8, zeros_per_block=2),
    '6 inputs': left(6, zeros_per_block=2),
    '6 inputs, whole blocks': left(6),
    '6 inputs, level 1': left(6, zeros_per_block=2, sparsity_level=1.0),
}
for name, what in seen.items():
    print(f'{name}: {what}')
ok = ('weights left' in seen['8 inputs'] and 'weights left' in seen['6 inputs, whole blocks']
      and 'must match the size of tensor b (8)' in seen['6 inputs'] and seen['6 inputs, level 1'].startswith('mask shape'))
sys.exit(not ok)
PY
