"""Writes what Pillow and torchvision make of pictures of every mode, for test/vision/image_modes.test.ts.

    python3 scripts/golden/image_modes.py > test/golden/image_modes.json

The pictures are made by a formula that the test knows too. A result is a mode, a size and the start of the MD5 of the
bytes, or an error: its class and text.
"""

import hashlib
import json
import struct
import warnings

import torch
from PIL import Image, ImageEnhance
from torchvision import transforms as T
from torchvision.transforms import functional as F

from support.png_files import noise

warnings.simplefilter("ignore")
MODES = ["1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV", "I", "I;16", "I;16B", "F"]
SIZE = (11, 7)


def made(mode):
    width, height = SIZE
    count = width * height * len(Image.new(mode, (1, 1)).getbands())
    raw = noise(2 * count, 17)
    if mode == "I":
        data = b"".join(struct.pack("<i", raw[2 * i] * 300 + raw[2 * i + 1] - 9000) for i in range(count))
    elif mode == "F":
        data = b"".join(struct.pack("<f", raw[2 * i] * 1.5 + raw[2 * i + 1] / 64 - 40) for i in range(count))
    elif mode == "1":
        data = raw[:(width + 7) // 8 * height]
    else:
        data = raw[:2 * count if mode in ("I;16", "I;16B") else count]
    image = Image.frombytes(mode, SIZE, data)
    if mode in ("P", "PA"):
        image.putpalette(noise(768, 99))
    return image


def digest(data):
    return hashlib.md5(data).hexdigest()[:12]


def told(result):
    if isinstance(result, Image.Image):
        return f"{result.mode} {result.width} {result.height} {digest(result.tobytes())}"
    if isinstance(result, torch.Tensor):
        array = result.contiguous().numpy()
        data = (array.view("uint8") != 0).tobytes() if array.dtype == bool else array.tobytes()
        return f"{str(result.dtype).removeprefix('torch.')} {list(result.shape)} {digest(data)}"
    if isinstance(result, (list, tuple)):
        return [told(each) for each in result]
    return result


def tried(make):
    try:
        return told(make())
    except Exception as error:
        return {"error": type(error).__name__, "text": str(error)}


TRANSPARENT = {"1": [255], "L": [40, 201], "I;16": [300], "I": [55], "RGB": [(1, 2, 3), None], "P": [3, bytes([0, 128, 255, 7])]}


def conversions(mode):
    for other in MODES:
        yield f"convert {other}", lambda: made(mode).convert(other)
    yield "convert 1 plain", lambda: made(mode).convert("1", dither=Image.Dither.NONE)
    yield "convert", lambda: made(mode).convert()
    for i, value in enumerate(TRANSPARENT.get(mode, [])):
        for other in ("L", "LA", "RGB", "RGBA", "CMYK"):
            def transparent():
                image = made(mode)
                image.info["transparency"] = image.getpixel((2, 1)) if value is None else value
                result = image.convert(other)
                left = result.info.get("transparency")
                return [result, list(left) if isinstance(left, (bytes, tuple)) else left]
            yield f"transparent {i} {other}", transparent


def operations(mode):
    bands = len(made(mode).getbands())
    for size in ((5, 4), (17, 9)):
        for filter in range(6):
            yield f"resize {size[0]} {size[1]} {filter}", lambda: made(mode).resize(size, filter)
    for filter in (0, 2, 3):
        yield f"rotate 30 {filter}", lambda: made(mode).rotate(30, filter)
        yield f"perspective {filter}", lambda: made(mode).transform(
            SIZE, Image.Transform.PERSPECTIVE, (1.1, 0.2, -1, 0.1, 0.9, 0.5, 0.01, 0.02), filter)
    yield "rotate 90", lambda: made(mode).rotate(90, expand=True)
    yield "crop", lambda: made(mode).crop((-1, 2, 6, 9))
    yield "transpose", lambda: made(mode).transpose(Image.Transpose.TRANSVERSE)
    yield "split", lambda: list(made(mode).split())
    yield "merge", lambda: Image.merge(mode, made(mode).split())
    yield "pixel", lambda: made(mode).getpixel((3, 2))
    yield "new", lambda: Image.new(mode, (3, 2), 7 if bands == 1 else tuple(range(7, 7 + bands)))
    yield "new of a number", lambda: Image.new(mode, (3, 2), 5)
    yield "blend", lambda: Image.blend(made(mode), made(mode).transpose(0), 0.3)
    for name in ("Brightness", "Contrast", "Color", "Sharpness"):
        yield name, lambda: getattr(ImageEnhance, name)(made(mode)).enhance(0.6)


def transforms(mode):
    yield "ToTensor", lambda: F.to_tensor(made(mode))
    yield "PILToTensor", lambda: F.pil_to_tensor(made(mode))
    yield "Resize", lambda: T.Resize([5, 8])(made(mode))
    yield "Grayscale", lambda: T.Grayscale()(made(mode))
    yield "Grayscale 3", lambda: T.Grayscale(3)(made(mode))
    yield "CenterCrop", lambda: T.CenterCrop(9)(made(mode))
    yield "hflip", lambda: F.hflip(made(mode))
    for how in ("constant", "edge", "reflect"):
        yield f"pad {how}", lambda: F.pad(made(mode), [1, 2, 3, 0], 5, how)
    yield "hue", lambda: F.adjust_hue(made(mode), 0.2)
    yield "gamma", lambda: F.adjust_gamma(made(mode), 0.7)
    yield "invert", lambda: F.invert(made(mode))
    yield "autocontrast", lambda: F.autocontrast(made(mode))
    yield "solarize", lambda: F.solarize(made(mode), 100)
    yield "posterize", lambda: F.posterize(made(mode), 3)
    yield "dimensions", lambda: list(F.get_dimensions(made(mode)))


TENSORS = {"uint8": [1, 2, 3, 4], "int16": [1, 3], "int32": [1], "int64": [1], "float32": [1, 3], "float64": [1], "bool": [1]}


def pictures():
    for dtype, channels in TENSORS.items():
        for count in channels:
            for mode in (None, "1", "L", "LA", "I", "I;16", "F", "RGB", "YCbCr", "HSV", "RGBA", "CMYK", "RGBX"):
                tensor = (torch.arange(count * 20).reshape(count, 4, 5) * 7 % 251).to(getattr(torch, dtype))
                tensor = tensor / 256 if tensor.is_floating_point() else tensor
                yield f"{dtype} {count} {mode}", lambda: F.to_pil_image(tensor, mode)


golden = {
    mode: {name: tried(make) for group in (conversions, operations, transforms) for name, make in group(mode)}
    for mode in MODES
}
golden["tensors"] = {name: tried(make) for name, make in pictures()}
print("{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in golden.items()) + "\n}")
