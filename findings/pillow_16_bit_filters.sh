#!/usr/bin/env bash
# Pillow 13.0.0 (pip), CPython 3.11, x86-64: pictures of 16 bits a pixel, with a filter.
# One would guess: resize() of mode I;16B (what a big-endian 16-bit TIFF opens as) gives means of its numbers, and
# rotate(..., BILINEAR) of a flat I;16 picture keeps its colour in the middle, as both do in mode I.
# What happens: resize() takes the two bytes of every I;16B number in the wrong order (255 and 256 have the "mean"
# 33151), and rotate() and transform() of I;16 interpolate single bytes: a flat 1000 becomes 232 (its lower byte). No
# error, no warning. Converting to mode I first gives what one expects.
# Seen: "I;16B 33151 I 256" and "I;16 232 I 1000".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - <<'PY'
import struct
from PIL import Image

pair = Image.frombytes("I;16B", (2, 1), struct.pack(">HH", 255, 256))
box = Image.Resampling.BOX
resized = [pair.resize((1, 1), box).getpixel((0, 0)), pair.convert("I").resize((1, 1), box).getpixel((0, 0))]
print("I;16B", resized[0], "I", resized[1])

flat = Image.frombytes("I;16", (9, 9), struct.pack("<H", 1000) * 81)
bilinear = Image.Resampling.BILINEAR
turned = [flat.rotate(45, bilinear).getpixel((4, 4)), flat.convert("I").rotate(45, bilinear).getpixel((4, 4))]
print("I;16", turned[0], "I", turned[1])
assert resized == [33151, 256] and turned == [232, 1000], "the outcome has changed"
PY
