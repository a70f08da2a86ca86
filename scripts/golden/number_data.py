"""What becomes of numbers that enter tensors, for each dtype, for test/tensor/number_data.test.ts.

    python3 scripts/golden/number_data.py > test/golden/number_data.json

values:   the numbers, each as one key and a text or two: number, bigint, boolean, complex
results:  the different outcomes: the bytes of the one element in hex, or [class, text] of an error
cells:    way of entering -> dtype -> for each value the number of its outcome

A JavaScript number counts as an int where it is whole and fits into 64 bits, and minus zero does not count.
"""

import json

import torch

VALUES = [
    ("number", text) for text in [
        "-1", "1", "255", "256", "255.5", "127.5", "-128.5", "-1.5", "-0.5", "0.5", "127", "128", "-128", "-129", "-255",
        "-256", "-0",
        "32767", "32768", "-32769", "65535", "65536", "-65536", "2147483648", "-2147483649", "4294967295", "4294967296",
        "-4294967296", "70000.7", "1e10", "1e20", "-1e20", "1e39", "9007199254740992", "inf", "-inf", "nan",
    ]
] + [
    ("bigint", str(value)) for value in [
        -1, 1, 255, 256, -129, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64 - 1, 2**64, -(2**64), 10**40,
    ]
] + [("boolean", True), ("boolean", False), ("complex", [1, 2]), ("complex", [1, 0]), ("complex", [255.5, 0])]


def python_value(kind, text):
    if kind == "bigint":
        return int(text)
    if kind == "complex":
        return complex(*text)
    if kind == "boolean":
        return text
    number = float(text)
    whole = number == number and abs(number) != float("inf") and number == int(number)
    return int(number) if whole and -(2**63) <= number < 2**63 and text != "-0" else number


def ways(dtype):
    """Each way to make a tensor of one element of the dtype from a number."""
    def zeros():
        return torch.zeros(1, dtype=dtype)

    mask = torch.tensor([True])
    index = torch.tensor([0])
    result = {
        "tensor": lambda v: torch.tensor(v, dtype=dtype),
        "tensor of a list": lambda v: torch.tensor([v], dtype=dtype),
        "tensor of a nested list": lambda v: torch.tensor([[v]], dtype=dtype),
        "as_tensor": lambda v: torch.as_tensor([v], dtype=dtype),
        "asarray": lambda v: torch.asarray([v], dtype=dtype),
        "new_tensor": lambda v: zeros().new_tensor([v]),
        "scalar_tensor": lambda v: torch.scalar_tensor(v, dtype=dtype),
        "full": lambda v: torch.full((1,), v, dtype=dtype),
        "full_like": lambda v: torch.full_like(zeros(), v),
        "new_full": lambda v: zeros().new_full((1,), v),
        "fill_": lambda v: zeros().fill_(v),
        "fill": lambda v: torch.fill(zeros(), v),
        "masked_fill_": lambda v: zeros().masked_fill_(mask, v),
        "masked_fill": lambda v: zeros().masked_fill(mask, v),
        "index_fill_": lambda v: zeros().index_fill_(0, index, v),
        "scatter_": lambda v: zeros().scatter_(0, index, v),
        "item assignment": lambda v: assigned(zeros(), 0, v),
        "slice assignment": lambda v: assigned(zeros(), slice(None), v),
        "mask assignment": lambda v: assigned(zeros(), mask, v),
    }
    if dtype in LEGACY:
        result["legacy constructor"] = lambda v: getattr(torch, LEGACY[dtype])([v])
    return result


LEGACY = {
    torch.float32: "FloatTensor", torch.float64: "DoubleTensor", torch.float16: "HalfTensor",
    torch.bfloat16: "BFloat16Tensor", torch.uint8: "ByteTensor", torch.int8: "CharTensor", torch.int16: "ShortTensor",
    torch.int32: "IntTensor", torch.int64: "LongTensor", torch.bool: "BoolTensor",
}


def assigned(tensor, index, value):
    tensor[index] = value
    return tensor


def outcome(make, value):
    try:
        made = make(value)
        return bytes(made.reshape(1).view(torch.uint8).tolist()).hex()
    except Exception as error:  # what is thrown is the answer
        return [type(error).__name__, str(error)]


def main():
    dtypes = sorted({value for value in vars(torch).values() if isinstance(value, torch.dtype)}, key=str)
    # Of the quantized ones no number becomes a tensor without a scale.
    dtypes = [dtype for dtype in dtypes if 'torch.q' not in str(dtype)]
    results, numbers, cells = [], {}, {}
    for dtype in dtypes:
        for way, make in ways(dtype).items():
            row = []
            for kind, text in VALUES:
                found = outcome(make, python_value(kind, text))
                key = json.dumps(found)
                if key not in numbers:
                    numbers[key] = len(results)
                    results.append(found)
                row.append(numbers[key])
            cells.setdefault(way, {})[str(dtype).removeprefix("torch.")] = " ".join(map(str, row))
    values = [{kind: text} for kind, text in VALUES]
    print(json.dumps({"values": values, "results": results, "cells": cells}, indent=1))


if __name__ == "__main__":
    main()
