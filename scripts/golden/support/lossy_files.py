"""JPEG and WebP files, which Pillow writes, and what can be changed in them by hand."""

import io
import struct

from PIL import Image

from support.png_files import noise


def picture(mode, size=(21, 17)):
    """Slopes with some noise on them: something that a lossy format can keep."""
    bands = len(Image.new(mode, (1, 1)).getbands())
    raw = noise(size[0] * size[1] * bands, bands)
    values = bytearray()
    for y in range(size[1]):
        for x in range(size[0]):
            for b in range(bands):
                slope = (x * 11, y * 13, 250 - x * 9, 40 + y * 7)[b]
                values.append(max(0, min(255, slope + raw[(y * size[0] + x) * bands + b] // 8)))
    return Image.frombytes(mode, size, bytes(values))


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def adobe(data, transform):
    """The file with another transform in its Adobe marker, or without the marker."""
    at = data.index(b"\xff\xee\x00\x0eAdobe")
    if transform is None:
        return data[:at] + data[at + 16:]
    return data[:at + 15] + bytes([transform]) + data[at + 16:]


def turned(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif.tobytes()


def jpegs():
    rgb, grey, cmyk = picture("RGB"), picture("L"), picture("CMYK")
    for quality in (50, 95):
        yield f"jpeg grey {quality}", saved(grey, "JPEG", quality=quality)
        yield f"jpeg cmyk {quality}", saved(cmyk, "JPEG", quality=quality)
        for sampling in ("4:4:4", "4:2:2", "4:2:0"):
            yield f"jpeg ycbcr {sampling} {quality}", saved(rgb, "JPEG", quality=quality, subsampling=sampling)
    yield "jpeg ycbcr progressive", saved(rgb, "JPEG", progressive=True)
    yield "jpeg grey progressive", saved(grey, "JPEG", progressive=True)
    yield "jpeg cmyk progressive", saved(cmyk, "JPEG", progressive=True)
    yield "jpeg rgb", saved(rgb, "JPEG", keep_rgb=True)
    yield "jpeg ycck", adobe(saved(cmyk, "JPEG"), 2)
    yield "jpeg cmyk without marker", adobe(saved(cmyk, "JPEG"), None)
    yield "jpeg flat cmyk", saved(Image.new("CMYK", (21, 17), (153, 103, 114, 0)), "JPEG", quality=95)
    yield "jpeg restarts", saved(rgb, "JPEG", restart_marker_blocks=2)
    for turn in (1, 3, 6, 8):
        yield f"jpeg turned {turn}", saved(rgb, "JPEG", exif=turned(turn))
    yield "jpeg profile", saved(rgb, "JPEG", icc_profile=noise(200, 3))
    short = saved(rgb, "JPEG")
    yield "jpeg cut", short[: len(short) - 200]
    yield "jpeg header alone", short[:200]
    frame = short.index(b"\xff\xc0")
    yield "jpeg 12 bits", short[:frame + 4] + b"\x0c" + short[frame + 5:]
    yield "jpeg no height", short[:frame + 5] + bytes(2) + short[frame + 7:]
    yield "jpeg arithmetic", short[:frame] + b"\xff\xc9" + short[frame + 2:]


def webps():
    rgb, rgba = picture("RGB"), picture("RGBA")
    yield "webp lossy", saved(rgb, "WEBP", quality=80)
    yield "webp lossy alpha", saved(rgba, "WEBP", quality=80)
    yield "webp lossless", saved(rgb, "WEBP", lossless=True)
    yield "webp lossless alpha", saved(rgba, "WEBP", lossless=True, exact=True)
    yield "webp grey", saved(picture("L"), "WEBP", lossless=True)
    more = picture("RGB").transpose(Image.Transpose.ROTATE_180)
    yield "webp animated", saved(rgb, "WEBP", save_all=True, append_images=[more], duration=100, lossless=True)
    clear = Image.new("RGBA", (21, 17))
    clear.paste(rgba.crop((0, 0, 6, 5)), (4, 6))
    yield "webp animated alpha", saved(clear, "WEBP", save_all=True, append_images=[rgba], duration=100, lossless=True)
    yield "webp turned", saved(rgb, "WEBP", lossless=True, exif=turned(6))
    whole = saved(rgb, "WEBP", lossless=True)
    yield "webp cut", whole[: len(whole) // 2]


def files():
    yield from jpegs()
    yield from webps()
