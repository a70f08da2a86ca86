"""Writes what Python's format() makes of values and specifications, for test/format.test.ts.

    python3 scripts/golden/format_spec.py > test/golden/format_spec.json

A row is [kind, value as text, [specification, result]...]; where format() raises, the result is [class, words].
"""

import itertools
import json
import math

FLOATS = [0.0, -0.0, 0.5, 2.5, -1.5, 1e-05, 0.0001, 123456.789, -1234567.125, 1e16, 1.5e300, 9.9999995, 0.1 + 0.2,
          1e22 + 0.0, math.inf, -math.inf, math.nan]
INTS = [0, 7, -7, 255, 1234567, -(10**20), 2**70, 65]
TEXTS = ["", "a", "tensor", "\u00e9t\u00e9", "\U0001f600x"]
COMPLEX = [(1.5, -2.25), (0.0, 1e-7)]

NUMBERS = ["", "d", "f", "F", "e", "E", "g", "G", "n", "%", "b", "o", "x", "X", "c", "s", "q", ".3", ".0f", ".4f",
           ".2e", ".3g", "#g", "#.0f", "#.3g", ".1%", "+", "+.2f", " d", "-", "z.0f", "10", "<10", "^10", ">10", "=10",
           "*^12", "010", "08.3f", "+010.2f", ",", "_", ",.2f", "_.3f", "012,", "013,", "010,.1f", "#x", "#010b", "_x",
           ",x", "_b", "x<8", "=+8d", "0<8", "é>9", "e", ".", "10.", "abc", "3.3.3", "05%", ".20f", ".30g",
           "_d", ",d", "+,", ",g", ",e", "#d", "#e", ".3n", "+c", "<+8.2e", "20.10f", ".1", ".2", ".17", "020_x", "z", "zd"]
STRINGS = ["", "s", "10", "<10", ">10", "^10", "*^9", ".2", "10.1", "010", "=10", "+", " ", ",", "_", "#", "d", "f", "é<7",
           ".0", "10s", "z", ".3s", "q", "-"]


def result(value, spec):
    try:
        return format(value, spec)
    except Exception as error:  # noqa: BLE001
        return [type(error).__name__, str(error)]


def row(kind, text, value, specs):
    return [kind, text, [[spec, result(value, spec)] for spec in specs]]


rows = [row("float", repr(x), x, NUMBERS) for x in FLOATS]
rows += [row("int", str(x), x, NUMBERS) for x in INTS]
rows += [row("bool", str(x), x, ["", "d", "5", ".1f", "s", "x"]) for x in (True, False)]
rows += [row("str", x, x, STRINGS) for x in TEXTS]
rows += [row("complex", f"{a} {b}", complex(a, b), [".2f", "+.1e", ">20.3f", "*^24.2g", ",.1f", "24.2f"]) for a, b in COMPLEX]
rows += [row("widths", repr(x), x, [f"{a}{w}{g}{p}" for a, w, g, p in itertools.product(
    ["", "0", "=", "*="], ["5", "9", "12"], ["", ","], ["", ".2f", "e"])]) for x in (1234.5, -98765.4321)]
print(json.dumps(rows, ensure_ascii=True, separators=(",", ":")))
