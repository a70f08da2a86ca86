"""Writes picture files and what Pillow and torchvision read from them, for test/vision/picture_files.test.ts.

    python3 scripts/golden/picture_files.py > test/golden/picture_files.json

A file is [name, base64, what was read]: the mode, the size, and the start of the MD5 of the bytes in that mode and in RGB
and L; of the palette; the transparency; what ToTensor and PILToTensor give; or the error, with its class and text.
"""

import base64
import hashlib
import io
import json
import re
import warnings

from PIL import Image
from torchvision.transforms import functional as F

from support import lossy_files, png_files, small_files, tiff_files

warnings.simplefilter("ignore")


def digest(data):
    return hashlib.md5(data).hexdigest()[:12]


def tried(make):
    try:
        return make()
    except Exception as error:
        return {"error": type(error).__name__, "text": re.sub("<_io.BytesIO.*>", "FILE", str(error))}


def tensor(made):
    array = made.contiguous().numpy()
    # In a bool that comes from Pillow true has all bits.
    data = (array.view("uint8") != 0).tobytes() if array.dtype == bool else array.tobytes()
    return f"{str(made.dtype).removeprefix('torch.')} {list(made.shape)} {digest(data)}"


def transparency(image):
    value = image.info.get("transparency")
    return list(value) if isinstance(value, (bytes, tuple)) else value


def read(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    told = {
        "mode": image.mode, "size": list(image.size), "bands": list(image.getbands()), "raw": digest(image.tobytes()),
        "RGB": tried(lambda: digest(image.convert("RGB").tobytes())),
        "L": tried(lambda: digest(image.convert("L").tobytes())),
        "RGBA": tried(lambda: digest(image.convert("RGBA").tobytes())),
        "ToTensor": tried(lambda: tensor(F.to_tensor(image))),
        "PILToTensor": tried(lambda: tensor(F.pil_to_tensor(image))),
    }
    if image.mode in ("P", "PA"):
        told["palette"] = digest(bytes(image.getpalette()))
    if "transparency" in image.info:
        told["transparency"] = transparency(image)
    return told


def main():
    groups = [png_files, tiff_files, small_files, lossy_files]
    rows = [
        [name, base64.b64encode(data).decode(), tried(lambda: read(data))]
        for group in groups for name, data in group.files()
    ]
    print("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]")


main()
