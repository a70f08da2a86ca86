"""Writes what torch.utils.benchmark shows of times that are given, and what its fuzzers make, for test/utils/benchmark/.

    python3 scripts/golden/benchmark.py > test/golden/benchmark.json
"""

import json
import re

import numpy as np
import torch
from torch.utils.benchmark.op_fuzzers.binary import BinaryOpFuzzer
from torch.utils.benchmark.op_fuzzers.sparse_binary import BinaryOpSparseFuzzer
from torch.utils.benchmark.op_fuzzers.sparse_unary import UnaryOpSparseFuzzer
from torch.utils.benchmark.op_fuzzers.spectral import SpectralOpFuzzer
from torch.utils.benchmark.op_fuzzers.unary import UnaryOpFuzzer
from torch.utils.benchmark import (
    Compare, FuzzedParameter, FuzzedSparseTensor, FuzzedTensor, Fuzzer, Measurement, ParameterAlias, TaskSpec, Timer,
    ordered_unique, select_unit, set_torch_threads, trim_sigfig, unit_to_english)

TIMES = {
    "one": [1.5e-3], "few": [1e-6, 2e-6, 3e-6], "wide": [1e-6, 2e-6, 3e-6, 10e-6, 1.7e-6],
    "near": [1.001, 1.002, 1.003, 1.004, 1.0], "some": [5.0e-9, 5.6e-9, 5.1e-9, 5.5e-9, 5.2e-9], "long": [75.25, 76.0],
}


def task(stmt="x.add(y)", setup="pass", **more):
    return TaskSpec(stmt=stmt, setup=setup, **more)


def measured(times, number=10, **more):
    return Measurement(number, [t * number for t in (TIMES[times] if isinstance(times, str) else times)], task(**more))


def text(measurement):
    return re.sub(r" at 0x[0-9a-f]+", "", repr(measurement))


def measurements():
    results = {}
    for name in TIMES:
        m = measured(name, label="A label", sub_label="part", description="what")
        results[name] = [text(m), m.median, m.mean, m.iqr, m.significant_figures, m.has_warnings, m.meets_confidence(0.3)]
    return results


def tasks():
    return [[t.title, t.setup_str(), t.summarize()] for t in (
        task(), task("a\nb"), task("a\nb", sub_label="s"), task(label="L"), task(label="L", sub_label="s", description="d"),
        task(setup="x = 1"), task("a\n\nb", "x = 1\ny = 2"), task("a", sub_label="s", env="e", num_threads=3))]


def comparisons():
    def cell(sub, description, times, threads=1, label="ops", env=None):
        return measured(times, label=label, sub_label=sub, description=description, num_threads=threads, env=env)

    lists = {
        "plain": [cell("add", "n=1", [1e-6] * 5), cell("add", "n=100", [2.345e-5] * 5), cell("mul", "n=1", [1.1e-6] * 5),
                  cell("mul", "n=100", [5e-4] * 5)],
        "holes": [cell("add", "n=1", [1e-3] * 5), cell("mul", "n=100", [5e-3] * 5)],
        "threads": [cell("add", "a", [1e-3] * 4, 1), cell("add", "b", [1.05e-3] * 4, 1), cell("add", "a", [3e-3] * 4, 4),
                    cell("add", "b", [9e-4] * 4, 4), cell("mul", "a", [2.2e-3] * 4, 4)],
        "labels": [cell("add", "a", [1e-3], label="first"), cell("add", "a", [1e-3], label="second")],
        "no label": [measured([2e-2] * 4, description="only")],
        "environments": [cell("add", "a", [1e-3] * 4, env="old"), cell("add", "a", [2e-3] * 4, env="new build"),
                         cell("mul", "a", [2e-3] * 4, env="new build")],
        "replicates": [cell("add", "a", [1e-3]), cell("add", "a", [3e-3]), cell("add", "b", [1e-2, 2e-2, 3e-2, 9e-2])],
    }
    results = {}
    for name, list in lists.items():
        for options in ("", "trim", "columns", "rows", "warnings", "trim columns warnings"):
            compare = Compare(list)
            if "trim" in options:
                compare.trim_significant_figures()
            if "columns" in options or "rows" in options:
                compare.colorize(rowwise="rows" in options)
            if "warnings" in options:
                compare.highlight_warnings()
            results[f"{name}: {options}"] = str(compare)
    return results


def samples(fuzzer, n=4):
    results = []
    for tensors, properties, params in fuzzer.take(n):
        known = {k: {**p, "order": [int(i) for i in p.get("order", [])]} for k, p in properties.items()}
        made = {k: [t.to_dense().flatten().tolist()[:5], list(t.shape)] for k, t in tensors.items()}
        results.append([made, known, params])
    return [results, fuzzer.rejection_rate]


def fuzzers():
    sizes = [FuzzedParameter("k0", 2, 64, "loguniform"), FuzzedParameter("k1", 2, 64, "uniform"),
             FuzzedParameter("share", 0.25, 0.75, "uniform")]
    strict = [FuzzedParameter("dim", 1, 3, "uniform", strict=True), FuzzedParameter("k0", 4, 4096, "loguniform"),
              FuzzedParameter("k1", 4, 4096, "loguniform")]
    return {
        "sizes": samples(Fuzzer(sizes, [FuzzedTensor("x", size=("k0", "k1", 3), steps=(1, 2, 1))], seed=3)),
        "contiguous": samples(Fuzzer(sizes, [[FuzzedTensor("x", ("k0", "k1"), probability_contiguous=1, dtype=torch.int32),
                                              FuzzedTensor("y", ("k1",), dtype=torch.float64)]], seed=7)),
        "limits": samples(Fuzzer(strict, [FuzzedTensor("x", ("k0", "k1", 2), dim_parameter="dim", max_elements=4096,
                                                       min_elements=64, max_allocation_bytes=8192)], seed=11)),
        "constraints": samples(Fuzzer(sizes, [FuzzedTensor("x", ("k0",))], [lambda p: p["k0"] < p["k1"]], seed=2)),
        "sparse": samples(Fuzzer([FuzzedParameter("k0", 4, 16, "uniform"), FuzzedParameter("k1", 4, 16, "uniform"),
                                  FuzzedParameter("density", 0.25, 0.5, "uniform"), FuzzedParameter("coalesced", 0, 1, "uniform"),
                                  FuzzedParameter("sparse_dim", 1, 2, "uniform")],
                                 [FuzzedSparseTensor("x", ("k0", "k1"), sparse_dim="sparse_dim")], seed=5)),
    }


def op_fuzzers():
    # 2.15 takes likelihoods for normalized that are not, and the other way round: none of these can be made.
    checked = FuzzedParameter._check_distribution
    FuzzedParameter._check_distribution = lambda self, distribution: distribution
    results = {}
    for name, make in [("unary", UnaryOpFuzzer), ("binary", BinaryOpFuzzer), ("sparse_unary", UnaryOpSparseFuzzer),
                       ("sparse_binary", BinaryOpSparseFuzzer), ("spectral", SpectralOpFuzzer)]:
        results[name] = []
        for seed in range(200):
            # What comes first of the seed, without the tensors, which may be large.
            state = np.random.RandomState(seed)
            state.randint(low=0, high=2 ** 63, dtype=np.int64)
            params = make(seed=seed)._generate(state)
            sizes = [v for k, v in params.items() if re.fullmatch(r"k\d", k)][:params.get("dim", params.get("ndim", 3))]
            steps = [v for k, v in params.items() if "step" in k]
            if np.prod(sizes) * np.prod(steps) <= 2 ** 18 and len(results[name]) < 3:
                results[name].append([seed, samples(make(seed=seed), 1)])
    FuzzedParameter._check_distribution = checked
    return results


def attempt(work):
    try:
        return work()
    except Exception as e:
        return {"error": type(e).__name__, "text": str(e)}


def errors():
    return {
        "distribution": attempt(lambda: FuzzedParameter("x", 1, 2, "normal")),
        "negative": attempt(lambda: FuzzedParameter("x", distribution={"a": -1, "b": 2})),
        "twice": attempt(lambda: Fuzzer([FuzzedParameter("x", 1, 2, "uniform")], [FuzzedTensor("x", (1,))])),
        "impossible": attempt(lambda: list(Fuzzer([FuzzedParameter("k", 1, 2, "uniform")], [], [lambda p: False],
                                                  seed=1).take(1))),
        "language": attempt(lambda: Timer("x", language="fortran")),
        "global setup": attempt(lambda: Timer("x", global_setup="y")),
        "repeat": attempt(lambda: Timer("x").repeat()),
        "autorange": attempt(lambda: Timer("x").autorange()),
        "digits": attempt(lambda: trim_sigfig(1.5, 1.5)),
        "unit": attempt(lambda: unit_to_english("h")),
        "not measured": attempt(lambda: Compare([3])),
    }


VALUES = [1e-12, 1e-9, 5e-9, 1e-7, 1e-6, 9.99e-4, 1e-3, 0.5, 0.999, 1.0, 12.5, 1e4]
with set_torch_threads(2):
    threads = torch.get_num_threads()
answers = {
    "measurements": measurements(), "tasks": tasks(), "comparisons": comparisons(), "fuzzers": fuzzers(),
    "op_fuzzers": op_fuzzers(), "errors": errors(),
    "units": [[v, *select_unit(v)] for v in VALUES], "english": [unit_to_english(u) for u in ("ns", "us", "ms", "s")],
    "trimmed": [[x, n, trim_sigfig(x, n)] for x in (3.14159, 1234.5, 0.00056789, 99.96) for n in (1, 2, 3, 4)],
    "unique": ordered_unique([3, 1, 3, 2, 1]), "threads": threads, "alias": repr(ParameterAlias("x")),
}
print("{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in answers.items()) + "\n}")
