#!/usr/bin/env bash
# PyTorch 2.15.0 (pip), CPython: blocks of torch.autocast of two dtypes, one inside of the other.
# One would guess: the inner block computes in its own dtype, whatever the outer one did with the same weights.
# What happens: the casts of weights (leaves of float32 that require grad) are kept until the outermost block ends, and
# they are found by the weight alone, not by the dtype. In the inner block a weight that the outer one has cast comes in
# the outer's dtype: beside an input that is cast anew that is an error about dtypes, beside another weight the product
# is silently in the outer's dtype. With cache_enabled=False in the inner block all is as guessed.
# Seen: "weight: expected m1 and m2 to have the same dtype, but got: c10::Half != c10::BFloat16", "two weights:
# torch.bfloat16", "without the cache: torch.float16".
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

plain = torch.ones(2, 2)
first, second = (torch.ones(2, 2, requires_grad=True) for _ in range(2))


def inside(a, b, **options):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        a.mm(b)
        with torch.autocast("cpu", dtype=torch.float16, **options):
            try:
                return str(a.mm(b).dtype)
            except RuntimeError as error:
                return str(error)


seen = [inside(plain, first), inside(first, second), inside(first, second, cache_enabled=False)]
for name, text in zip(["weight", "two weights", "without the cache"], seen):
    print(f"{name}: {text}")
sys.exit("same dtype" not in seen[0] or seen[1:] != ["torch.bfloat16", "torch.float16"])
PY
