#!/usr/bin/env bash
# PyTorch 2.15.0, moviepy 2.2.1 and tensorboard 2.20.0 (pip), CPython: SummaryWriter.add_video writes no video.
# One would guess: with moviepy installed, as PyTorch's documentation asks, add_video writes the frames as a GIF.
# What happens: a line says "moviepy is installed, but can't import moviepy.editor", and an event without a picture goes
# into the file; nothing is raised. moviepy has no module "editor" since 2.0.0, whose classes lie in moviepy itself.
# Seen: "moviepy.ImageSequenceClip: True, moviepy.editor: ModuleNotFoundError", "pictures in the file: 0".
# Exits with 1 if that changes. Installs all into a temporary folder; PYTHON names a Python that has torch.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=${PYTHON:-}
if [ -z "$python" ]; then
  python3 -m venv "$folder/venv"
  python=$folder/venv/bin/python
  "$python" -m pip install -q torch==2.15.0
fi
"$python" -m pip install -q --target "$folder/more" moviepy==2.2.1 tensorboard==2.20.0
cd "$folder"
PYTHONPATH=$folder/more "$python" -W ignore - <<'PY'
import glob
import importlib
import sys
import moviepy
import torch
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from torch.utils.tensorboard import SummaryWriter

try:
    importlib.import_module('moviepy.editor')
    editor = 'there'
except ImportError as error:
    editor = type(error).__name__
writer = SummaryWriter('log')
writer.add_video('video', torch.randint(0, 256, (1, 4, 3, 16, 16), dtype=torch.uint8), fps=4)
writer.close()
pictures = 0
for event in EventFileLoader(glob.glob('log/*')[0]).Load():
    for value in event.summary.value:
        pictures += value.HasField('image') or len(value.tensor.string_val) > 0
print(f'moviepy.ImageSequenceClip: {hasattr(moviepy, "ImageSequenceClip")}, moviepy.editor: {editor}')
print(f'pictures in the file: {pictures}')
sys.exit(editor == 'there' or pictures != 0)
PY
