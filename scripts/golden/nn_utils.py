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


def weight_norm(x, *args):
    layer = torch.nn.Linear(4, 3)
    utils.weight_norm(layer, *args)
    out = layer(x)
    keys = " ".join(layer.state_dict())
    return [out, keys, layer.weight_g, utils.remove_weight_norm(layer)(x), " ".join(layer.state_dict())]


def weight_norm_twice():
    return utils.weight_norm(utils.weight_norm(torch.nn.Linear(4, 3)))


def remove_weight_norm():
    return utils.remove_weight_norm(torch.nn.Linear(4, 3), "bias")


def spectral_norm(kind, x, *args):
    layer = utils.spectral_norm({"conv": torch.nn.Conv2d, "transposed": torch.nn.ConvTranspose2d}[kind](2, 3, 2), *args)
    outs = [layer(x), layer(x)]
    keys = " ".join(layer.state_dict())
    outs.append(layer.eval()(x))
    return [outs, keys, utils.remove_spectral_norm(layer).weight, " ".join(layer.state_dict())]


def spectral_norm_twice():
    return utils.spectral_norm(utils.spectral_norm(torch.nn.Linear(4, 3)))


def spectral_norm_of(name, *args):
    return utils.spectral_norm(torch.nn.Linear(4, 3, bias=False), name, *args)


def remove_spectral_norm():
    return utils.remove_spectral_norm(torch.nn.Linear(4, 3))


def fuse_conv_bn_eval(x, transpose):
    conv = (torch.nn.ConvTranspose2d if transpose else torch.nn.Conv2d)(2, 3, 2)
    bn = torch.nn.BatchNorm2d(3)
    bn(conv(x))
    fused = utils.fuse_conv_bn_eval(conv.eval(), bn.eval(), transpose)
    return [fused(x), bn(conv(x))]


def fuse_linear_bn_eval(x, features=3):
    linear = torch.nn.Linear(4, 3)
    bn = torch.nn.BatchNorm1d(features)
    if features == 3:
        bn(linear(x))
    return utils.fuse_linear_bn_eval(linear.eval(), bn.eval())(x)


def fuse_in_training(x):
    return utils.fuse_conv_bn_eval(torch.nn.Conv2d(2, 3, 2), torch.nn.BatchNorm2d(3))(x)


class Functions:
    weight_norm = staticmethod(weight_norm)
    weight_norm_twice = staticmethod(weight_norm_twice)
    remove_weight_norm = staticmethod(remove_weight_norm)
    spectral_norm = staticmethod(spectral_norm)
    spectral_norm_twice = staticmethod(spectral_norm_twice)
    spectral_norm_of = staticmethod(spectral_norm_of)
    remove_spectral_norm = staticmethod(remove_spectral_norm)
    fuse_conv_bn_eval = staticmethod(fuse_conv_bn_eval)
    fuse_linear_bn_eval = staticmethod(fuse_linear_bn_eval)
    fuse_in_training = staticmethod(fuse_in_training)
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
    ("weight_norm", [randn(2, 4)], {}),
    ("weight_norm", [randn(2, 4), "weight", None], {}),
    ("weight_norm", [randn(2, 4), "weight", 1], {}),
    ("weight_norm_twice", [], {}),
    ("remove_weight_norm", [], {}),
    ("spectral_norm", ["conv", randn(1, 2, 4, 4)], {}),
    ("spectral_norm", ["conv", randn(1, 2, 4, 4), "weight", 3, 1e-6, 1], {}),
    ("spectral_norm", ["transposed", randn(1, 2, 4, 4)], {}),
    ("spectral_norm_twice", [], {}),
    ("spectral_norm_of", ["bias"], {}),
    ("spectral_norm_of", ["kernel"], {}),
    ("spectral_norm_of", ["weight", 0], {}),
    ("remove_spectral_norm", [], {}),
    ("fuse_conv_bn_eval", [randn(2, 2, 4, 4), False], {}),
    ("fuse_conv_bn_eval", [randn(2, 2, 4, 4), True], {}),
    ("fuse_linear_bn_eval", [randn(5, 4)], {}),
    ("fuse_linear_bn_eval", [randn(5, 4), 2], {}),
    ("fuse_in_training", [randn(2, 2, 4, 4)], {}),
    ("fuse_linear_bn_weights", [randn(6, 4), None, randn(1), rand(1), 0.1, randn(1), randn(1)], {}),
]

if __name__ == "__main__":
    print_cases(Functions, CASES)
