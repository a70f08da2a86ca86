#!/usr/bin/env bash
# PyTorch 2.15.0 (pip), CPython: torch.distributions.Wishart draws its samples again when they are good.
# One would guess: rsample() draws once, asks which matrices are singular, warns of those and draws them again.
# What happens: the first question lacks its negation, is_singular = self.support.check(sample), so every matrix that is
# positive definite counts as singular. Each call warns "Singular sample detected." and gives the second draw; a matrix
# that is singular would be returned. Seeds give other numbers than one draw would, and samples take twice as long. In
# the loop behind it the negation is there.
# Seen: "1 warning; the sample is the second draw of the decomposition: True, the first: False".
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
import warnings
import torch

wishart = torch.distributions.Wishart(torch.tensor(5.0), torch.eye(2))
torch.manual_seed(0)
first = wishart._bartlett_sampling(torch.Size())
second = wishart._bartlett_sampling(torch.Size([1]))[0]
assert wishart.support.check(first), 'the first draw is positive definite'
torch.manual_seed(0)
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter('always')
    sample = wishart.sample()
seen = (len(said), torch.equal(sample, second), torch.equal(sample, first))
print('%d warning; the sample is the second draw of the decomposition: %s, the first: %s' % seen)
sys.exit(seen != (1, True, False))
PY
