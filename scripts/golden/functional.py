"""Writes calls of the functions of torch/functional.py and what they return, for test/functional.test.ts.

    python3 scripts/golden/functional.py > test/golden/functional.json

A case is [name, arguments, keyword arguments, result or {"error": text}]. A tensor is {"tensor": nested list, "dtype":
name}; names that begin with a dot are methods of their first argument. The steps are made in test/calls.ts.
"""

import json
import operator

import torch

A = torch.tensor([[3.0, -1.0, 0.0], [2.0, 2.0, -4.0]])
B = torch.tensor([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]])
V = torch.tensor([1.0, 2.0, 3.0])
C = torch.tensor([[1, 1, 2], [1, 1, 2], [0, 3, 3]])
CUBE = torch.arange(24.0).reshape(2, 3, 4)

CASES = [
    ("atleast_1d", [torch.tensor(2.0)], {}),
    ("atleast_2d", [V], {}),
    ("atleast_2d", [V, A], {}),
    ("atleast_3d", [[V, A]], {}),
    ("block_diag", [A, V, B], {}),
    ("broadcast_shapes", [[2, 1], [3]], {}),
    ("broadcast_shapes", [3, [2, 1], [1, 1, 1]], {}),
    ("broadcast_shapes", [], {}),
    ("broadcast_shapes", [[2], [3]], {}),
    ("broadcast_shapes", [[2, 3], [5, 3]], {}),
    ("broadcast_shapes", [[-1]], {}),
    ("broadcast_tensors", [V, torch.tensor([[1.0], [2.0]])], {}),
    ("cartesian_prod", [V, torch.tensor([4.0, 5.0])], {}),
    ("cdist", [A, B.T], {}),
    ("cdist", [A, B.T, 1.0], {}),
    ("cdist", [A, B.T], {"p": 2.0, "compute_mode": "donot_use_mm_for_euclid_dist"}),
    ("cdist", [A, B.T], {"compute_mode": "fast"}),
    ("chain_matmul", [A, B, A], {}),
    ("einsum", ["ij,jk->ik", A, B], {}),
    ("einsum", ["ij,jk->ik", [A, B]], {}),
    ("einsum", ["...j->...", CUBE], {}),
    ("einsum", [A, [0, 1], B, [1, 2], [2, 0]], {}),
    ("einsum", [A, [0, 1], B, [1, 2]], {}),
    ("einsum", [A, [0, 52]], {}),
    ("einsum", ["ij"], {}),
    ("lu", [torch.tensor([[4.0, 3.0], [6.0, 3.0]])], {}),
    (".lu", [torch.tensor([[4.0, 3.0], [6.0, 3.0]])], {"get_infos": True}),
    ("meshgrid", [V, torch.tensor([4.0, 5.0])], {"indexing": "ij"}),
    ("meshgrid", [[V, torch.tensor([4.0, 5.0])]], {"indexing": "xy"}),
    ("nonzero", [A], {}),
    (".nonzero", [A], {"as_tuple": True}),
    ("norm", [A], {}),
    ("norm", [A, 1], {}),
    ("norm", [A, 1, 0], {}),
    (".norm", [A], {"p": float("inf"), "dim": 1, "keepdim": True}),
    (".norm", [A, "nuc"], {}),
    ("norm", [A, "fro", [0, 1]], {"dtype": torch.float64}),
    ("norm", [CUBE, "fro", [0, 2]], {}),
    ("norm", [A, "abc"], {}),
    ("norm", [A], {"order": 2}),
    ("norm", [], {}),
    ("norm", [A, 1, 0, True, None, None, 1], {}),
    ("split", [V, 2], {}),
    ("split", [A, [1, 2], 1], {}),
    (".split", [A, 2], {"dim": 1}),
    ("split", [A, [1, 1], 1], {}),
    (".stft", [torch.arange(10.0), 4], {"return_complex": False, "window": torch.ones(4)}),
    ("tensordot", [A, B, 1], {}),
    ("tensordot", [CUBE, CUBE, [[0, 2], [0, 2]]], {}),
    ("tensordot", [A, A], {}),
    ("tensordot", [A, A], {"dims": -1}),
    ("tensordot", [V, A, 2], {}),
    ("unique", [C], {}),
    ("unique", [C], {"return_inverse": True}),
    ("unique", [C, True, True, True], {}),
    (".unique", [C], {"dim": 0, "return_counts": True}),
    (".unique_consecutive", [C], {}),
    ("unique_consecutive", [C, True, True], {"dim": 0}),
    ("unravel_index", [torch.tensor([5, 11]), [3, 4]], {}),
    ("unravel_index", [torch.tensor([[5], [11]], dtype=torch.int32), [3, 2, 2]], {}),
    ("unravel_index", [torch.tensor([1, 2]), 7], {}),
    ("unravel_index", [V, 7], {}),
    ("unravel_index", [torch.tensor([1]), [2, 0]], {}),
    ("unravel_index", [torch.tensor([1]), [-2]], {}),
]


def plain(value):
    if isinstance(value, torch.Tensor):
        return {"tensor": value.tolist(), "dtype": str(value.dtype).removeprefix("torch.")}
    if isinstance(value, torch.dtype):
        return {"dtype": str(value).removeprefix("torch.")}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value == float("inf"):
        return {"number": "Infinity"}
    return value


def result(name, args, kwargs):
    try:
        if name.startswith("."):
            return plain(getattr(args[0], name[1:])(*args[1:], **kwargs))
        return plain(operator.attrgetter(name)(torch)(*args, **kwargs))
    except Exception as error:  # the text is what is compared
        return {"error": str(error).split("\n", 1)[0]}


def print_cases(cases):
    lines = [
        json.dumps([name, plain(args), {k: plain(v) for k, v in kwargs.items()}, result(name, args, kwargs)])
        for name, args, kwargs in cases
    ]
    print("[\n" + ",\n".join(lines) + "\n]")


if __name__ == "__main__":
    print_cases(CASES)
