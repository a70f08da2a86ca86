"""Writes calls of torch.nn.init and what they give, for test/nn/init.test.ts.

    python3 scripts/golden/nn_init.py > test/golden/nn_init.json
"""

import torch.nn.init as init

from support.seeded_calls import ones, print_cases, zeros

G = {"generator": 9}
T = zeros(6, 5)
WIDE = zeros(4, 7)
KERNEL = zeros(6, 4, 3, 3)


def deprecated(name, *args):
    return [(name, [T, *args], {}), (f"{name}_", [T, *args], {})]


CASES = [
    ("uniform_", [T], {}),
    ("uniform_", [T, -1, 3], {}),
    ("uniform_", [zeros(4, grad=True)], {"b": 0.5, "generator": G}),
    ("uniform_", [T, 2.0, 1.0], {}),
    ("normal_", [T], {}),
    ("normal_", [zeros(40, dtype="float64"), 2.0, 0.1, G], {}),
    ("normal_", [T], {"std": -1.0}),
    ("trunc_normal_", [T], {}),
    ("trunc_normal_", [zeros(50)], {"std": 2.0, "generator": G}),
    ("trunc_normal_", [zeros(50), 0, 1, -0.1, 0.1], {}),
    ("trunc_normal_", [T, 0.0, 1.0, 3.0, 5.0], {}),
    ("trunc_normal_", [zeros(3, 3, dtype="float16"), 1.0, 0.5, 0.0, 1.5], {}),
    ("trunc_normal_", [T], {"std": 0}),
    ("constant_", [T, 1.5], {}),
    ("constant_", [zeros(2, grad=True)], {"val": -1}),
    ("constant_", [T], {}),
    ("ones_", [T], {}),
    ("zeros_", [ones(3, grad=True)], {}),
    ("eye_", [WIDE], {}),
    ("eye_", [zeros(3, 2, grad=True)], {}),
    ("eye_", [zeros(3)], {}),
    ("dirac_", [zeros(3, 4, 3)], {}),
    ("dirac_", [KERNEL, 2], {}),
    ("dirac_", [zeros(2, 2, 1, 2, 3)], {"groups": 1}),
    ("dirac_", [T], {}),
    ("dirac_", [KERNEL, 4], {}),
    ("xavier_uniform_", [T], {}),
    ("xavier_uniform_", [KERNEL, 2.0, G], {}),
    ("xavier_uniform_", [zeros(3)], {}),
    ("xavier_uniform_", [zeros(0, 0)], {}),
    ("xavier_normal_", [KERNEL], {}),
    ("xavier_normal_", [T], {"gain": 0.5, "generator": G}),
    ("kaiming_uniform_", [T], {}),
    ("kaiming_uniform_", [KERNEL, 0.2, "FAN_OUT", "leaky_relu", G], {}),
    ("kaiming_uniform_", [T], {"nonlinearity": "relu"}),
    ("kaiming_uniform_", [zeros(0, 3)], {}),
    ("kaiming_uniform_", [T], {"mode": "fan_both"}),
    ("kaiming_uniform_", [T], {"nonlinearity": "swish"}),
    ("kaiming_uniform_", [zeros(3)], {}),
    ("kaiming_normal_", [T, 1], {}),
    ("kaiming_normal_", [KERNEL], {"mode": "fan_out", "nonlinearity": "tanh", "generator": G}),
    ("kaiming_normal_", [zeros(2, 0)], {}),
    ("orthogonal_", [T], {}),
    ("orthogonal_", [WIDE, 2.0], {}),
    ("orthogonal_", [zeros(5, 2, 3)], {"generator": G}),
    ("orthogonal_", [zeros(0, 3)], {}),
    ("orthogonal_", [zeros(3)], {}),
    ("sparse_", [T, 0.3], {}),
    ("sparse_", [T], {"sparsity": 0.5, "std": 1.0, "generator": G}),
    ("sparse_", [KERNEL, 0.3], {}),
    *[
        ("calculate_gain", [name], {})
        for name in (
            "linear conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d sigmoid tanh relu "
            "leaky_relu selu gelu"
        ).split()
    ],
    ("calculate_gain", ["leaky_relu", 0.2], {}),
    ("calculate_gain", ["leaky_relu", 2], {}),
    ("calculate_gain", ["leaky_relu", True], {}),
    ("calculate_gain", ["leaky_relu", "steep"], {}),
    *[case for name in ("uniform", "normal", "xavier_uniform", "xavier_normal") for case in deprecated(name)],
    *[case for name in ("kaiming_uniform", "kaiming_normal", "orthogonal", "eye") for case in deprecated(name)],
    ("constant", [T, 2.0], {}),
    ("sparse", [T, 0.2], {}),
    ("dirac", [KERNEL], {}),
]

if __name__ == "__main__":
    print_cases(init, CASES)
