#!/usr/bin/env bash
# PyTorch 2.15.0 (pip), CPython, Linux: torch.profiler's add_metadata with a text that has quotes in it.
# One would guess: the text is in the Chrome trace as JSON says it; Python's side escapes the quotes with backslashes.
# What happens: Kineto, which writes the file, makes a slash of every backslash in metadata, as it does for paths of
# Windows: "say /"hi/"" is no JSON, and neither json.loads nor a viewer reads the trace. add_metadata_json goes the same
# way, so a text with quotes cannot be written at all.
# Seen: 'the trace has "a": "say /"hi/"", and json.loads says: Expecting ',' delimiter'.
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
"$python" - "$folder/trace.json" 2> /dev/null <<'PY'
import json
import sys
import torch

with torch.profiler.profile() as profile:
    profile.add_metadata('a', 'say "hi"')
    torch.ones(2).add(1)
profile.export_chrome_trace(sys.argv[1])
with open(sys.argv[1]) as file:
    text = file.read()
try:
    json.loads(text)
    said = 'nothing'
except json.JSONDecodeError as error:
    said = error.msg
has = '"a": "say /"hi/""'
print(f'the trace has {has}: {has in text}, and json.loads says: {said}')
sys.exit(has not in text or said == 'nothing')
PY
