"""Writes what torch.ao.pruning does to a model, for test/ao/pruning.test.ts.

    python3 scripts/golden/ao_pruning.py > test/golden/ao_pruning.json

A case is [sparsifier, its keywords, configuration or null, steps, what is found after each step].
"""

import json
import warnings

import torch
from torch import nn
from torch.ao import pruning

warnings.simplefilter("ignore")
HEAD = {"tensor_fqn": "head.weight"}
CASES = [
    ("WeightNormSparsifier", {}, None, ["step", "text", "state", "squash"]),
    ("WeightNormSparsifier", {"sparsity_level": 0.25}, None, ["step", "step"]),
    ("WeightNormSparsifier", {"sparse_block_shape": [2, 2], "norm": 1}, None, ["step", "text"]),
    ("WeightNormSparsifier", {"sparse_block_shape": [1, 1], "sparsity_level": 0.3}, None, ["step"]),
    ("WeightNormSparsifier", {"zeros_per_block": 2}, None, ["step"]),
    ("WeightNormSparsifier", {"zeros_per_block": 2, "sparsity_level": 1.0}, None, ["step"]),
    ("WeightNormSparsifier", {"sparse_block_shape": [3, 3], "sparsity_level": 0.5}, [HEAD], ["step"]),
    ("WeightNormSparsifier", {"sparsity_level": 1.0}, None, ["step"]),
    ("WeightNormSparsifier", {"sparsity_level": 0}, None, ["step"]),
    ("WeightNormSparsifier", {"zeros_per_block": 0}, None, ["step"]),
    ("WeightNormSparsifier", {}, [{"tensor_fqn": "body.0.weight", "sparsity_level": 0.75}, HEAD],
     ["step", "text", "squash"]),
    ("WeightNormSparsifier", {}, [{"tensor_fqn": ".head.weight"}], ["step", "text"]),
    ("WeightNormSparsifier", {}, [HEAD], ["keep", "text"]),
    ("NearlyDiagonalSparsifier", {}, None, ["step", "text"]),
    ("NearlyDiagonalSparsifier", {"nearliness": 3}, None, ["step", "state"]),
    ("NearlyDiagonalSparsifier", {"nearliness": 0}, [HEAD], ["step"]),
    # What is refused.
    ("WeightNormSparsifier", {"norm": 3}, None, []),
    ("WeightNormSparsifier", {"zeros_per_block": 5}, None, ["step"]),
    ("WeightNormSparsifier", {"zeros_per_block": -1}, None, ["step"]),
    ("WeightNormSparsifier", {}, [{}], []), ("WeightNormSparsifier", {}, [3], []),
    ("WeightNormSparsifier", {}, [{"tensor_fqn": "head.weight", "tensor_name": "bias"}], []),
    ("WeightNormSparsifier", {}, [HEAD], ["keep unknown"]),
    ("WeightNormSparsifier", {}, [HEAD], ["convert"]),
    ("NearlyDiagonalSparsifier", {"nearliness": 2}, None, ["step"]),
    ("NearlyDiagonalSparsifier", {"nearliness": 9}, None, ["step"]),
]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 4))
        self.head = nn.Linear(6, 5)


def counted():
    net = Net()
    with torch.no_grad():
        for p in net.parameters():
            p.copy_((torch.arange(p.numel()) * 37 % 101 - 50).view_as(p) / 8)
    return net


def masks(sparsifier):
    return {name: s["mask"].to(torch.int64).tolist() for name, s in sparsifier.state.items() if "mask" in s}


def done(sparsifier, net, step):
    if step == "step":
        sparsifier.step()
        return masks(sparsifier)
    if step == "text":
        return repr(sparsifier)
    if step == "state":
        state = sparsifier.state_dict()
        return [sorted(state["state"]), [{k: v for k, v in group.items() if k != "mask"} for group in state["groups"]],
                sorted(net.state_dict())]
    if step == "squash":
        sparsifier.squash_mask()
        return [sorted(net.state_dict()), net.head.weight.tolist(), type(net.head).__name__]
    if step == "keep":
        sparsifier.squash_mask(params_to_keep=("sparsity_level",),
                               params_to_keep_per_layer={"head": ("zeros_per_block",)})
        return net.head.sparse_params
    if step == "keep unknown":
        sparsifier.squash_mask(params_to_keep=("nothing",))
    if step == "convert":
        sparsifier.convert(net)
    return None


def attempt(work):
    try:
        return work()
    except Exception as e:
        return {"error": type(e).__name__, "text": str(e)}


def record(name, keywords, config, steps):
    given = {k: tuple(v) if isinstance(v, list) else v for k, v in keywords.items()}
    net, found = counted(), []

    def begin():
        sparsifier = getattr(pruning, name)(**given)
        sparsifier.prepare(net, config)
        return sparsifier

    sparsifier = attempt(begin)
    if isinstance(sparsifier, dict):
        found.append(sparsifier)
    else:
        found += [attempt(lambda: done(sparsifier, net, step)) for step in steps]
    return [name, keywords, config, steps, found]


def schedules():
    results = []
    for name, keywords, calls in [
        ("LambdaSL", {}, 4), ("CubicSL", {}, 3), ("CubicSL", {"init_sl": 0.1, "delta_t": 1, "total_t": 5}, 7),
        ("CubicSL", {"init_t": 3, "delta_t": 2, "total_t": 4, "initially_zero": True}, 12),
        ("CubicSL", {"init_t": [1, 2, 0], "delta_t": 1, "total_t": [3, 7, 11]}, 13),
        ("CubicSL", {"init_sl": [1, 2]}, 0),
    ]:
        sparsifier = pruning.WeightNormSparsifier(sparsity_level=0.8)
        sparsifier.prepare(counted(), None)

        def run():
            given = {"sl_lambda": lambda epoch: 0.95 ** epoch} if name == "LambdaSL" else keywords
            scheduler = getattr(pruning, name)(sparsifier, **given)
            levels = [scheduler.get_last_sl()]
            for _ in range(calls):
                sparsifier.step()
                scheduler.step()
                levels.append(scheduler.get_last_sl())
            state = {k: v for k, v in scheduler.state_dict().items() if k != "sl_lambdas"}
            return [levels, state, repr(scheduler) if calls == 3 else None]

        results.append([name, keywords, calls, attempt(run)])
    return results


print('{"sparsifiers": [\n' + ",\n".join(json.dumps(record(*case)) for case in CASES) +
      '\n], "schedules": [\n' + ",\n".join(json.dumps(each) for each in schedules()) + "\n]}")
