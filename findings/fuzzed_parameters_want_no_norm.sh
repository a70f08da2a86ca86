#!/usr/bin/env bash
# PyTorch 2.15.0 (pip), CPython: distributions of the choices of torch.utils.benchmark.FuzzedParameter.
# One would guess: probabilities that sum to one are taken, others are refused with "Distribution is not normalized".
# What happens: the other way round. The check raises where the sum is one within 1e-3, so {1: 0.5, 2: 0.5} is refused
# and {1: 0.5, 2: 0.7} passes; what is drawn from then follows weights that sum to something else. UnaryOpFuzzer and
# BinaryOpFuzzer of the same package, whose distributions are normalized, cannot be made at all.
# Seen: "{1: 0.5, 2: 0.5}: Distribution is not normalized", "{1: 0.5, 2: 0.7}: taken", "UnaryOpFuzzer: Distribution is
# not normalized".
# Exits with 1 if that changes. Installs torch and numpy into a temporary folder; PYTHON names a Python that has it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=${PYTHON:-}
if [ -z "$python" ]; then
  python3 -m venv "$folder/venv"
  python=$folder/venv/bin/python
  "$python" -m pip install -q torch==2.15.0 numpy==2.4.4
fi
"$python" - <<'PY'
import sys
from torch.utils.benchmark import FuzzedParameter
from torch.utils.benchmark.op_fuzzers.unary import UnaryOpFuzzer

def said(make):
    try:
        make()
        return 'taken'
    except AssertionError as error:
        return str(error)

seen = {
    '{1: 0.5, 2: 0.5}': said(lambda: FuzzedParameter('k', distribution={1: 0.5, 2: 0.5})),
    '{1: 0.5, 2: 0.7}': said(lambda: FuzzedParameter('k', distribution={1: 0.5, 2: 0.7})),
    'UnaryOpFuzzer': said(lambda: UnaryOpFuzzer(seed=0)),
}
for name, what in seen.items():
    print(f'{name}: {what}')
refused = 'Distribution is not normalized'
sys.exit(list(seen.values()) != [refused, 'taken', refused])
PY
