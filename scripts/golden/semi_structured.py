"""Writes how matrices are packed of which two in four are zeros, for test/sparse/semi_structured.test.ts.

    python3 scripts/golden/semi_structured.py > test/golden/semi_structured.json

The matrix has (i * 7 + j) % 100 + 1 where pattern (i + j // 4) % 6 of the six with two in four, or in float32
(i + j // 2) % 2 with one in two, has an element, else 0. Bytes are written as their SHA-256.
"""

import hashlib
import json

import torch
from torch.sparse import SparseSemiStructuredTensorCUSPARSELT, SparseSemiStructuredTensorCUTLASS, semi_structured
from torch.sparse._semi_structured_conversions import (
    sparse_semi_structured_from_dense_cutlass,
    sparse_semi_structured_to_dense_cutlass,
)

PATTERNS = torch.tensor([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]])


def dense(dtype, m, k):
    i, j = torch.arange(m).unsqueeze(1), torch.arange(k).unsqueeze(0)
    kept = (i + j // 2) % 2 == j % 2 if dtype == torch.float32 else PATTERNS[(i + j // 4) % 6, j % 4].bool()
    return (((i * 7 + j) % 100 + 1) * kept).to(dtype)


def digest(tensor):
    raw = tensor.contiguous().view(torch.uint8).numpy().tobytes()
    return [str(tensor.dtype), list(tensor.shape), hashlib.sha256(raw).hexdigest()]


def packed(dtype, m, k):
    matrix = dense(dtype, m, k)
    sparse, meta = sparse_semi_structured_from_dense_cutlass(matrix)
    assert torch.equal(sparse_semi_structured_to_dense_cutlass(sparse, meta), matrix)
    return [str(dtype).removeprefix("torch."), m, k, digest(sparse), digest(meta)]


def error(call):
    try:
        call()
    except Exception as error:
        return [type(error).__name__, str(error).split("\n")[0]]


def cutlass(**changes):
    sparse, meta = sparse_semi_structured_from_dense_cutlass(dense(torch.float16, 32, 64))
    parts = {"packed": sparse, "meta": meta, "packed_t": None, "meta_t": None, "compressed_swizzled_bitmask": None}
    return SparseSemiStructuredTensorCUTLASS(torch.Size([32, 64]), **{**parts, **changes})


def cusparselt():
    half = torch.zeros(32, 36, dtype=torch.float16)
    return SparseSemiStructuredTensorCUSPARSELT(torch.Size([32, 64]), half, None, None, None, None)


CONVERT = sparse_semi_structured_from_dense_cutlass
ERRORS = {
    "of the CPU": lambda: semi_structured.to_sparse_semi_structured(torch.ones(32, 64)),
    "one dimension": lambda: CONVERT(torch.ones(3)),
    "dtype": lambda: CONVERT(torch.ones(32, 64, dtype=torch.float64)),
    "rows": lambda: CONVERT(torch.ones(31, 64)),
    "columns": lambda: CONVERT(torch.ones(32, 60, dtype=torch.float16)),
    "rows of int8": lambda: CONVERT(torch.ones(8, 128, dtype=torch.int8)),
    "no parts": lambda: cutlass(packed=None),
    "view": lambda: cutlass().view(64, 32),
    "both sparse": lambda: torch.mm(cutlass(), cutlass()),
    "transposed without parts": lambda: torch.mm(cutlass().t(), torch.ones(32, 8, dtype=torch.float16)),
    "three dimensions": lambda: cutlass()._mm(torch.ones(1, 64, 8)),
    "other dtype": lambda: torch.mm(cusparselt(), torch.ones(64, 8)),
    "matrix bias": lambda: torch.addmm(torch.ones(2, 2), torch.ones(8, 32), cutlass()),
}

print(json.dumps({
    "packed": [packed(torch.float16, 32, 64), packed(torch.bfloat16, 64, 128), packed(torch.int8, 32, 128),
               packed(torch.float32, 32, 32)],
    "errors": {name: error(call) for name, call in ERRORS.items()},
    "texts": [repr(cutlass()), repr(cutlass().t()), repr(cutlass().detach().clone()), str(cusparselt().t().shape)],
}, indent=1))
