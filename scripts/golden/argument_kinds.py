"""Writes a call for each kind of argument and result that libtorch's schemas have, for test/ops/every_operator.test.ts.

    python3 scripts/golden/argument_kinds.py > test/golden/argument_kinds.json

Written like functional.json. The operators are called through torch.ops, overload by overload.
"""

import torch

from functional import print_cases

A = torch.tensor([[3.0, -1.0, 0.0], [2.0, 2.0, -4.0]])
V = torch.tensor([1.0, 2.0, 3.0])
I = torch.tensor([1, 2, 3])
Z = torch.tensor([0, 2])
M = torch.tensor([[True, False, True], [False, True, True]])
IMAGE = torch.arange(12.0).reshape(1, 3, 2, 2)
KERNEL = torch.ones(2, 3, 2, 2)
F64 = torch.float64

CASES = [
    # Tensor, and what stands for one
    ("ops.aten.add.Tensor", [V, I], {}),
    ("ops.aten.add.Tensor", [V, I], {"alpha": 3}),
    ("ops.aten.add.Scalar", [I, 2, 3], {}),
    ("ops.aten.add_.Tensor", [V.clone(), I], {}),
    # Tensor?
    ("ops.aten.linear.default", [A, torch.ones(2, 3)], {}),
    ("ops.aten.linear.default", [A, torch.ones(2, 3), None], {}),
    ("ops.aten.linear.default", [A, torch.ones(2, 3), Z.float()], {}),
    ("ops.aten.clamp.Tensor", [A], {"max": torch.ones(3)}),
    # Tensor[], Tensor?[], Tensor[][]
    ("ops.aten.cat.default", [[V, V]], {}),
    ("ops.aten.stack.default", [[V, V], 1], {}),
    ("ops.aten.index.Tensor", [A, [None, Z]], {}),
    ("ops.aten.index.Tensor", [A, [torch.tensor([0, 1]), Z]], {}),
    ("ops.aten.index_put.default", [A, [None, Z], torch.tensor(9.0)], {}),
    # Scalar of every kind, Scalar?, Scalar[]
    ("ops.aten.mul.Scalar", [I, 2], {}),
    ("ops.aten.mul.Scalar", [I, 2.5], {}),
    ("ops.aten.mul.Scalar", [I, True], {}),
    ("add", [V, V], {"alpha": torch.tensor(4)}),
    ("ops.aten.clamp.default", [A, 0], {}),
    ("ops.aten.clamp.default", [A, None, 1.5], {}),
    ("ops.aten.clamp.default", [A], {"max": 1}),
    ("ops.aten._foreach_add.ScalarList", [[V, V], [1, 2.5]], {}),
    # int, int?, SymInt, SymInt?, and lists of them
    ("ops.aten.select.int", [A, 0, -1], {}),
    ("ops.aten.slice.Tensor", [V], {}),
    ("ops.aten.slice.Tensor", [V, 0, None, -1], {}),
    ("ops.aten.argmax.default", [A, None, True], {}),
    ("ops.aten.std.correction", [A, [1]], {"correction": 0}),
    ("ops.aten.view.default", [A, [3, -1]], {}),
    ("ops.aten.permute.default", [A, [1, 0]], {}),
    ("ops.aten.sum.dim_IntList", [A, [0, 1], True], {}),
    ("ops.aten.sum.dim_IntList", [A, None], {}),
    ("ops.aten.upsample_nearest2d.vec", [IMAGE[:, :, :1, :1], [2, 2], None], {}),
    ("ops.aten.upsample_nearest2d.vec", [IMAGE[:, :, :1, :1], None, [2.0, 3.0]], {}),
    # int[2] given as one number
    ("ops.aten.max_pool2d.default", [IMAGE, 2], {}),
    ("ops.aten.max_pool2d.default", [IMAGE, [2, 1], 1], {}),
    ("conv2d", [IMAGE, KERNEL, None, 2], {}),
    ("conv2d", [IMAGE, KERNEL, None, [2, 1], 0], {}),
    # float, float?, float[]?
    ("ops.aten.dropout.default", [V, 0.0, True], {}),
    ("ops.aten.leaky_relu.default", [A, 1], {}),
    ("ops.aten.pairwise_distance.default", [V, V + 1, 1, 0], {}),
    ("ops.aten.logit.default", [torch.tensor([0.25, 0.75]), None], {}),
    ("ops.aten.logit.default", [torch.tensor([0.0, 0.75]), 0.25], {}),
    ("ops.aten.histogram.bin_ct", [V, 2], {"range": [0.0, 4.0]}),
    ("ops.aten.nan_to_num.default", [torch.tensor([-2.0, 1.0]), None, 5], {}),
    # bool, bool?, bool[]
    ("ops.aten.sort.stable", [V], {"stable": True, "descending": True}),
    ("ops.aten.sort.stable", [V], {"stable": None}),
    ("ops.aten.native_layer_norm_backward.default",
     [A, A, [3], torch.zeros(2, 1), torch.ones(2, 1), None, None, [True, False, False]], {}),
    # str, str?
    ("ops.aten.conv2d.padding", [IMAGE, KERNEL, None, [1], "valid"], {}),
    ("ops.aten.gelu.default", [V], {"approximate": "tanh"}),
    ("ops.aten.div.Tensor_mode", [V, torch.tensor(2.0)], {"rounding_mode": "floor"}),
    ("ops.aten.div.Tensor_mode", [V, torch.tensor(2.0)], {"rounding_mode": None}),
    # ScalarType, ScalarType?
    ("ops.aten.view.dtype", [V, torch.int32], {}),
    ("ops.aten.sum.default", [I], {"dtype": F64}),
    ("ops.aten.cumsum.default", [V, 0], {"dtype": F64}),
    ("ops.aten.zeros.default", [[2]], {"dtype": torch.int8}),
    # Results: Tensor[], several, numbers, truth values, a dtype
    ("ops.aten.split.Tensor", [V, 2], {}),
    ("ops.aten.unbind.int", [A], {}),
    ("ops.aten.max.dim", [A, 1], {}),
    ("ops.aten.aminmax.default", [A], {}),
    ("ops.aten.equal.default", [V, V], {}),
    ("ops.aten.item.default", [torch.tensor(2.5)], {}),
    ("ops.aten.item.default", [torch.tensor(7)], {}),
    ("ops.aten.item.default", [torch.tensor(True)], {}),
    ("ops.aten.size.int", [A, 1], {}),
    ("result_type", [I, 2.5], {}),
    ("promote_types", [torch.int8, torch.uint8], {}),
    # A packet chooses its overload.
    ("ops.aten.add", [I, 2], {}),
    ("ops.aten.add", [I, V], {}),
    ("ops.aten.sum", [A, [0]], {}),
    ("ops.aten.max", [A, 0], {}),
    ("ops.aten.max", [A], {}),
    ("ops.aten.pow", [2, I], {}),
    ("ops.aten.masked_fill", [A, M, -1], {}),
    # What is wrong with a call, in PyTorch's words
    ("relu", [V], {"nonsense": 1}),
    ("relu", [], {}),
    ("relu", ["x"], {}),
    ("relu", [[1.0]], {}),
    ("relu", [V, V], {}),
    ("bmm", [V], {}),
    ("bmm", [V, 2], {}),
    ("cat", [[V, 1]], {}),
    ("cat", [V], {}),
    ("stack", [[V, "x"]], {}),
    ("cumsum", [V], {}),
    ("cumsum", [V, "0"], {}),
    ("cumsum", [V, 0.5], {}),
    ("cumsum", [V, 0], {"dtype": "float32"}),
    ("softmax", [V, "x"], {}),
    ("add", [V, "x"], {}),
    ("add", [V, V], {"alpha": "x"}),
    ("add", [V, V], {"beta": 2}),
    ("add", [V, V, V, V], {}),
    (".reshape", [A, "x"], {}),
    (".permute", [A, "x"], {}),
    (".transpose", [A, 0], {}),
    (".transpose", [A, 0, 1, 2], {}),
    (".masked_fill", [A, M], {}),
    ("max_pool2d", [IMAGE, "2"], {}),
    ("zeros", ["x"], {}),
    ("zeros", [[2]], {"dtype": 5}),
    ("zeros", [[-1]], {}),
    ("zeros", [[2]], {"device": "nonsense"}),
    ("ones", [[2, "x"]], {}),
    (".view", [A, [4, 4]], {}),
    (".sum", [A, 5], {}),
    ("matmul", [A, A], {}),
    ("add", [A, torch.ones(4)], {}),
    ("div", [V, V], {"rounding_mode": "nonsense"}),
    ("einsum", ["ij,jk", A], {}),
    ("gather", [A, 0, V], {}),
    ("index_select", [A, 0, torch.tensor([9])], {}),
    ("full", [[2]], {}),
    ("arange", ["x"], {}),
    (".to", [V, "nonsense"], {}),
    (".item", [V], {}),
    ("empty", [[1 << 62]], {}),
    (".add_", [I, V], {}),
]

if __name__ == "__main__":
    print_cases(CASES)
