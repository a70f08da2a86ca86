"""Writes calls of torch.nn.grad and what they give, for test/nn/grad.test.ts.

    python3 scripts/golden/nn_grad.py > test/golden/nn_grad.json
"""

import torch.nn.grad as grad

from support.seeded_calls import print_cases, randn

CASES = [
    ("conv1d_input", [[2, 4, 9], randn(6, 4, 3), randn(2, 6, 7)], {}),
    ("conv1d_input", [[2, 4, 9], randn(6, 2, 3), randn(2, 6, 5), 2, 1, 1, 2], {}),
    ("conv1d_weight", [randn(2, 4, 9, grad=True), [6, 4, 3], randn(2, 6, 7)], {}),
    ("conv1d_weight", [randn(2, 4, 9), [6, 2, 3], randn(2, 6, 5)], {"stride": 2, "padding": [1], "groups": 2}),
    ("conv2d_input", [[1, 2, 5, 5], randn(3, 2, 3, 2, grad=True), randn(1, 3, 3, 4)], {}),
    ("conv2d_input", [[1, 2, 5, 5], randn(3, 2, 2, 2), randn(1, 3, 3, 3), [1, 2], [0, 1], [2, 1]], {}),
    ("conv2d_weight", [randn(1, 2, 5, 5), [3, 2, 3, 2], randn(1, 3, 3, 4)], {}),
    ("conv2d_weight", [randn(1, 2, 5, 5), [3, 2, 2, 2], randn(1, 3, 3, 3)], {"stride": [1, 2], "padding": [0, 1], "dilation": [2, 1]}),
    ("conv3d_input", [[1, 2, 3, 4, 4], randn(2, 2, 2, 2, 2), randn(1, 2, 2, 3, 3)], {}),
    ("conv3d_weight", [randn(1, 2, 3, 4, 4), [2, 2, 2, 2, 2], randn(1, 2, 2, 3, 3)], {}),
    ("conv3d_weight", [randn(1, 2, 3, 4, 4), [2, 2, 2, 2, 2]], {}),
    ("conv2d_input", [[1, 3, 5, 5], randn(3, 2, 3, 2), randn(1, 3, 3, 4)], {}),
]

if __name__ == "__main__":
    print_cases(grad, CASES)
