"""Writes what expressions over masked tensors print, for test/masked/masked_tensor.test.ts.

    python3 scripts/golden/masked_tensor.py > test/golden/masked_tensor.json
"""

import torch
import torch.nn.functional as F
from support.texts import write
from torch.masked import MaskedTensor, as_masked_tensor, is_masked_tensor, masked_tensor

D = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
M = torch.tensor([[True, False, True], [False, True, True]])
W = torch.ones(3, 2)


def mt(dtype=torch.float32):
    return masked_tensor(D.to(dtype), M)


def coo():
    return mt().to_sparse()


def csr():
    return mt().to_sparse_csr()


def gradient(function):
    x = masked_tensor(D.clone(), M, requires_grad=True)
    function(x).backward()
    return x.grad


CASES = {
    "float": lambda: mt(),
    "double": lambda: mt(torch.float64),
    "half": lambda: mt(torch.float16),
    "int": lambda: mt(torch.int32),
    "bool": lambda: mt(torch.bool),
    "a scalar": lambda: masked_tensor(torch.tensor(1.5), torch.tensor(True)),
    "no scalar": lambda: masked_tensor(torch.tensor(1.5), torch.tensor(False)),
    "an int": lambda: masked_tensor(torch.tensor(7), torch.tensor(True)),
    "one dimension": lambda: masked_tensor(torch.tensor([1, 2]), torch.tensor([True, False])),
    "a cube": lambda: masked_tensor(torch.arange(8.0).reshape(2, 2, 2), torch.ones(2, 2, 2, dtype=torch.bool)),
    "wide": lambda: masked_tensor(torch.tensor([1e10, float("nan"), 1.5]), torch.tensor([True, True, False])),
    "halves": lambda: masked_tensor(torch.tensor([0.00005, 0.03125, -0.0]), torch.tensor([True, True, True])),
    "empty": lambda: repr(masked_tensor(torch.zeros(0), torch.zeros(0, dtype=torch.bool))),
    "of coo": lambda: masked_tensor(D.to_sparse(), M.to_sparse()),
    "of csr": lambda: masked_tensor(D.to_sparse_csr(), M.to_sparse_csr()),
    "no data": lambda: masked_tensor(1, M),
    "no mask": lambda: masked_tensor(D, 1),
    "masked twice": lambda: masked_tensor(mt(), M),
    "mask of ints": lambda: masked_tensor(D, M.int()),
    "bfloat16": lambda: masked_tensor(D.bfloat16(), M),
    "fewer dimensions": lambda: masked_tensor(D, M[0]),
    "other sizes": lambda: masked_tensor(D, M[:, :2]),
    "other layouts": lambda: masked_tensor(D, M.to_sparse()),
    "of csc": lambda: masked_tensor(D.to_sparse_csc(), M.to_sparse_csc()),
    "what it is": lambda: [torch.is_tensor(mt()), isinstance(mt(), torch.Tensor), isinstance(mt(), MaskedTensor),
                           is_masked_tensor(mt()), is_masked_tensor(D), isinstance(D, MaskedTensor)],
    "what it has": lambda: [list(mt().shape), list(mt().stride()), mt().dim(), mt().numel(), len(mt()), mt().dtype,
                            mt().layout, mt().is_contiguous(), mt().requires_grad, mt().is_leaf,
                            mt().is_sparse, mt().element_size(), mt().is_floating_point(), mt().size(1)],
    "data": lambda: mt().get_data(),
    "mask": lambda: mt().get_mask(),
    "to_tensor": lambda: mt().to_tensor(9),
    "tolist": lambda: mt().tolist(),
    "numpy": lambda: mt().numpy(),
    "item": lambda: mt()[0, 0].item(),
    "index": lambda: [mt()[0], mt()[0, 1], mt()[:, 1:], mt()[None], mt()[M], mt()[torch.tensor([1])]],
    "add a number": lambda: mt() + 1,
    "add itself": lambda: mt() + mt(),
    "add a tensor": lambda: mt() + D,
    "a tensor and it": lambda: torch.mul(D, mt()),
    "other masks": lambda: mt() + masked_tensor(D, ~M),
    "alpha": lambda: torch.add(mt(), 1, alpha=2),
    "div": lambda: [mt().div(2), mt() / mt(), mt().true_divide(4), mt().floor_divide(2), mt().remainder(2)],
    "compare": lambda: [mt() == mt(), mt() < 2, mt().ge(3), mt().ne(D), mt().less(mt())],
    "max": lambda: [torch.maximum(mt(), D + 1), torch.minimum(mt(), mt()), torch.fmax(mt(), mt())],
    "bits": lambda: [mt(torch.int32).bitwise_and(3), mt(torch.int32).bitwise_left_shift(1)],
    "add_": lambda: mt().add_(1),
    "mul_": lambda: mt().mul_(mt()),
    "unary": lambda: [mt().abs(), mt().neg(), mt().square(), mt().sign(), mt().floor(), mt().isnan(), mt().reciprocal(),
                      mt().exp2(), mt().sqrt_().trunc()],
    "pow": lambda: [mt().pow(2), mt().clamp(0, 2), torch.clamp(mt(), min=2), mt().float_power(2)],
    "round": lambda: [mt().round(), mt().signbit()],
    "round, named": lambda: mt().round(decimals=1),
    "sgn_": lambda: mt().sgn_(),
    "sums": lambda: [mt().sum(), mt().sum(1), mt().sum(dim=0), mt().sum((0, 1)), mt().sum(1, keepdim=True),
                     torch.sum(mt(), 1), mt().sum(1, dtype=torch.float64)],
    "means": lambda: [mt().mean(), mt().mean(1), mt().mean(1, keepdim=True)],
    "extremes": lambda: [mt().amax(), mt().amin(1), mt().argmax(), mt().argmin(1), torch.amax(mt(), 0)],
    "prod": lambda: [mt().prod(), mt().prod(1)],
    "var": lambda: [mt().var(1), mt().std(1).square().round(), mt().var()],
    "all": lambda: [mt(torch.bool).all(), mt(torch.int32).all(), mt(torch.bool).all(1)],
    "norm": lambda: mt().norm(),
    "sum, p": lambda: torch.sum(mt(), 1, keepdims=True),
    "sparse sums": lambda: [coo().sum(), csr().sum(), coo().mean(), csr().amax(), coo().prod()],
    "sparse sum along": lambda: coo().sum(1),
    "sparse ops": lambda: [coo() + 1, csr() * 2, coo() * coo(), csr() + csr(), coo().neg(), csr().square()],
    "sparse and dense": lambda: [coo().to_dense(), csr().to_dense(), coo().is_sparse, coo().is_sparse_coo(), coo().layout],
    "csr of a cube": lambda: masked_tensor(torch.ones(1, 2, 2), torch.ones(1, 2, 2, dtype=torch.bool)).to_sparse_csr(),
    "views": lambda: [mt().reshape(3, 2), mt().view(6), mt().t(), mt().transpose(0, 1), mt().unsqueeze(0),
                      mt().expand(2, 2, 3), mt().flatten(), mt().narrow(1, 0, 2), mt().select(0, 1)],
    "joins": lambda: [torch.cat([mt(), mt()]), torch.stack([mt(), mt()]), torch.cat([mt(), mt()], dim=1)],
    "parts": lambda: [mt().split(1), mt().chunk(2)],
    "where": lambda: [torch.where(M, mt(), masked_tensor(D + 1, ~M)), torch.where(M, mt(), D)],
    "softmax": lambda: [masked_tensor(torch.zeros(2, 3), M).softmax(1), torch.softmax(masked_tensor(D * 0, M), 0),
                        F.softmax(masked_tensor(D * 0, M), -1)],
    "copies": lambda: [mt().clone(), mt().detach(), mt().contiguous(), torch.ones_like(mt()), mt().copy_(mt())],
    "to": lambda: [mt().to(torch.float64), mt().double(), mt().int(), mt().to("cpu"), mt().float()],
    "matmul": lambda: mt().mm(W),
    "relu": lambda: torch.relu(mt()),
    "F.relu": lambda: F.relu(mt()),
    "zeros_like": lambda: torch.zeros_like(mt()),
    "permute": lambda: mt().permute(1, 0),
    "zero_": lambda: mt().zero_(),
    "gelu": lambda: F.gelu(mt()),
    "masked functions": lambda: [torch.masked.sum(mt()), torch.masked.amax(mt(), 1), torch.masked.prod(mt(), 0)],
    "gradient of sum": lambda: gradient(lambda x: x.sum()),
    "gradient of mean": lambda: gradient(lambda x: x.mean()),
    "gradient of a product": lambda: gradient(lambda x: (x * x).sum()),
    "gradient of amax": lambda: gradient(lambda x: x.amax(1).sum()),
    "as_masked_tensor": lambda: as_masked_tensor(D, M),
    "requires grad": lambda: [masked_tensor(D, M, requires_grad=True).requires_grad,
                              (masked_tensor(D, M, requires_grad=True) * 2).requires_grad,
                              (masked_tensor(D, M, requires_grad=True) * 2).is_leaf],
}

write(CASES)
