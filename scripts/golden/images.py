"""Writes what Pillow makes of pictures, for test/vision/image.test.ts.

    python3 scripts/golden/images.py > test/golden/images.json

The pictures are made by a formula that the test knows too. A result is its mode, its size and the start of the MD5 of
its bytes.
"""

import hashlib
import json

from PIL import Image, ImageEnhance, ImageOps

SIZES = [(7, 5), (28, 28), (40, 31), (2, 3)]
MODES = ["L", "LA", "RGB", "RGBA"]
BANDS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}


def made(mode, size):
    """Numbers without a pattern: a 32-bit linear congruential generator, its high byte."""
    state = size[0] * 1000 + size[1] + BANDS[mode]
    data = bytearray()
    for _ in range(size[0] * size[1] * BANDS[mode]):
        state = (state * 1664525 + 1013904223) % 2**32
        data.append(state >> 24)
    return Image.frombytes(mode, size, bytes(data))


def flat(mode, size):
    return Image.frombytes(mode, size, bytes([77]) * (size[0] * size[1] * BANDS[mode]))


def told(image):
    return f"{image.mode} {image.width} {image.height} {hashlib.md5(image.tobytes()).hexdigest()[:12]}"


FILTERS = [0, 1, 2, 3, 4, 5]
NEW_SIZES = [(32, 32), (1, 1), (3, 50), (14, 9), (40, 13), (28, 5)]
ANGLES = [0, 30, -77.5, 90, 180, 270, 359.9]


def hue(image, factor):
    from torchvision.transforms import functional as F
    return F.adjust_hue(image, factor)


def cases(mode, size):
    image = made(mode, size)
    alpha = "A" in image.getbands()
    for other in MODES:
        yield f"convert {other}", image.convert(other)
    for new in NEW_SIZES:
        for filter in FILTERS:
            yield f"resize {new[0]} {new[1]} {filter}", image.resize(new, filter)
    for method in range(7):
        yield f"transpose {method}", image.transpose(method)
    fill = tuple([9, 99, 199, 50][: BANDS[mode]])
    for angle in ANGLES:
        for filter in (0, 2, 3):
            for expand in (False, True):
                yield f"rotate {angle} {filter} {int(expand)}", image.rotate(
                    angle, filter, expand, fillcolor=fill if mode != "L" else 9)
    yield "rotate center", image.rotate(20, 2, center=(1, 2), translate=(2, -1))
    for filter in (0, 2, 3):
        for i, matrix in enumerate([(1.2, 0.1, -2, -0.3, 0.9, 1), (0.5, 0, 1, 0, 0.7, -1), (40, 0.5, -8000, 1, 40, 33000)]):
            yield f"affine {i} {filter}", image.transform(size, Image.AFFINE, matrix, filter, fillcolor=fill if mode != "L" else 9)
        yield f"perspective {filter}", image.transform(
            size, Image.PERSPECTIVE, (1.1, 0.2, -1, 0.1, 0.9, 0.5, 0.01, 0.02), filter)
    for box in [(1, 2, 5, 4), (-3, -2, 4, 9), (0, 0, *size), (100, 100, 103, 102)]:
        yield f"crop {' '.join(map(str, box))}", image.crop(box)
    yield "point", image.point([255 - i // 2 for i in range(256)] * BANDS[mode])
    for factor in (0, 0.3, 1, 1.7, 5.5):
        for name in ("Brightness", "Contrast", "Color", "Sharpness"):
            yield f"{name} {factor}", getattr(ImageEnhance, name)(image).enhance(factor)
    for factor in (-0.5, -0.21, 0, 0.1, 0.5):
        yield f"hue {factor}", hue(image, factor)
    if not alpha:
        yield "invert", ImageOps.invert(image)
        yield "autocontrast", ImageOps.autocontrast(image)
        yield "equalize", ImageOps.equalize(image)
        yield "autocontrast flat", ImageOps.autocontrast(flat(mode, size))
        yield "equalize flat", ImageOps.equalize(flat(mode, size))
        for bits in (1, 4, 8):
            yield f"posterize {bits}", ImageOps.posterize(image, bits)
        yield "solarize 100", ImageOps.solarize(image, 100)
        yield "expand", ImageOps.expand(image, (1, -2, 3, 4), fill if mode != "L" else 9)


print(json.dumps({
    f"{mode} {size[0]} {size[1]}": {name: told(result) for name, result in cases(mode, size)}
    for mode in MODES for size in SIZES
}, separators=(",", ":")))
