"""Writes calls of torch.nn.utils and what they give, for test/nn/utils/utils.test.ts.

    python3 scripts/golden/nn_utils.py > test/golden/nn_utils.json

The functions that change gradients or parameters are called through the functions below, which make parameters of
plain tensors and give back what has been changed; the test has the same ones.
"""

import torch
from torch.nn import utils

from support.seeded_calls import data, number, ones, print_cases, rand, randn, zeros


def parameters_with(grads):
    parameters = []
    for grad in grads:
        parameters.append(torch.nn.Parameter(torch.zeros(2) if grad is None else torch.zeros_like(grad)))
        parameters[-1].grad = grad
    return parameters


def on_gradients(name):
    def call(grads, *args, **kwargs):
        parameters = parameters_with(grads)
        result = getattr(utils, name)(parameters, *args, **kwargs)
        return [result, [parameter.grad for parameter in parameters]]

    return call


def vector_to_parameters(vec, shapes):
    parameters = [torch.nn.Parameter(torch.zeros(shape)) for shape in shapes]
    utils.vector_to_parameters(vec, parameters)
    return [parameter.data for parameter in parameters]


class Functions:
    clip_grad_norm = staticmethod(on_gradients("clip_grad_norm"))
    clip_grad_norm_ = staticmethod(on_gradients("clip_grad_norm_"))
    clip_grad_value_ = staticmethod(on_gradients("clip_grad_value_"))
    clip_grads_with_norm_ = staticmethod(on_gradients("clip_grads_with_norm_"))
    get_total_norm = staticmethod(utils.get_total_norm)
    parameters_to_vector = staticmethod(utils.parameters_to_vector)
    vector_to_parameters = staticmethod(vector_to_parameters)
    fuse_conv_bn_weights = staticmethod(utils.fuse_conv_bn_weights)
    fuse_linear_bn_weights = staticmethod(utils.fuse_linear_bn_weights)


GRADS = [randn(3, 4), None, randn(5), randn(2, 2, dtype="float64")]
CONV = [randn(6, 4, 3, 3), randn(6), randn(6), rand(6), 1e-5, randn(6), randn(6)]

CASES = [
    ("clip_grad_norm_", [GRADS, 1.0], {}),
    ("clip_grad_norm_", [GRADS, 100], {}),
    ("clip_grad_norm_", [GRADS, 0.5, 1], {}),
    ("clip_grad_norm_", [GRADS, 0.5], {"norm_type": number("inf")}),
    ("clip_grad_norm_", [GRADS, 0.5, 3.0, False, False], {}),
    ("clip_grad_norm_", [GRADS], {"max_norm": 0.5, "foreach": True}),
    ("clip_grad_norm_", [[], 1.0], {}),
    ("clip_grad_norm_", [[None], 1.0], {}),
    ("clip_grad_norm_", [[data([1e30, 1e30])], 1.0, 2.0, True], {}),
    ("clip_grad_norm_", [[data([1e30, 1e30])], 1.0, 1.5], {"error_if_nonfinite": True}),
    ("clip_grad_norm_", [[data([1e30, 1e30])], 1.0], {}),
    ("clip_grad_norm_", [GRADS], {}),
    ("clip_grad_norm", [GRADS, 1.0], {}),
    ("clip_grad_value_", [GRADS, 0.3], {}),
    ("clip_grad_value_", [GRADS, 0.3, False], {}),
    ("clip_grad_value_", [GRADS], {"clip_value": 1, "foreach": True}),
    ("clip_grads_with_norm_", [GRADS, 1.0, data(4.0)], {}),
    ("clip_grads_with_norm_", [GRADS, 1.0, data(0.25), False], {}),
    ("clip_grads_with_norm_", [[], 1.0, data(4.0)], {}),
    ("get_total_norm", [[randn(3, 4), randn(5)]], {}),
    ("get_total_norm", [[randn(3, 4), randn(5, dtype="float16")], 1.0], {}),
    ("get_total_norm", [randn(3, 4)], {"norm_type": number("inf"), "foreach": False}),
    ("get_total_norm", [[]], {}),
    ("get_total_norm", [[randn(3)]], {"norm": 1}),
    ("parameters_to_vector", [[randn(3, 4, grad=True), randn(2, grad=True)]], {}),
    ("parameters_to_vector", [[]], {}),
    ("vector_to_parameters", [randn(10), [[2, 3], [4]]], {}),
    ("vector_to_parameters", [randn(12), [[2, 3], [4]]], {}),
    ("vector_to_parameters", [randn(8), [[2, 3], [4]]], {}),
    ("vector_to_parameters", [3, [[2, 3]]], {}),
    ("fuse_conv_bn_weights", CONV, {}),
    ("fuse_conv_bn_weights", [randn(4, 6, 3), None, *CONV[2:5], None, None], {"transpose": True}),
    ("fuse_conv_bn_weights", [randn(6, 4, 3, dtype="float16"), None, *CONV[2:]], {}),
    ("fuse_linear_bn_weights", [randn(6, 4), randn(6), zeros(6), ones(6), 1e-5, randn(6), randn(6)], {}),
    ("fuse_linear_bn_weights", [randn(6, 4), None, randn(1), rand(1), 0.1, randn(1), randn(1)], {}),
]

if __name__ == "__main__":
    print_cases(Functions, CASES)
