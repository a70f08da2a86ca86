"""TIFF files byte by byte: photometrics, depths, byte orders, compressions, predictors, planes and tiles."""

import struct
import zlib

from support.png_files import noise

SHORT, LONG, RATIONAL = 3, 4, 5
CODES = {SHORT: "H", LONG: "I"}
NONE, LZW, JPEG, DEFLATE, OLD_DEFLATE, PACKBITS = 1, 5, 7, 8, 32946, 32773


def lzw(data):
    """Clear codes, literals and matches; codes grow one place early, as TIFF has it."""
    out, held, bits = bytearray(), 0, 0

    def put(code, width):
        nonlocal held, bits
        held, bits = (held << width) | code, bits + width
        while bits >= 8:
            bits -= 8
            out.append((held >> bits) & 255)
            held &= (1 << bits) - 1

    table, width = {bytes([i]): i for i in range(256)}, 9
    put(256, width)
    current = b""
    for byte in data:
        longer = current + bytes([byte])
        if longer in table:
            current = longer
            continue
        put(table[current], width)
        table[longer] = len(table) + 2
        if len(table) + 2 > 4093:
            put(256, width)
            table, width = {bytes([i]): i for i in range(256)}, 9
        elif len(table) + 2 >= 2**width:
            width += 1
        current = bytes([byte])
    if current:
        put(table[current], width)
        # The decoder learns one more word here.
        if len(table) + 3 >= 2**width:
            width += 1
    put(257, width)
    if bits:
        out.append((held << (8 - bits)) & 255)
    return bytes(out)


def packbits(data):
    out = bytearray()
    for i in range(0, len(data), 5):
        part = data[i:i + 5]
        out += bytes([257 - len(part), part[0]]) if len(part) > 1 and len(set(part)) == 1 else bytes([len(part) - 1]) + part
    return bytes(out)


COMPRESSORS = {NONE: bytes, LZW: lzw, DEFLATE: zlib.compress, OLD_DEFLATE: zlib.compress, PACKBITS: packbits}


def predicted(rows, kind, step, size, order):
    """Differences of neighbours: of numbers of 1 or 2 bytes (2), or of the bytes of floats, apart (3)."""
    out = b""
    for row in rows:
        if kind == 2:
            numbers = list(struct.unpack(f"{order}{len(row) // size}{'BHI'[size // 2]}", row))
            changed = [(v - (numbers[i - step] if i >= step else 0)) % 256**size for i, v in enumerate(numbers)]
            out += struct.pack(f"{order}{len(changed)}{'BHI'[size // 2]}", *changed)
        elif kind == 3:
            big = row if order == ">" else b"".join(row[i:i + size][::-1] for i in range(0, len(row), size))
            apart = b"".join(big[i::size] for i in range(size))
            out += bytes((v - (apart[i - step] if i >= step else 0)) % 256 for i, v in enumerate(apart))
        else:
            out += row
    return out


def ramp(width, height, bands, size, order, depth=8):
    """Rows of samples that change little from place to place, with some noise: there is something to predict."""
    raw = noise(width * height * bands, 11 * bands + size)
    rows = []
    for y in range(height):
        values = []
        for x in range(width):
            for b in range(bands):
                value = x * 21 + y * 9 + b * 40 + raw[(y * width + x) * bands + b] // 16
                values.append(value if size == 1 else value * 157)
        if depth < 8:
            bits = "".join(format(v % 2**depth, f"0{depth}b") for v in values)
            bits += "0" * (-len(bits) % 8)
            rows.append(bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)))
        else:
            rows.append(struct.pack(f"{order}{len(values)}{'BHI'[size // 2]}", *[v % 256**size for v in values]))
    return rows


def tiff(width=9, height=7, *, photometric=1, bits=(8,), order="<", compression=NONE, predictor=1, planar=1, tile=None,
         rows_per_strip=3, extra=None, tags=(), floats=False, fill=1, sample_format=None, clear=False):
    bands = len(bits)
    size = max(1, bits[0] // 8)
    wide = width if tile is None else tile
    high = rows_per_strip if tile is None else tile
    pieces = []
    for plane in range(bands if planar == 2 else 1):
        count = 1 if planar == 2 else bands
        if floats:
            rows = [struct.pack(f"{order}{width * count}f", *[x * 0.75 - y * 11.5 for x in range(width * count)]) for y in range(height)]
        else:
            rows = ramp(width, height, bands, size, order, bits[0])
            if clear:
                # Every third pixel has an alpha of 0.
                step = 3 * bands * size
                rows = [b"".join(row[i:i + step - size] + bytes(size) for i in range(0, len(row), step)) for row in rows]
            if planar == 2:
                rows = [b"".join(row[(x * bands + plane) * size:(x * bands + plane + 1) * size] for x in range(width)) for row in rows]
        step = count * size if bits[0] >= 8 else 0
        for top in range(0, height, high):
            for left in range(0, width, wide):
                part = rows[top:top + high]
                if tile is not None:
                    part = [row[left * step:(left + wide) * step].ljust(wide * step, b"\0") for row in part]
                    part += [bytes(wide * step)] * (high - len(part))
                data = predicted(part, predictor, count, size, order)
                data = COMPRESSORS[compression](data)
                pieces.append(bytes(int(format(each, "08b")[::-1], 2) for each in data) if fill == 2 else data)
    entries = {256: (LONG, [width]), 257: (LONG, [height]), 258: (SHORT, list(bits)), 259: (SHORT, [compression]),
               262: (SHORT, [photometric]), 277: (SHORT, [bands]), 284: (SHORT, [planar])}
    if predictor != 1:
        entries[317] = (SHORT, [predictor])
    if fill != 1:
        entries[266] = (SHORT, [fill])
    if extra is not None:
        entries[338] = (SHORT, list(extra))
    if floats or sample_format is not None:
        entries[339] = (SHORT, [3 if floats else sample_format] * bands)
    entries.update(tags)
    names = (273, 279, 278) if tile is None else (324, 325, None)
    if tile is None:
        entries[278] = (LONG, [rows_per_strip])
    else:
        entries[322], entries[323] = (SHORT, [tile]), (SHORT, [tile])
    offsets, at = [], 8
    for piece in pieces:
        offsets.append(at)
        at += len(piece) + len(piece) % 2
    entries[names[0]], entries[names[1]] = (LONG, offsets), (LONG, [len(piece) for piece in pieces])
    body = b"".join(piece + b"\0" * (len(piece) % 2) for piece in pieces)
    return written(entries, body, order)


def written(entries, body, order):
    """The header, the data, then the directory, its long values behind it."""
    at = 8 + len(body)
    after = at + 2 + 12 * len(entries) + 4
    directory, values = struct.pack(order + "H", len(entries)), b""
    for tag, (kind, numbers) in sorted(entries.items()):
        packed = struct.pack(f"{order}{len(numbers)}{CODES[kind]}", *numbers)
        if len(packed) > 4:
            place = struct.pack(order + "I", after + len(values))
            values += packed + b"\0" * (len(packed) % 2)
        else:
            place = packed.ljust(4, b"\0")
        directory += struct.pack(order + "HHI", tag, kind, len(numbers)) + place
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", at) + body + directory + bytes(4) + values


def colormap(depth):
    low = noise(3 * 2**depth, 23)
    return {320: (SHORT, [value * 257 for value in low])}


def variants():
    rgb = {"photometric": 2, "bits": (8, 8, 8)}
    yield "white-is-zero 1", {"photometric": 0, "bits": (1,)}
    yield "black-is-zero 1", {"photometric": 1, "bits": (1,)}
    yield "black-is-zero 1 fill order", {"photometric": 1, "bits": (1,), "fill": 2}
    for depth in (2, 4, 8, 16):
        yield f"white-is-zero {depth}", {"photometric": 0, "bits": (depth,)}
        yield f"black-is-zero {depth}", {"photometric": 1, "bits": (depth,)}
    yield "black-is-zero 8 fill order", {"fill": 2}
    yield "black-is-zero 16 big-endian", {"bits": (16,), "order": ">"}
    yield "black-is-zero 16 signed", {"bits": (16,), "sample_format": 2}
    yield "black-is-zero 16 signed big-endian", {"bits": (16,), "sample_format": 2, "order": ">"}
    yield "black-is-zero 32", {"bits": (32,)}
    yield "black-is-zero 32 signed", {"bits": (32,), "sample_format": 2}
    yield "black-is-zero 32 float", {"bits": (32,), "floats": True}
    yield "black-is-zero 32 float big-endian", {"bits": (32,), "floats": True, "order": ">"}
    yield "black-is-zero 8 alpha", {"bits": (8, 8), "extra": (2,)}
    yield "black-is-zero 8 associated alpha", {"bits": (8, 8), "extra": (1,)}
    yield "black-is-zero 8 unspecified", {"bits": (8, 8), "extra": (0,)}
    yield "rgb 8", rgb
    yield "rgb 8 big-endian", {**rgb, "order": ">"}
    yield "rgb 16", {"photometric": 2, "bits": (16,) * 3}
    yield "rgb 16 big-endian", {"photometric": 2, "bits": (16,) * 3, "order": ">"}
    for told, extra in (("unspecified", (0,)), ("associated", (1,)), ("alpha", (2,)), ("undeclared", None)):
        yield f"rgba 8 {told}", {"photometric": 2, "bits": (8,) * 4, "extra": extra}
    yield "rgba 8 associated clear", {"photometric": 2, "bits": (8,) * 4, "extra": (1,), "clear": True}
    yield "rgba 16 associated clear", {"photometric": 2, "bits": (16,) * 4, "extra": (1,), "clear": True}
    yield "rgba 16", {"photometric": 2, "bits": (16,) * 4, "extra": (2,)}
    yield "rgba 16 associated", {"photometric": 2, "bits": (16,) * 4, "extra": (1,)}
    for depth in (1, 2, 4, 8):
        yield f"palette {depth}", {"photometric": 3, "bits": (depth,), "tags": colormap(depth)}
    yield "palette 8 alpha", {"photometric": 3, "bits": (8, 8), "extra": (2,), "tags": colormap(8)}
    yield "cmyk 8", {"photometric": 5, "bits": (8,) * 4}
    yield "cmyk 8 alpha", {"photometric": 5, "bits": (8,) * 5, "extra": (0,)}
    yield "cmyk 16", {"photometric": 5, "bits": (16,) * 4}
    yield "ycbcr 8", {"photometric": 6, "bits": (8,) * 3}
    yield "ycbcr 8 not subsampled", {"photometric": 6, "bits": (8,) * 3, "tags": {530: (SHORT, [1, 1])}}
    yield "ycbcr 8 not subsampled lzw", {"photometric": 6, "bits": (8,) * 3, "tags": {530: (SHORT, [1, 1])}, "compression": LZW}
    yield "ycbcr 8 subsampled lzw", {"photometric": 6, "bits": (8,) * 3, "tags": {530: (SHORT, [2, 2])}, "compression": LZW}
    yield "lab 8", {"photometric": 8, "bits": (8,) * 3}
    yield "lab 8 lzw", {"photometric": 8, "bits": (8,) * 3, "compression": LZW}
    for told, code in (("lzw", LZW), ("deflate", DEFLATE), ("old deflate", OLD_DEFLATE), ("packbits", PACKBITS)):
        yield f"black-is-zero 8 {told}", {"compression": code}
        yield f"white-is-zero 8 {told}", {"compression": code, "photometric": 0}
        yield f"black-is-zero 1 {told}", {"compression": code, "bits": (1,)}
        yield f"black-is-zero 16 {told}", {"compression": code, "bits": (16,)}
        yield f"black-is-zero 16 big-endian {told}", {"compression": code, "bits": (16,), "order": ">"}
        yield f"rgb 8 {told}", {**rgb, "compression": code}
        yield f"palette 8 {told}", {"photometric": 3, "bits": (8,), "tags": colormap(8), "compression": code}
        yield f"cmyk 8 {told}", {"photometric": 5, "bits": (8,) * 4, "compression": code}
    yield "white-is-zero 1 lzw", {"photometric": 0, "bits": (1,), "compression": LZW}
    yield "black-is-zero 1 fill order lzw", {"photometric": 1, "bits": (1,), "fill": 2, "compression": LZW}
    for code, told in ((LZW, "lzw"), (DEFLATE, "deflate")):
        yield f"black-is-zero 8 {told} predictor", {"compression": code, "predictor": 2}
        yield f"black-is-zero 16 {told} predictor", {"compression": code, "predictor": 2, "bits": (16,)}
        yield f"black-is-zero 16 big-endian {told} predictor", {"compression": code, "predictor": 2, "bits": (16,), "order": ">"}
        yield f"rgb 8 {told} predictor", {**rgb, "compression": code, "predictor": 2}
        yield f"rgb 16 {told} predictor", {"photometric": 2, "bits": (16,) * 3, "compression": code, "predictor": 2}
        yield f"rgba 8 {told} predictor", {"photometric": 2, "bits": (8,) * 4, "extra": (2,), "compression": code, "predictor": 2}
        yield f"float {told} predictor", {"bits": (32,), "floats": True, "compression": code, "predictor": 3}
    yield "rgb 8 planar", {**rgb, "planar": 2}
    yield "rgb 8 planar lzw predictor", {**rgb, "planar": 2, "compression": LZW, "predictor": 2}
    yield "rgba 8 planar", {"photometric": 2, "bits": (8,) * 4, "extra": (2,), "planar": 2}
    yield "cmyk 8 planar deflate", {"photometric": 5, "bits": (8,) * 4, "planar": 2, "compression": DEFLATE}
    yield "rgb 16 planar deflate", {"photometric": 2, "bits": (16,) * 3, "planar": 2, "compression": DEFLATE}
    yield "rgb 8 one strip", {**rgb, "rows_per_strip": 7}
    yield "rgb 8 tiled", {**rgb, "tile": 16, "width": 20, "height": 18}
    yield "rgb 8 tiled deflate predictor", {**rgb, "tile": 16, "width": 20, "height": 18, "compression": DEFLATE, "predictor": 2}
    yield "black-is-zero 8 tiled lzw", {"tile": 16, "width": 20, "height": 18, "compression": LZW}
    yield "rgb 8 tiled planar deflate", {**rgb, "tile": 16, "width": 20, "height": 18, "compression": DEFLATE, "planar": 2}
    for turn in (2, 3, 4, 5, 6, 7, 8):
        yield f"rgb 8 turned {turn}", {**rgb, "tags": {274: (SHORT, [turn])}}
    yield "rgb 8 lzw long", {**rgb, "width": 60, "height": 50, "rows_per_strip": 50, "compression": LZW}
    yield "rgb 8 unknown compression", {**rgb, "tags": {259: (SHORT, [12345])}}


def files():
    for name, options in variants():
        yield f"tiff {name}", tiff(**options)
    whole = tiff(photometric=2, bits=(8, 8, 8))
    yield "tiff cut", whole[:100]
    yield "tiff without directory", whole[:4] + b"\xff\xff\xff\x7f" + whole[8:]
    for name, options in (("huge", {"tags": {256: (LONG, [2**31]), 257: (LONG, [2**31])}}),
                          ("large", {"tags": {256: (LONG, [10000]), 257: (LONG, [10000])}}),
                          ("large lzw", {"compression": LZW, "tags": {256: (LONG, [10000]), 257: (LONG, [10000])}}),
                          ("no width", {"tags": {256: (LONG, [0])}})):
        yield f"tiff {name}", tiff(**options)
