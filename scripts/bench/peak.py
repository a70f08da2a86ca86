# The other side of peak.mjs: the same cases, the same figures.
import json
import re
import sys

from cases.peaks import cases

rows = 8192
steps = 4


def status_mb(field):
    with open("/proc/self/status") as file:
        return int(re.search(field + r":\s+(\d+) kB", file.read())[1]) * 1024 / 1e6


def peaks(name):
    cases[name](8)()
    step = cases[name](rows)
    before = status_mb("VmRSS")
    found = []
    for _ in range(steps):
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        step()
        found.append(status_mb("VmHWM") - before)
    return found


print(json.dumps(list(cases) if sys.argv[1] == "--names" else peaks(sys.argv[1])))
