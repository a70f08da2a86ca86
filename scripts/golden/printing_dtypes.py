"""The texts of tensors of the rarer dtypes, by their bytes, for test/printing/dtypes.test.ts.

    python3 scripts/golden/printing_dtypes.py > test/golden/printing_dtypes.json

dtype -> [bytes in hex, shape, text or [class, text] of an error]
"""

import json

import torch

NAMES = [
    "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu", "float4_e2m1fn_x2",
    "float16", "bfloat16", "uint16", "uint32", "uint64", "int8", "int16", "complex32", "bcomplex32", "bits8", "bits16",
    "bits1x8", "uint4", "int4", "uint7",
]


def patterns(size):
    """Byte strings of one or more elements of `size` bytes: for one byte all there are, for others a sample."""
    if size == 1:
        for byte in range(256):
            yield bytes([byte]), []
        yield bytes(range(256)), [16, 16]
        yield bytes(range(0, 256, 17)), [16]
    for value in [0, 1, 2**15 - 1, 2**15, 0x3C00, 0x3F80, 0x7C00, 0x7F80, 0x7E00, 0xFC00, 0xFFFF]:
        repeated = (value.to_bytes(2, "little") * 4)[:max(size, 1)]
        yield repeated, []
        yield repeated + bytes(size), [2]
    yield bytes(size * 3), [3]
    yield bytes(0), [0]
    yield bytes(size * 2000), [2000]
    yield bytes((7 * i * i + 3 * i) % 256 for i in range(size * 12)), [3, 4]
    yield bytes([0] * size + [0x7F] * size + [0x80] * size + [1] * size), [2, 2]


def text(data, shape, dtype):
    made = torch.tensor(list(data), dtype=torch.uint8).view(dtype).reshape(shape)
    try:
        return str(made)
    except Exception as error:  # what is thrown is the answer
        return [type(error).__name__, str(error)]


def main():
    result = {}
    for name in NAMES:
        dtype = getattr(torch, name)
        result[name] = [[data.hex() if any(data) else len(data), shape, text(data, shape, dtype)]
                        for data, shape in patterns(dtype.itemsize)]
    rows = [f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]"
            for name, cases in result.items()]
    print("{\n" + ",\n".join(rows) + "\n}")


if __name__ == "__main__":
    main()
