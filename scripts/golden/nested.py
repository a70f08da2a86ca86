"""Writes what expressions over nested tensors print, for test/nested/nested.test.ts.

    python3 scripts/golden/nested.py > test/golden/nested.json

The names of ragged sizes count up in a process, so they are written as `j`.
"""

import re

import torch
import torch.nn.functional as F
from support import texts

N = torch.nested
A = torch.arange(6.0).reshape(2, 3)
B = torch.arange(9.0).reshape(3, 3) + 1
W = torch.ones(4, 3)
T = torch.arange(12.0).reshape(3, 4)
JAGGED = torch.jagged


def strided(**kwargs):
    return N.nested_tensor([A, B], **kwargs)


def jagged(**kwargs):
    return N.nested_tensor([A, B], layout=JAGGED, **kwargs)


def holes():
    return N.narrow(T, 1, torch.tensor([0, 1, 0]), torch.tensor([2, 1, 4]), layout=JAGGED)


def both(nt):
    """The text and the values."""
    return [nt, nt.values()] if nt.layout is JAGGED else nt


def each(*nts):
    return [both(nt) if nt.is_nested else nt for nt in nts]


def gradient(function):
    x, y = A.clone().requires_grad_(), B.clone().requires_grad_()
    function(N.as_nested_tensor([x, y], layout=JAGGED)).backward()
    return [x.grad, y.grad]


def leaf_gradient(function):
    nt = jagged(requires_grad=True)
    function(nt).backward()
    return both(nt.grad)


def at(*places):
    return torch.tensor(places)


def put(nt, indices, value, **kwargs):
    return both(nt.index_put_(indices, value, **kwargs))


def assigned(index, value, nt=None):
    nt = jagged() if nt is None else nt
    nt[index] = value(nt) if callable(value) else value
    return both(nt)


def heads(*lengths, heads=2, size=4):
    """(B, heads, j, size)"""
    rows = [torch.arange(n * heads * size, dtype=torch.float32).reshape(n, heads, size) for n in lengths]
    return N.nested_tensor(rows, layout=JAGGED).transpose(1, 2)


def attend(query, key, value, **kwargs):
    return both(F.scaled_dot_product_attention(query * 0, key * 0, value, **kwargs))


ONE = torch.tensor(7.0)
CASES = {
    "strided": lambda: strided(),
    "strided, of lists": lambda: N.nested_tensor([[1, 2], [3]]),
    "strided, of numbers": lambda: N.nested_tensor([1, 2]),
    "strided, of nothing": lambda: N.nested_tensor([]),
    "strided, double": lambda: strided(dtype=torch.float64),
    "strided, requires grad": lambda: strided(requires_grad=True),
    "strided, of a cube": lambda: N.nested_tensor([torch.ones(1, 2, 2), torch.zeros(2, 1, 2)]),
    "strided, other ranks": lambda: N.nested_tensor([torch.ones(2), torch.ones(2, 2)]),
    "strided, of a number": lambda: N.nested_tensor(5),
    "strided, of a tensor": lambda: N.as_nested_tensor(torch.ones(2, 3)),
    "strided, what it has": lambda: [strided().is_nested, strided().layout, strided().dim(), strided().numel(),
                                     strided().size(0), strided().size(2), strided().is_contiguous(), strided().dtype],
    "strided, ragged size": lambda: strided().size(1),
    "strided, shape": lambda: strided().shape,
    "strided, arithmetic": lambda: [strided() + 1, strided() * strided(), strided().neg(), F.relu(strided())],
    "strided, parts": lambda: [strided().unbind(), strided()[0], strided().chunk(3, -1)],
    "strided, products": lambda: [F.linear(strided(), W), strided().transpose(1, 2)],
    "strided, sum": lambda: strided().sum(-1, keepdim=True),
    "strided, padded": lambda: [strided().to_padded_tensor(0.0), N.to_padded_tensor(strided(), 1.0, (2, 4, 4))],
    "strided, padded too small": lambda: N.to_padded_tensor(strided(), 1.0, (2, 2, 2)),
    "strided, likes": lambda: [torch.ones_like(strided()), strided().clone(), strided().double(), strided().contiguous()],
    "strided, history": lambda: N.as_nested_tensor([A.clone().requires_grad_(), B]),
    "strided, values": lambda: strided().values(),
    "strided, as itself": lambda: N.as_nested_tensor(strided()),
    "jagged": lambda: both(jagged()),
    "jagged, requires grad": lambda: jagged(requires_grad=True),
    "jagged, result": lambda: jagged(requires_grad=True) * 2,
    "jagged, of lists": lambda: both(N.nested_tensor([[1, 2], [3]], layout=JAGGED)),
    "jagged, double": lambda: both(jagged(dtype=torch.float64)),
    "jagged, ragged last": lambda: both(N.nested_tensor([torch.ones(2, 2), torch.ones(2, 3)], layout=JAGGED)),
    "jagged, of nothing": lambda: N.nested_tensor([], layout=JAGGED),
    "jagged, other ranks": lambda: N.nested_tensor([torch.ones(2), torch.ones(2, 2)], layout=JAGGED),
    "jagged, twice ragged": lambda: N.nested_tensor([torch.ones(2, 2), torch.ones(3, 3)], layout=JAGGED),
    "jagged, other dtypes": lambda: N.nested_tensor([torch.ones(2), torch.ones(2).int()], layout=JAGGED),
    "jagged, of scalars": lambda: N.nested_tensor([torch.tensor(1.0)], layout=JAGGED),
    "another layout": lambda: N.nested_tensor([A, B], layout=torch.sparse_coo),
    "jagged, of a tensor": lambda: both(N.as_nested_tensor(torch.ones(2, 3), layout=JAGGED)),
    "of a vector": lambda: N.as_nested_tensor(torch.ones(2)),
    "of a number": lambda: N.as_nested_tensor(5),
    "jagged as strided": lambda: N.as_nested_tensor(jagged()),
    "jagged, what it has": lambda: [jagged().is_nested, jagged().layout, jagged().dim(), jagged().ndim, jagged().numel(),
                                    len(jagged()), jagged().size(0), jagged().size(2), jagged().is_contiguous(),
                                    jagged().dtype, jagged().requires_grad, jagged().is_leaf, jagged()._ragged_idx,
                                    jagged()._min_seqlen, jagged()._max_seqlen, jagged().lengths(),
                                    torch.is_tensor(jagged()), isinstance(jagged(), torch.Tensor)],
    "jagged, shape": lambda: [jagged().shape, str(jagged().size(1)), str(jagged().stride()[0])],
    "jagged, offsets": lambda: jagged().offsets(),
    "jagged, tolist": lambda: jagged().tolist(),
    "jagged, numpy": lambda: jagged().numpy(),
    "jagged, index": lambda: [jagged()[0], jagged()[1], jagged()[1, 2]],
    "jagged, index of rows": lambda: jagged()[:, 0],
    "unbind": lambda: [jagged().unbind(), holes().unbind()],
    "padded": lambda: [jagged().to_padded_tensor(0.0), jagged().to_padded_tensor(-1.0, output_size=(2, 4, 3)),
                       N.to_padded_tensor(jagged(), 2.0), jagged().transpose(1, 2).to_padded_tensor(0.0)],
    "padded, holes": lambda: holes().to_padded_tensor(0.0),
    "conversions": lambda: each(jagged().double(), jagged().to(torch.int64), jagged().clone(), jagged().detach(),
                                jagged().contiguous(), jagged().to("cpu")),
    "arithmetic": lambda: each(jagged() + 1, jagged() * torch.ones(3), jagged() - 0.5, 1 - jagged(), jagged().pow(2),
                               jagged() * torch.full((2, 1, 3), 2.0)),
    "with itself": lambda: (lambda j: each(j + j, j * j, j.eq(j), j > 3, torch.maximum(j, 4 - j)))(jagged()),
    "pointwise": lambda: each(jagged().neg(), jagged().relu(), F.relu(jagged()), jagged().square(), jagged().frac(),
                              jagged().clamp(1, 2), jagged().sign(), F.hardtanh(jagged()), F.leaky_relu(jagged())),
    "in place": lambda: each(jagged().add_(1), jagged().fill_(0), jagged().mul_(2), jagged().relu_()),
    "other rows": lambda: jagged() + jagged(),
    "other shapes": lambda: jagged() * A,
    "more dimensions": lambda: jagged() * torch.ones(1, 2, 2, 3),
    "sums": lambda: each(jagged().sum(), jagged().sum(1), jagged().sum(2), jagged().sum(-1, keepdim=True),
                         jagged().sum(1, keepdim=True), jagged().sum((0, 1)), jagged().sum((0, 1, 2))),
    "sum over the batch": lambda: jagged().sum(0),
    "sum over rows and more": lambda: jagged().sum((1, 2)),
    "means": lambda: each(jagged().mean(), jagged().mean(1), jagged().mean(2), jagged().mean(1, keepdim=True)),
    "extremes": lambda: each(jagged().amax(1), jagged().amin(2), jagged().max(), jagged().min(), jagged().argmax(2),
                             jagged().all(), jagged().any(), jagged().prod(), jagged().amin(1)),
    "max along": lambda: [both(part) for part in jagged().max(2)],
    "var": lambda: jagged().var(2),
    "norm": lambda: torch.allclose(jagged(), jagged()),
    "linear": lambda: each(F.linear(jagged(), W), F.linear(jagged(), W, torch.ones(4)), jagged() @ W.t()),
    "bmm": lambda: both(torch.bmm(jagged(), torch.ones(2, 3, 2))),
    "matmul": lambda: (lambda j: torch.matmul(j.transpose(1, 2), j))(jagged()),
    "bmm, unfit": lambda: torch.bmm(jagged(), W),
    "softmax": lambda: each(F.softmax(jagged() * 0, 2), torch.softmax(jagged() * 0, -1), F.softmax(jagged() * 0, 1)),
    "softmax of the batch": lambda: F.softmax(jagged(), 0),
    "log_softmax of rows": lambda: torch.log_softmax(jagged(), 1),
    "norms": lambda: [F.layer_norm(jagged(), (3,)), F.rms_norm(jagged(), (3,))],
    "layer_norm of the batch": lambda: F.layer_norm(jagged(), (2, 2, 3)),
    "rms_norm of rows": lambda: F.rms_norm(jagged(), (2, 3)),
    "dropout": lambda: each(F.dropout(jagged(), 0.5, False), F.dropout(jagged(), 0.0)),
    "embedding": lambda: both(F.embedding(N.nested_tensor([torch.tensor([0, 1]), torch.tensor([1])], layout=JAGGED),
                                          torch.eye(2))),
    "transposed": lambda: each(jagged().transpose(1, 2), jagged().permute(0, 2, 1), jagged().transpose(1, 2).transpose(1, 2)),
    "transpose of the batch": lambda: jagged().transpose(0, 1),
    "permute of the batch": lambda: jagged().permute(1, 0, 2),
    "unsqueezed": lambda: each(jagged().unsqueeze(-1), jagged().unsqueeze(1), jagged().unsqueeze(-1).squeeze(-1)),
    "unsqueeze of the batch": lambda: jagged().unsqueeze(0),
    "squeeze": lambda: jagged().squeeze(),
    "views": lambda: each(jagged().view(2, -1, 3), jagged().view(2, -1, 3, 1), jagged().reshape(2, -1, 1, 3),
                          jagged().unflatten(-1, [3, 1]), jagged().unflatten(-1, [1, 3]).flatten(2, 3)),
    "view, unfit": lambda: jagged().view(6, 3),
    "flatten of rows": lambda: jagged().flatten(1, 2),
    "cat": lambda: (lambda j: each(torch.cat([j, j], dim=2), torch.cat([j, j * 2], -1), torch.stack([j, j], -1)))(jagged()),
    "cat of the batch": lambda: torch.cat([jagged(), jagged()]),
    "stack of the batch": lambda: (lambda j: torch.stack([j, j]))(jagged()),
    "parts": lambda: each(*jagged().chunk(3, dim=-1), *jagged().chunk(2, dim=0), *jagged().split([1, 2], dim=-1),
                          jagged().select(2, 1), jagged().select(0, 1), jagged().narrow(2, 0, 2)),
    "split of the batch": lambda: jagged().split(1, dim=0),
    "narrow of rows": lambda: jagged().narrow(1, 0, 2),
    "likes": lambda: each(torch.ones_like(jagged()), torch.zeros_like(jagged()), torch.full_like(jagged(), 3)),
    "where": lambda: (lambda j: each(torch.where(j > 3, j, -j), j.masked_fill(j > 3, 0.0)))(jagged()),
    "copy_": lambda: (lambda j: both(j.copy_(j * 2)))(jagged()),
    "expand": lambda: (lambda j: both(j.expand(2, j.size(1), 3)))(jagged()),
    "masked_select": lambda: both(N.masked_select(torch.ones(3, 3), torch.eye(3).bool())),
    "masked_select, sparse": lambda: N.masked_select(torch.ones(3, 3).to_sparse(), torch.eye(3).bool()),
    "narrow": lambda: [holes(), holes().lengths(), holes().offsets()],
    "narrow, contiguous": lambda: both(holes().contiguous()),
    "narrow, plus": lambda: holes() + 1,
    "narrow, numbers": lambda: [N.narrow(T, 1, 1, 2, layout=JAGGED), N.narrow(T, 1, 1, 2, layout=JAGGED).unbind()],
    "narrow, whole": lambda: both(N.narrow(T, 1, torch.tensor([2, 0, 0]), torch.tensor([2, 4, 1]), layout=JAGGED)),
    "narrow, other dims": lambda: N.narrow(T, 0, 1, 2, layout=JAGGED),
    "narrow, strided": lambda: N.narrow(T, 0, 1, 2),
    "narrow, strided of tensors": lambda: N.narrow(T, 0, torch.tensor([1]), 2),
    "narrow, of text": lambda: N.narrow(T, 1, "a", 2),
    "from_jagged": lambda: each(N.nested_tensor_from_jagged(B, torch.tensor([0, 1, 3])),
                                N.nested_tensor_from_jagged(B, lengths=torch.tensor([1, 2])),
                                N.nested_tensor_from_jagged(B, torch.tensor([0, 1, 3]), torch.tensor([1, 1])),
                                N.nested_tensor_from_jagged(B, torch.tensor([0, 1, 3]), jagged_dim=2),
                                N.nested_tensor_from_jagged(B, torch.tensor([0, 1, 3]), min_seqlen=1, max_seqlen=2)),
    "from_jagged, neither": lambda: N.nested_tensor_from_jagged(B),
    "from_jagged, dim 0": lambda: N.nested_tensor_from_jagged(B, torch.tensor([0, 1, 3]), jagged_dim=0),
    "gradients": lambda: [gradient(lambda n: n.sum()), gradient(lambda n: (n * n).sum()),
                          gradient(lambda n: F.linear(n, W).sum()), gradient(lambda n: n.to_padded_tensor(0.0).pow(2).sum()),
                          gradient(lambda n: n.values().sum())],
    "gradient of a leaf": lambda: leaf_gradient(lambda n: (n * n).sum()),
    "layers": lambda: torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.ReLU(), torch.nn.Linear(5, 1))(jagged()).shape,
    "attention, unfit": lambda: F.scaled_dot_product_attention(
        jagged().unsqueeze(1).transpose(1, 2), jagged().unsqueeze(1), jagged().unsqueeze(1)),
    "attention": lambda: (lambda q: F.scaled_dot_product_attention(q * 0, q * 0, q))(
        N.nested_tensor([A, B * 4], layout=JAGGED).unsqueeze(-1).transpose(1, 2)).values(),
    "lerp": lambda: (lambda j: each(j.lerp(j * 3, 0.5), torch.lerp(j, torch.ones(3), 0.5), torch.lerp(torch.ones(3), j, 0.5),
                                    j.lerp_(j * 3, 0.5)))(jagged()),
    "lerp, all by name": lambda: (lambda j: both(torch.lerp(j, end=j * 3, weight=0.5)))(jagged()),
    "lerp by a tensor": lambda: (lambda j: torch.lerp(j, j * 3, j))(jagged()),
    "lerp to other rows": lambda: jagged().lerp(jagged(), 0.5),
    "lerp to another shape": lambda: jagged().lerp(A, 0.5),
    "pow of other rows": lambda: jagged().pow(jagged()),
    "atan2 of other rows": lambda: jagged().atan2(jagged()),
    "clamp to tensors": lambda: (lambda j: both(j.clamp(min=j * 0 + 3)))(jagged()),
    "clamp between tensors": lambda: (lambda j: j.clamp(j * 0 + 3, j * 0 + 4))(jagged()),
    "addcmul": lambda: (lambda j: torch.addcmul(j, j, j))(jagged()),
    "addcmul_": lambda: jagged().addcmul_(torch.ones(3), torch.ones(3)),
    "addcdiv": lambda: (lambda j: j.addcdiv(j, j))(jagged()),
    "index_put_": lambda: [put(jagged(), (at(0, 1), at(1, 2), at(0, 2)), ONE),
                           put(jagged(), (at(0, 1), at(1, 2)), torch.tensor([9.0, 8.0, 7.0])),
                           put(jagged(), (at(1),), ONE),
                           put(jagged(), (at(0, 0), at(1, 1)), ONE, accumulate=True),
                           put(jagged().transpose(1, 2), (at(0, 1), at(0, 2), at(1, 2)), ONE),
                           put(N.nested_tensor([torch.zeros(2, 2), torch.zeros(2, 3)], layout=JAGGED), (at(0, 1), at(0, 1)), ONE)],
    "index_put": lambda: (lambda j: each(j.index_put((at(0, 0), at(1, 1)), ONE, accumulate=True), torch.index_put(j, (at(1),), ONE),
                                         j))(jagged()),
    "index_put_, too many": lambda: jagged().index_put_((at(0),) * 4, ONE),
    "index_put_, out of a row": lambda: jagged().index_put_((at(0), at(2)), ONE),
    "index_put_ of a jagged tensor": lambda: (lambda j: j.index_put_((at(0), at(1)), j))(jagged()),
    "index_put_ by a jagged mask": lambda: (lambda j: j.index_put_((j > 3,), ONE))(jagged()),
    "index_put_ of other dtypes": lambda: jagged().index_put_((at(0), at(1)), at(7)[0]),
    "index_put_ into holes": lambda: holes().index_put_((at(0),), ONE),
    "index_put_ of rows that are transposed": lambda: jagged().transpose(1, 2).index_put_((at(0, 1), at(0, 2)), ONE),
    "assignment": lambda: [assigned(0, 5.0), assigned((0, 1), 5.0), assigned((..., 0), 5.0), assigned((..., 0), lambda j: j[..., 1]),
                           assigned(1, lambda j: j[1] * 2), assigned(0, torch.tensor([1.0, 2.0, 3.0])),
                           assigned((at(0), at(1)), 5.0)],
    "assignment to a row that is not there": lambda: assigned(5, 1.0),
    "assignment to all rows' first": lambda: assigned((slice(None), 0), 1.0),
    "a row that is not there": lambda: jagged()[5],
    "attention, other rows": lambda: [(lambda k: attend(heads(2, 3), k, k))(heads(4, 1)),
                                      (lambda q: attend(q, q, heads(2, 3, size=5)))(heads(2, 3)),
                                      (lambda q: attend(q, q, q, scale=0.25, enable_gqa=True))(heads(1, 2))],
    "attention of dense batches": lambda: (lambda q: attend(q, q, q))(heads(2, 3).transpose(1, 2)),
    "attention of dense batches, causal": lambda: (lambda q: attend(q, q, q, is_causal=True))(heads(2, 3).transpose(1, 2)),
    "attention, masked": lambda: (lambda q: F.scaled_dot_product_attention(q, q, q, torch.ones(3, 3).bool()))(heads(2, 3)),
    "attention, masked by name": lambda: (lambda q: F.scaled_dot_product_attention(q, q, q, attn_mask=q))(heads(2, 3)),
    "attention, other dtypes": lambda: (lambda q: F.scaled_dot_product_attention(q, q, q.double()))(heads(2, 3)),
    "attention to dense": lambda: F.scaled_dot_product_attention(heads(2, 3), torch.ones(2, 2, 3, 4), torch.ones(2, 2, 3, 4)),
    "attention, too few dimensions": lambda: (lambda q: F.scaled_dot_product_attention(q, q, q))(
        N.nested_tensor([torch.ones(2), torch.ones(3)], layout=JAGGED)),
    "attention, other batches": lambda: attend(heads(2, 3), heads(4, 1, 2), heads(4, 1, 2)),
}


def answer(expression):
    return plain(texts.answer(expression))


def plain(value):
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if not isinstance(value, str):
        return value
    # The view of what a nested tensor was made of has a node of its own in PyTorch.
    return re.sub(r"\bj\d+", "j", value)


print(texts.json.dumps({name: answer(case) for name, case in CASES.items()}, indent=1))
