#!/usr/bin/env bash
# PyTorch 2.15.0 (pip), CPython: losses that are functions of `torch` itself, without their argument `reduction`.
# One would guess: torch.kl_div(a, b) gives the mean, since the schema of the operator says so (reduction=1, "mean"),
# since torch.ops.aten.kl_div(a, b) gives it, and since torch.nn.functional.kl_div(a, b) does.
# What happens: called as torch.kl_div it reduces nothing. The Python binding writes its default as the C++ name
# at::Reduction::Mean, and its parser reads defaults of integers with atol, for which that is 0, "none". The same holds
# for hinge_embedding_loss, margin_ranking_loss, triplet_margin_loss, cosine_embedding_loss, ctc_loss and
# binary_cross_entropy_with_logits of `torch`. No error, no warning; a default read from the schemas is another one.
# Seen: "schema reduction=1; torch (2,), torch.ops.aten (), nn.functional ()" for kl_div and alike for the others.
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
import re
import sys
import torch
import torch.nn.functional as F

pair, ones, rows = torch.full((2,), 0.5), torch.ones(2), torch.full((2, 3), 0.5)
calls = {
    'kl_div': (pair, ones),
    'binary_cross_entropy_with_logits': (pair, ones),
    'hinge_embedding_loss': (pair, ones),
    'margin_ranking_loss': (pair, ones, ones),
    'cosine_embedding_loss': (rows, rows, ones),
    'triplet_margin_loss': (rows, rows, rows),
}
changed = False
for name, arguments in calls.items():
    operator = getattr(torch.ops.aten, name)
    schema = re.search(r'reduction=\w+', str(operator.default._schema)).group(0)
    shapes = [tuple(call(*arguments).shape) for call in (getattr(torch, name), operator, getattr(F, name))]
    print(f'{name}: schema {schema}; torch {shapes[0]}, torch.ops.aten {shapes[1]}, nn.functional {shapes[2]}')
    changed |= schema != 'reduction=1' or shapes != [(2,), (), ()]
sys.exit(changed)
PY
