"""Python's side of a bench: times the named cases of one suite in this process and prints JSON.

usage: measure.py SUITE --names            prints the names of the suite's cases (needs no PyTorch)
       measure.py SUITE '["name", ...]'    prints {versions, cases: {name: {median, min, calls}}}, ns a call
timing.mjs is the same for Node; keep the two alike.
"""

import importlib
import json
import statistics
import sys
import textwrap
from itertools import repeat
from time import perf_counter_ns

WARM_UP_NS = 500e6  # at least this long ...
WARM_UP_CALLS = 20  # ... and this often before anything counts: code is compiled and memory is there by then
SPAN_NS = 20e6  # one repetition lasts at least this long
BUDGET_NS = 200e6  # all repetitions of one case last about this long at most ...
REPETITIONS = (3, 7)  # ... within these counts

LOOP = """
def make():
{preparation}
    def loop(_calls):
        _start = _clock()
        for _ in _repeat(None, _calls):
{statement}
        return _clock() - _start
    return loop
"""


def compile_loop(preparation, statement, scope):
    source = LOOP.format(
        preparation=textwrap.indent(preparation, ' ' * 4), statement=textwrap.indent(statement, ' ' * 12)
    )
    scope = {**scope, '_clock': perf_counter_ns, '_repeat': repeat}
    exec(source, scope)
    return scope['make']()


def measure(loop):
    """Warms up, finds how many calls last SPAN_NS, and times several repetitions of as many."""
    calls = 1
    warmed = 0
    called = 0
    while True:
        elapsed = max(loop(calls), 1)
        warmed += elapsed
        called += calls
        if elapsed >= SPAN_NS:
            if warmed >= WARM_UP_NS and (called >= WARM_UP_CALLS or warmed >= 4 * WARM_UP_NS):
                break
        else:
            calls = min(calls * 10, -int(-calls * SPAN_NS * 1.1 // elapsed))
    count = round(min(max(BUDGET_NS / elapsed, REPETITIONS[0]), REPETITIONS[1]))
    times = [loop(calls) / calls for _ in range(count)]
    return {'median': statistics.median(times), 'min': min(times), 'calls': calls}


def main():
    suite, wanted = sys.argv[1:]
    module = importlib.import_module(f'cases.{suite}')
    if wanted == '--names':
        print(json.dumps(list(module.CASES)))
        return
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(1)
    scope = {**vars(module), 'torch': torch, 'F': F}
    results = {name: measure(compile_loop(*module.CASES[name], scope)) for name in json.loads(wanted)}
    versions = {'python': sys.version.split()[0], 'torch': torch.__version__}
    print(json.dumps({'versions': versions, 'cases': results}))


main()
