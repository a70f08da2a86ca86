"""Writes what expressions over sparse tensors print, for test/sparse/texts.test.ts.

    python3 scripts/golden/sparse.py > test/golden/sparse.json
"""

import torch
from support.texts import write

S = torch.sparse
I = torch.tensor([[0, 1, 1], [2, 0, 2]])
V = torch.tensor([3.0, 4.0, 5.0])
A = torch.tensor([[0.0, 2.0, 0.0], [3.0, 0.0, 4.0]])
B = torch.tensor([[1.0, 0.0, 2.0, 0.0], [0.0, 3.0, 0.0, 4.0], [5.0, 0.0, 0.0, 6.0], [0.0, 7.0, 8.0, 0.0]])
M = torch.tensor([[1.0, 2.0], [0.0, -1.0], [2.0, 0.5]])
LAYOUTS = [torch.sparse_coo, torch.sparse_csr, torch.sparse_csc, torch.sparse_bsr, torch.sparse_bsc]


def sparse(x, layout, **kwargs):
    blocks = layout in (torch.sparse_bsr, torch.sparse_bsc)
    return x.to_sparse(layout=layout, blocksize=(2, 2), **kwargs) if blocks else x.to_sparse(layout=layout, **kwargs)


def leaf(x, layout=torch.sparse_coo):
    return sparse(x, layout).requires_grad_(True)


def gradient(function, *tensors):
    function(*tensors).backward()
    return [t.grad for t in tensors]


CASES = {
    "legacy, nothing": lambda: S.FloatTensor(),
    "legacy, sizes": lambda: S.FloatTensor(2, 3),
    "legacy, a size": lambda: S.LongTensor(torch.Size([2, 3])),
    "legacy, parts": lambda: S.FloatTensor(I, V),
    "legacy, parts and a size": lambda: S.DoubleTensor(I, V, torch.Size([2, 4])),
    "legacy, half": lambda: S.HalfTensor(2, 3),
    "legacy, on the CPU": lambda: S.IntTensor(2, 3, device="cpu"),
    "legacy, elsewhere": lambda: S.FloatTensor(2, 3, device="cuda"),
    "legacy, a list": lambda: S.FloatTensor([[1, 2]]),
    "legacy, a tensor": lambda: S.FloatTensor(V),
    "legacy, text": lambda: S.FloatTensor("a"),
    "legacy, instances": lambda: [isinstance(S.FloatTensor(I, V), S.FloatTensor), isinstance(V, S.FloatTensor),
                                  isinstance(S.FloatTensor(I, V), S.LongTensor)],
    "legacy, what it has": lambda: [S.FloatTensor.dtype, S.FloatTensor.layout],
    "coo, hybrid": lambda: torch.sparse_coo_tensor([[0, 2]], [[1.0, 2.0], [3.0, 4.0]], (3, 2)),
    "coo, nothing in it": lambda: torch.sparse_coo_tensor((0, 3)),
    "coo, not coalesced": lambda: torch.sparse_coo_tensor([[0, 0], [1, 1]], [1, 2], (2, 2)),
    "coo, coalesced": lambda: torch.sparse_coo_tensor([[0, 0], [1, 1]], [1, 2], (2, 2)).coalesce(),
    "coo, requires grad": lambda: torch.sparse_coo_tensor(I, V, requires_grad=True),
    "coo, bfloat16": lambda: torch.sparse_coo_tensor(I, V, dtype=torch.bfloat16),
    "coo, complex": lambda: torch.sparse_coo_tensor(I, V + 1j),
    "coo, long": lambda: torch.arange(2000).to_sparse(),
    "coo, scalar": lambda: torch.tensor(3.0).to_sparse(),
    "coo, checked": lambda: torch.sparse_coo_tensor(I, V, (1, 1), check_invariants=True),
    "coo, unfit": lambda: torch.sparse_coo_tensor(I, V, (1, 1)),
    "csr": lambda: torch.sparse_csr_tensor([0, 1, 3], [1, 0, 2], V, (2, 3)),
    "csr, of lists": lambda: torch.sparse_csr_tensor([0, 1, 3], [1, 0, 2], [1, 2, 3]),
    "csr, a batch": lambda: torch.stack([B, B]).to_sparse_csr(),
    "csr, checked": lambda: torch.sparse_csr_tensor([0, 1, 3], [0, 1], [1, 2], check_invariants=True),
    "csr, grad": lambda: torch.sparse_csr_tensor([0, 1, 3], [1, 0, 2], V, (2, 3), requires_grad=True) * 2,
    "csc": lambda: torch.sparse_csc_tensor([0, 1, 3], [1, 0, 2], V, (3, 2)),
    "bsr": lambda: torch.sparse_bsr_tensor([0, 1, 2], [0, 1], torch.arange(8.0).reshape(2, 2, 2), (4, 4)),
    "bsc": lambda: torch.sparse_bsc_tensor([0, 1, 2], [0, 1], torch.arange(8).reshape(2, 2, 2), (4, 4)),
    "compressed": lambda: torch.sparse_compressed_tensor([0, 1, 2], [0, 1], [1, 2], (2, 2), layout=torch.sparse_csc),
    "int32 indices": lambda: torch.sparse_csr_tensor(torch.tensor([0, 1, 3], dtype=torch.int32),
                                                     torch.tensor([1, 0, 2], dtype=torch.int32), V, (2, 3)),
    "meta": lambda: torch.empty((2, 3), layout=torch.sparse_coo, device="meta"),
    **{f"{a} to {b}": (lambda a=a, b=b: sparse(sparse(B, a), b)) for a in LAYOUTS for b in LAYOUTS},
    **{f"{a} to dense": (lambda a=a: sparse(B, a).to_dense()) for a in LAYOUTS},
    **{f"{a}, gradient of to_dense": (lambda a=a: gradient(lambda x: x.to_dense().pow(2).sum(), leaf(B, a)))
       for a in LAYOUTS},
    **{f"{a}, with a history": (lambda a=a: sparse(B.clone().requires_grad_(True), a)) for a in LAYOUTS},
    "mm": lambda: S.mm(sparse(A, torch.sparse_coo), M),
    "mm, sparse": lambda: S.mm(sparse(A, torch.sparse_coo), M.to_sparse()),
    "mm, reduce": lambda: S.mm(sparse(A, torch.sparse_csr), M, "mean"),
    "mm, gradients": lambda: gradient(lambda x, y: S.mm(x, y).sum(), leaf(A), M.clone().requires_grad_(True)),
    "mm, csr gradients": lambda: gradient(lambda x, y: S.mm(x, y).sum(), leaf(A, torch.sparse_csr),
                                          M.clone().requires_grad_(True)),
    "mm, wrong sizes": lambda: S.mm(sparse(A, torch.sparse_coo), A),
    "addmm": lambda: S.addmm(torch.ones(2, 2), sparse(A, torch.sparse_coo), M, beta=0.5, alpha=2),
    "addmm, gradients": lambda: gradient(lambda x, y: S.addmm(torch.ones(2, 2), x, y).sum(), leaf(A),
                                         M.clone().requires_grad_(True)),
    "sum": lambda: S.sum(sparse(A, torch.sparse_coo)),
    "sum, dim": lambda: S.sum(sparse(A, torch.sparse_coo), 0),
    "sum, dims": lambda: S.sum(sparse(A, torch.sparse_coo), [0, 1]),
    "sum, dtype": lambda: S.sum(sparse(A, torch.sparse_coo), dim=[1], dtype=torch.float64),
    "sum, all in a dtype": lambda: S.sum(sparse(A, torch.sparse_coo), dtype=torch.float64),
    "sum, gradient": lambda: gradient(lambda x: S.sum(x, 0).to_dense().pow(2).sum(), leaf(A)),
    "softmax": lambda: S.softmax(torch.eye(3).to_sparse(), 1),
    "softmax, dtype": lambda: S.softmax(torch.eye(3).to_sparse(), 0, dtype=torch.float64),
    "softmax, gradient": lambda: gradient(lambda x: S.softmax(x, 1).to_dense().sum(), leaf(torch.eye(2))),
    "log_softmax": lambda: S.log_softmax(torch.eye(3).to_sparse(), dim=1),
    "sampled_addmm": lambda: S.sampled_addmm(torch.eye(2).to_sparse_csr(), torch.ones(2, 3), M, beta=2, alpha=3),
    "spdiags": lambda: S.spdiags(torch.arange(9).reshape(3, 3), torch.tensor([0, -1, -2]), (3, 3)),
    "spdiags, csr": lambda: S.spdiags(torch.arange(9).reshape(3, 3), torch.tensor([0, -1, -2]), (3, 3),
                                      layout=torch.sparse_csr),
    "spdiags, twice": lambda: S.spdiags(torch.ones(2, 3), torch.tensor([0, 0]), (3, 3)),
}

write(CASES)
