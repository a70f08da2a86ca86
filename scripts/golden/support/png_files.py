"""PNG files byte by byte: every colour type, depth, filter, transparency and interlacing that the format has."""

import struct
import zlib

# For each colour type its name, its depths and its samples a pixel.
KINDS = {0: ("grey", (1, 2, 4, 8, 16), 1), 2: ("rgb", (8, 16), 3), 3: ("palette", (1, 2, 4, 8), 1),
         4: ("grey-alpha", (8, 16), 2), 6: ("rgba", (8, 16), 4)}
# Adam7: the first column and row of each pass, and its steps.
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def noise(count, seed):
    """Numbers without a pattern: a 32-bit linear congruential generator, its high byte."""
    data = bytearray()
    for _ in range(count):
        seed = (seed * 1664525 + 1013904223) % 2**32
        data.append(seed >> 24)
    return bytes(data)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(samples, depth):
    """The samples of a line as bytes, the first of them in the highest bits."""
    if depth == 16:
        return b"".join(struct.pack(">H", each) for each in samples)
    bits = "".join(format(each, f"0{depth}b") for each in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def filtered(lines, step, first):
    """The lines with their filters in turn, so that each of the five occurs."""
    out = bytearray()
    above = bytes(len(lines[0])) if lines else b""
    for y, line in enumerate(lines):
        kind = (y + first) % 5
        out.append(kind)
        for i, value in enumerate(line):
            left, up = line[i - step] if i >= step else 0, above[i]
            corner = above[i - step] if i >= step else 0
            guess = (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]
            out.append((value - guess) % 256)
        above = line
    return bytes(out)


def png(width, height, color, depth, interlaced=False, before=b"", top=None, stretched=False):
    """A file with pixels that have no pattern; `before` is put before the data, `top` bounds the samples."""
    bands = KINDS[color][2]
    most = 2**depth if top is None else top
    raw = noise(2 * width * height * bands, 7 * color + depth)
    values = [(raw[2 * i] * 256 + raw[2 * i + 1]) % most for i in range(width * height * bands)]
    if stretched:
        # Runs of equal pixels, some of which are those that tRNS names.
        values = [values[(i // bands // 3 * 3) * bands + i % bands] for i in range(len(values))]
    step = max(1, bands * depth // 8)
    data = b""
    for n, (x0, y0, dx, dy) in enumerate(PASSES if interlaced else [(0, 0, 1, 1)]):
        lines = []
        for y in range(y0, height, dy):
            columns = range(x0, width, dx)
            if len(columns) > 0:
                lines.append(packed([values[(y * width + x) * bands + b] for x in columns for b in range(bands)], depth))
        data += filtered(lines, step, n)
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    # In two pieces, as large files have it.
    body = zlib.compress(data, 9)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", body[:9]) +
            chunk(b"IDAT", body[9:]) + chunk(b"IEND", b"")), values


def transparencies(color, depth, values):
    """What tRNS may say, by name."""
    if color == 0:
        return {"trns": struct.pack(">H", values[3])}
    if color == 2:
        return {"trns": struct.pack(">HHH", *values[9:12])}
    if color == 3:
        return {"trns-one": b"\xff\x00", "trns-many": noise(2**min(depth, 4), 5), "trns-half": b"\x80"}
    return {}


def files():
    for color, (kind, depths, _) in KINDS.items():
        for depth in depths:
            palette = chunk(b"PLTE", noise(3 * 2**depth, depth)) if color == 3 else b""
            for interlaced in (False, True):
                name = f"png {kind} {depth}" + (" interlaced" if interlaced else "")
                data, values = png(9, 7, color, depth, interlaced, palette, stretched=True)
                yield name, data
                for told, record in transparencies(color, depth, values).items():
                    yield f"{name} {told}", png(9, 7, color, depth, interlaced, palette + chunk(b"tRNS", record), stretched=True)[0]
    yield "png palette 8 of 5 colours", png(9, 7, 3, 8, False, chunk(b"PLTE", noise(15, 3)), top=5)[0]
    yield "png palette 8 beyond its colours", png(9, 7, 3, 8, False, chunk(b"PLTE", noise(15, 3)), top=9)[0]
    yield "png palette 8 without palette", png(9, 7, 3, 8)[0]
    yield "png rgb 8 with suggested palette", png(9, 7, 2, 8, False, chunk(b"PLTE", noise(15, 3)))[0]
    yield "png grey 8 one pixel", png(1, 1, 0, 8)[0]
    yield "png grey 1 interlaced one pixel", png(1, 1, 0, 1, True)[0]
    yield "png rgb 8 interlaced narrow", png(2, 9, 2, 8, True)[0]
    yield "png grey 8 gamma", png(9, 7, 0, 8, False, chunk(b"gAMA", struct.pack(">I", 45455)))[0]
    whole = png(9, 7, 2, 8)[0]
    yield "png cut", whole[:-40]
    yield "png wrong checksum", whole[:29] + bytes([whole[29] ^ 1]) + whole[30:]
    yield "png wrong pixels", whole[:60] + bytes([whole[60] ^ 85]) + whole[61:]
    for name, size in (("huge", (2**31 - 1, 2**31 - 1)), ("large", (10000, 10000)), ("no width", (0, 7))):
        header = chunk(b"IHDR", struct.pack(">II", *size) + bytes([8, 2, 0, 0, 0]))
        yield f"png {name}", whole[:8] + header + whole[33:]
    yield "png without pixels", whole[:33] + chunk(b"IEND", b"")
    yield "png of unknown depth", whole[:8] + chunk(b"IHDR", struct.pack(">II", 9, 7) + bytes([3, 2, 0, 0, 0])) + whole[33:]
