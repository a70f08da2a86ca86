#!/usr/bin/env bash
# PyTorch 2.15.0 (pip), CPython: Normal and its like take parameters of float64, GeneralizedPareto does not take values.
# One would guess: GeneralizedPareto(loc, scale, concentration).log_prob(value) works in float64 as in float32.
# What happens: "Double did not match Float". Whether the concentration is near zero is asked with torch.isclose against
# torch.tensor(0.0), which has the default dtype, and isclose wants one dtype. mean, entropy and sampling ask otherwise
# and work.
# Seen: "float32: -1.2163953", "float64: RuntimeError Double did not match Float", with default float64 "-1.2163953".
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
"$python" - <<'PY'
import sys
import torch

def density(dtype):
    loc, scale, concentration, value = torch.tensor([0.0, 1.0, 0.5, 1.0], dtype=dtype)
    try:
        return '%.7f' % torch.distributions.GeneralizedPareto(loc, scale, concentration).log_prob(value)
    except RuntimeError as error:
        return f'RuntimeError {error}'

seen = [density(torch.float32), density(torch.float64)]
torch.set_default_dtype(torch.float64)
seen.append(density(torch.float64))
print(f'float32: {seen[0]}', f'float64: {seen[1]}', f'default float64: {seen[2]}', sep='\n')
sys.exit(seen != ['-1.2163953', 'RuntimeError Double did not match Float', '-1.2163953'])
PY
