"""Writes calls of torch.nn.utils.rnn and what they return, for test/nn/utils/rnn.test.ts.

    python3 scripts/golden/sequences.py > test/golden/sequences.json

A case is [name, arguments, keyword arguments, result or {"error": [class, text]}]. A tensor is {"tensor": nested list,
"dtype": name}, packed sequences are {"packed": [lengths], "enforce_sorted": bool} as an argument and {"text": str, "fields":
[...]} as a result.
"""

import json

import torch
from torch.nn.utils import rnn

A, B, C = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0]), torch.tensor([5.0, 6.0])
M, N = torch.arange(6.0).reshape(3, 2), torch.arange(4.0).reshape(2, 2) - 7
PADDED = torch.arange(12.0).reshape(3, 2, 2)
LENGTHS = torch.tensor([3, 1])
SORTED, UNSORTED = {"packed": [3, 2, 2]}, {"packed": [1, 3, 2], "enforce_sorted": False}

CASES = [
    ("pad_sequence", [[A, B, C]], {}),
    ("pad_sequence", [[A, B, C], True], {}),
    ("pad_sequence", [[A, B, C], True, -1.5, "left"], {}),
    ("pad_sequence", [[M, N]], {"padding_value": 9.0}),
    ("pad_sequence", [[M, N]], {"batch_first": True, "padding_side": "left"}),
    ("pad_sequence", [PADDED], {}),
    ("pad_sequence", [[A, B]], {"padding_side": "up"}),
    ("pad_sequence", [[]], {}),
    ("pad_sequence", [[M, A]], {}),
    ("unpad_sequence", [PADDED.clone(), LENGTHS], {}),
    ("unpad_sequence", [PADDED.clone(), torch.tensor([2, 0, 1])], {"batch_first": True}),
    ("unpad_sequence", [PADDED.clone(), torch.tensor([1])], {}),
    ("unpad_sequence", [PADDED.clone(), torch.tensor([1, 1, 1])], {}),
    ("pack_sequence", [[A, C, B]], {}),
    ("pack_sequence", [[M, N]], {}),
    ("pack_sequence", [[B, A, C]], {"enforce_sorted": False}),
    ("pack_sequence", [[B, A, C], False], {}),
    ("pack_sequence", [[B, A]], {}),
    ("pack_padded_sequence", [PADDED, LENGTHS], {}),
    ("pack_padded_sequence", [PADDED, [3, 1]], {}),
    ("pack_padded_sequence", [PADDED, [2, 2, 1]], {"batch_first": True}),
    ("pack_padded_sequence", [PADDED, [1, 3], False, False], {}),
    ("pack_padded_sequence", [PADDED, [1, 2, 1]], {"batch_first": True, "enforce_sorted": False}),
    ("pack_padded_sequence", [PADDED, [1, 3]], {}),
    ("pack_padded_sequence", [PADDED, [3, 0]], {}),
    ("pack_padded_sequence", [PADDED, [3]], {}),
    ("pack_padded_sequence", [PADDED, [4, 1]], {}),
    ("pad_packed_sequence", [SORTED], {}),
    ("pad_packed_sequence", [SORTED, True], {}),
    ("pad_packed_sequence", [UNSORTED], {"batch_first": True, "padding_value": -1.0}),
    ("pad_packed_sequence", [UNSORTED], {"total_length": 5}),
    ("pad_packed_sequence", [UNSORTED, False, 0.5, 3], {}),
    ("pad_packed_sequence", [UNSORTED], {"total_length": 2}),
    ("unpack_sequence", [SORTED], {}),
    ("unpack_sequence", [UNSORTED], {}),
    ("invert_permutation", [torch.tensor([2, 0, 1])], {}),
    ("invert_permutation", [None], {}),
]


def made(value):
    if not isinstance(value, dict):
        return value
    steps = [torch.arange(float(2 * length)).reshape(length, 2) + 10 * i for i, length in enumerate(value["packed"])]
    return rnn.pack_sequence(steps, value.get("enforce_sorted", True))


def plain(value):
    if isinstance(value, rnn.PackedSequence):
        return {"text": str(value), "fields": [plain(field) for field in value]}
    if isinstance(value, torch.Tensor):
        return {"tensor": value.tolist(), "dtype": str(value.dtype).removeprefix("torch.")}
    return [plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def result(name, args, keywords):
    try:
        return plain(getattr(rnn, name)(*[made(arg) for arg in args], **keywords))
    except Exception as e:
        return {"error": [type(e).__name__, str(e)]}


rows = [json.dumps([name, plain(args), keywords, result(name, args, keywords)]) for name, args, keywords in CASES]
print("[\n" + ",\n".join(rows) + "\n]")
