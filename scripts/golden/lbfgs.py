"""What LBFGS makes of small problems, for test/optim/lbfgs.test.ts.

    python3 scripts/golden/lbfgs.py > test/golden/lbfgs.json
    python3 scripts/golden/lbfgs.py --bits     with every parameter after each step, to compare on one machine

A case is [problem, options, parameters, [for each step: evaluations, iterations, kind of `t`]]. The problems are those
of test/optim/lbfgs.test.ts. Kernels for other processors round some sums otherwise: only cases in which all of them
agree are written.
"""

import json
import os
import struct
import subprocess
import sys

import torch

WOLFE = {"line_search_fn": "strong_wolfe"}
STARTS = {"bowl": [3.0], "flat": [1.5], "quartic": [2.0], "valley": [-1.5, 2.0], "wide": [4.0, -3.0, 2.0, -1.0]}
OPTIONS = [
    {}, WOLFE, WOLFE | {"lr": 0.1}, WOLFE | {"lr": 2.5}, WOLFE | {"lr": [0.5]}, WOLFE | {"lr": [1]}, {"lr": [0.25]},
    WOLFE | {"max_iter": 3}, WOLFE | {"max_iter": 50, "history_size": 2}, WOLFE | {"max_eval": 1},
    WOLFE | {"max_eval": 4}, WOLFE | {"max_iter": 40, "max_eval": 200}, WOLFE | {"tolerance_grad": 1e-2},
    WOLFE | {"tolerance_change": 1e-3}, WOLFE | {"tolerance_grad": 0.0, "tolerance_change": 1e-12},
    {"tolerance_change": 1e-4}, {"max_iter": 1}, {"max_iter": 7, "max_eval": 3}, {"history_size": 1, "lr": 0.5},
    WOLFE | {"maximize": True}, {"maximize": True, "lr": 0.5},
]


def value(problem, p):
    if problem == "bowl":
        return (p - 1).square().sum()
    if problem == "flat":
        return (p - 1).square().square().sum() + 1
    if problem == "quartic":
        return (p.square().square() - p.square() * 2).sum()
    if problem == "valley":
        return (1 - p[0]).square() + 10 * (p[1] - p[0].square()).square()
    return (p - 1).square().mul(torch.tensor([1.0, 2.0, 4.0, 8.0])).sum() + p.mul(0.5).square().square().sum()


def run(problem, options, dtype):
    p = torch.tensor(STARTS[problem], dtype=dtype, requires_grad=True)
    options = {key: torch.tensor(each[0], dtype=torch.float32) if isinstance(each, list) else each
               for key, each in options.items()}
    optimizer = torch.optim.LBFGS([p], **options)

    def closure():
        optimizer.zero_grad()
        loss = value(problem, p)
        if options.get("maximize"):
            loss = -loss
        loss.backward()
        return loss

    steps, bits = [], []
    for _ in range(3):
        optimizer.step(closure)
        state = optimizer.state[p]
        t = state.get("t")
        kind = "tensor" if isinstance(t, torch.Tensor) else type(t).__name__
        steps.append([state["func_evals"], state["n_iter"], kind])
        bits.append(struct.pack("d" * p.numel(), *p.tolist()).hex())
    return p.tolist(), steps, bits


def cases():
    return [[problem, options, str(dtype).removeprefix("torch."), *run(problem, options, dtype)]
            for problem in STARTS for options in OPTIONS for dtype in (torch.float32, torch.float64)
            if dtype == torch.float32 or problem == "valley"]


def main():
    if "--bits" in sys.argv:
        print("[\n" + ",\n".join(json.dumps(case) for case in cases()) + "\n]")
        return
    runs = []
    for capability in ["default", "avx2", "avx512"]:
        environment = os.environ | {"ATEN_CPU_CAPABILITY": capability}
        command = [sys.executable, "-W", "ignore", __file__, "--bits"]
        runs.append(json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout))
    agreed = [all_ for all_ in zip(*runs) if all(one[4] == all_[0][4] for one in all_)]
    print("[\n" + ",\n".join(json.dumps(all_[0][:5]) for all_ in agreed) + "\n]")


if __name__ == "__main__":
    main()
