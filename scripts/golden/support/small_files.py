"""BMP, GIF and netpbm files byte by byte."""

import struct

from support.png_files import noise, packed


def bmp(width, height, bits, *, palette=b"", compression=0, masks=b"", data=None, header=40, colors=None):
    """`height` may be negative: rows from the top."""
    lines = abs(height)
    if data is None:
        line = (width * bits + 31) // 32 * 4
        rows = []
        for y in range(lines):
            raw = noise(width * max(1, bits // 8) + 1, y + bits)
            rows.append((packed([v % 2**bits for v in raw[:width]], bits) if bits < 8 else raw[:width * bits // 8]).ljust(line, b"\0"))
        data = b"".join(rows)
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        count = len(palette) // 4 if colors is None else colors
        info = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(data), 2835, 2835, count, 0)
        info += (masks + bytes(header))[: header - 40] if header > 40 else masks
    start = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + info + palette + data


def bgrx(count, seed):
    return b"".join(noise(3, seed + i) + b"\0" for i in range(count))


def grey(count):
    return b"".join(bytes([i, i, i, 0]) for i in range(count))


def bmps():
    yield "bmp 1 palette", bmp(9, 7, 1, palette=bgrx(2, 1))
    yield "bmp 1 black and white", bmp(9, 7, 1, palette=bytes([0, 0, 0, 0, 255, 255, 255, 0]))
    yield "bmp 1 white and black", bmp(9, 7, 1, palette=bytes([255, 255, 255, 0, 0, 0, 0, 0]))
    yield "bmp 4", bmp(9, 7, 4, palette=bgrx(16, 2))
    yield "bmp 4 grey", bmp(9, 7, 4, palette=grey(16))
    yield "bmp 8", bmp(9, 7, 8, palette=bgrx(256, 3))
    yield "bmp 8 grey", bmp(9, 7, 8, palette=grey(256))
    yield "bmp 8 of 7 colours", bmp(9, 7, 8, palette=bgrx(7, 3))
    yield "bmp 16", bmp(9, 7, 16)
    yield "bmp 16 bitfields 565", bmp(9, 7, 16, compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F))
    yield "bmp 16 bitfields 555", bmp(9, 7, 16, compression=3, masks=struct.pack("<III", 0x7C00, 0x3E0, 0x1F))
    yield "bmp 16 bitfields 444", bmp(9, 7, 16, compression=3, masks=struct.pack("<III", 0xF00, 0xF0, 0xF))
    yield "bmp 24", bmp(9, 7, 24)
    yield "bmp 24 from the top", bmp(9, -7, 24)
    yield "bmp 24 old header", bmp(9, 7, 24, header=12)
    yield "bmp 8 old header", bmp(9, 7, 8, header=12, palette=noise(768, 4))
    yield "bmp 32", bmp(9, 7, 32)
    for name, masks in (("bgrx", (0xFF0000, 0xFF00, 0xFF, 0)), ("xbgr", (0xFF000000, 0xFF0000, 0xFF00, 0)),
                        ("abgr", (0xFF000000, 0xFF0000, 0xFF00, 0xFF)), ("rgba", (0xFF, 0xFF00, 0xFF0000, 0xFF000000)),
                        ("bgra", (0xFF0000, 0xFF00, 0xFF, 0xFF000000)), ("bgar", (0xFF000000, 0xFF00, 0xFF, 0xFF0000)),
                        ("bgxr", (0xFF000000, 0xFF00, 0xFF, 0)), ("zero", (0, 0, 0, 0)), ("other", (0xFF00, 0xFF, 0xFF0000, 0))):
        yield f"bmp 32 bitfields {name}", bmp(9, 7, 32, compression=3, header=108, masks=struct.pack("<IIII", *masks))
    yield "bmp 8 rle", bmp(9, 4, 8, palette=bgrx(256, 3), compression=1, data=bytes(
        [5, 17, 4, 3, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 4, 200, 0, 0, 3, 9, 0, 2, 2, 1, 2, 7, 0, 0, 0, 1]))
    yield "bmp 8 rle short", bmp(9, 4, 8, palette=bgrx(256, 3), compression=1, data=bytes([5, 17, 0, 1]))
    yield "bmp 4 rle", bmp(9, 4, 4, palette=bgrx(16, 3), compression=2, data=bytes(
        [5, 0x17, 4, 0x3a, 0, 0, 0, 5, 0x12, 0x34, 0x50, 0, 4, 0xbc, 0, 0, 9, 0x09, 0, 0, 9, 0x70, 0, 1]))
    yield "bmp 2", bmp(9, 7, 2, palette=bgrx(4, 2))
    yield "bmp with jpeg", bmp(9, 7, 24, compression=4)
    whole = bmp(9, 7, 24)
    yield "bmp cut", whole[:100]
    yield "bmp huge", whole[:18] + struct.pack("<ii", 2**30, 2**30) + whole[26:]
    yield "bmp large", whole[:18] + struct.pack("<ii", 10000, 10000) + whole[26:]


def gif_codes(values, bits):
    """Literals alone, with a clear code before the codes would grow."""
    out, held, count = bytearray(), 0, 0
    codes = []
    for i, value in enumerate(values):
        if i % (2**bits - 2) == 0:
            codes.append(2**bits)
        codes.append(value)
    for code in codes + [2**bits + 1]:
        held |= code << count
        count += bits + 1
        while count >= 8:
            out.append(held & 255)
            held, count = held >> 8, count - 8
    out.append(held & 255)
    blocks = b"".join(bytes([len(out[i:i + 40])]) + bytes(out[i:i + 40]) for i in range(0, len(out), 40))
    return bytes([bits]) + blocks + b"\0"


def frame(width, height, *, left=0, top=0, depth=3, palette=b"", transparent=None, interlaced=False, disposal=0, seed=1):
    control = b"" if transparent is None and disposal == 0 else b"!\xf9\x04" + struct.pack(
        "<BHBB", disposal << 2 | (transparent is not None), 5, transparent or 0, 0)
    values = [v % 2**depth for v in noise(width * height, seed)]
    flags = (64 if interlaced else 0) | (128 | depth - 1 if palette else 0)
    return control + b"," + struct.pack("<HHHHB", left, top, width, height, flags) + palette + gif_codes(values, max(2, depth))


def gif(width, height, *frames, palette=b"", background=0):
    depth = (len(palette) // 3).bit_length() - 1
    flags = 0x80 | depth - 1 if palette else 0
    return b"GIF89a" + struct.pack("<HHBBB", width, height, flags, background, 0) + palette + b"".join(frames) + b";"


def gifs():
    colors = noise(24, 9)
    yield "gif", gif(9, 7, frame(9, 7), palette=colors)
    yield "gif transparent", gif(9, 7, frame(9, 7, transparent=3), palette=colors)
    yield "gif interlaced", gif(9, 13, frame(9, 13, interlaced=True), palette=colors)
    yield "gif local palette", gif(9, 7, frame(9, 7, palette=noise(24, 4)), palette=colors)
    yield "gif local palette alone", gif(9, 7, frame(9, 7, palette=noise(24, 4)))
    yield "gif no palette", gif(9, 7, frame(9, 7))
    yield "gif no palette transparent", gif(9, 7, frame(9, 7, transparent=3))
    yield "gif grey palette", gif(9, 7, frame(9, 7), palette=b"".join(bytes([i] * 3) for i in range(8)))
    yield "gif smaller frame", gif(9, 7, frame(5, 4, left=2, top=1), palette=colors, background=4)
    yield "gif smaller transparent frame", gif(9, 7, frame(5, 4, left=2, top=1, transparent=5), palette=colors, background=4)
    yield "gif frame beyond the screen", gif(6, 5, frame(9, 7), palette=colors)
    yield "gif animated", gif(9, 7, frame(9, 7, disposal=1), frame(4, 4, left=3, top=2, transparent=1, seed=8), palette=colors)
    yield "gif animated local palettes", gif(9, 7, frame(9, 7, palette=noise(24, 5)), frame(9, 7, palette=noise(24, 6), seed=8))
    yield "gif two colours", gif(9, 7, frame(9, 7, depth=1), palette=noise(6, 2))
    yield "gif 256 colours", gif(19, 17, frame(19, 17, depth=8), palette=noise(768, 2))
    whole = gif(9, 7, frame(9, 7), palette=colors)
    yield "gif cut", whole[:60]
    yield "gif without frame", gif(9, 7, palette=colors)
    yield "gif large frame", whole[:37 + 5] + struct.pack("<HH", 10000, 10000) + whole[37 + 9:]
    yield "gif comment", gif(9, 7, b"!\xfe\x03abc\0", frame(9, 7), palette=colors)


def text(values, width):
    return b"\n".join(b" ".join(b"%d" % v for v in values[i:i + width]) for i in range(0, len(values), width)) + b"\n"


def netpbms():
    raw = noise(9 * 7 * 3, 6)
    wide = b"".join(struct.pack(">H", v * 251 % 1000) for v in raw)
    full = b"".join(struct.pack(">H", v * 257) for v in raw)
    yield "pbm text", b"P1\n# made\n9 7\n" + text([v % 2 for v in raw[:63]], 9)
    yield "pbm text without spaces", b"P1 9 7 " + b"".join(b"%d" % (v % 2) for v in raw[:63])
    yield "pbm", b"P4\n9 7\n" + b"".join(raw[i * 2:i * 2 + 2] for i in range(7))
    yield "pgm text", b"P2\n9 7\n255\n" + text(raw[:63], 9)
    yield "pgm text comments", b"P2 # a\n9 # b\n7 255\n# c\n" + text(raw[:63], 9) + b"# d"
    yield "pgm text maxval 15", b"P2\n9 7\n15\n" + text([v % 16 for v in raw[:63]], 9)
    yield "pgm text maxval 1000", b"P2\n9 7\n1000\n" + text([v * 251 % 1000 for v in raw[:63]], 9)
    yield "pgm", b"P5\n9 7\n255\n" + raw[:63]
    yield "pgm maxval 15", b"P5\n9 7\n15\n" + bytes(v % 16 for v in raw[:63])
    yield "pgm maxval 100 exceeded", b"P5\n9 7\n100\n" + raw[:63]
    yield "pgm maxval 1000", b"P5\n9 7\n1000\n" + wide[:126]
    yield "pgm maxval 65535", b"P5\n9 7\n65535\n" + full[:126]
    yield "ppm text", b"P3\n9 7\n255\n" + text(raw, 27)
    yield "ppm text maxval 7", b"P3\n9 7\n7\n" + text([v % 8 for v in raw], 27)
    yield "ppm", b"P6 9 7 255\n" + raw
    yield "ppm maxval 15", b"P6\n9 7\n15\n" + bytes(v % 16 for v in raw)
    yield "ppm maxval 1000", b"P6\n9 7\n1000\n" + wide
    yield "ppm maxval 65535", b"P6\n9 7\n65535\n" + full
    yield "pfm", b"Pf\n9 7\n-1.0\n" + struct.pack("<63f", *[v / 3 for v in raw[:63]])
    yield "pfm big-endian", b"Pf\n9 7\n1.0\n" + struct.pack(">63f", *[v / 3 for v in raw[:63]])
    yield "ppm short", b"P6\n9 7\n255\n" + raw[:100]
    yield "pgm text short", b"P2\n9 7\n255\n" + text(raw[:30], 9)
    yield "pgm text too large", b"P2\n9 7\n100\n" + text(raw[:63], 9)
    yield "pgm text letters", b"P2\n9 7\n255\nabc"
    yield "ppm no pixels", b"P6\n0 7\n255\n"
    yield "pgm no pixels", b"P5\n9 0\n255\n"
    yield "ppm huge", b"P6\n1000000000 1000000000\n255\n" + raw
    yield "pgm one line huge", b"P5\n1000000000 1\n255\n" + raw
    yield "pgm large", b"P5\n10000 10000\n255\n" + raw
    yield "pgm maxval 0", b"P5\n9 7\n0\n" + raw[:63]
    yield "pgm maxval 65536", b"P5\n9 7\n65536\n" + raw
    yield "pgm no size", b"P5\n"
    yield "pgm long number", b"P5\n12345678901 7\n255\n" + raw


def files():
    yield from bmps()
    yield from gifs()
    yield from netpbms()
