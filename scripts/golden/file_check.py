"""Writes what torch.testing.FileCheck says, for test/testing/file_check.test.ts.

    python3 scripts/golden/file_check.py > test/golden/file_check.json

A case is [checks, text, null or [class, text]]; a check is [method, arguments], or ["run", comments].
"""

import json

from torch.testing import FileCheck

S = "a b c\nd e f\na b d\n"
CASES = [
    [["check", "a"]], [["check", "zz"]], [["check", "d"], ["check", "a b c"]], [["check_not", "e"]], [["check_not", "zz"]],
    [["check", "a"], ["check_not", "e"], ["check", "a b d"]], [["check", "a"], ["check_same", "c"]],
    [["check", "a"], ["check_same", "d"]], [["check", "a"], ["check_next", "d e"]], [["check", "a"], ["check_next", "a b d"]],
    [["check_count", "a", 2]], [["check_count", "a", 2, True]], [["check_count", "a", 1, True]], [["check_count", "a", 3]],
    [["check_dag", "d e"], ["check_dag", "a b c"]], [["check_dag", "d e"], ["check_dag", "qq"]], [["check_regex", "a . d"]],
    [["check_regex", "a x d"]], [], [["run", "# CHECK: a b\n# CHECK-NEXT: d e"]], [["run", "# CHECK: a b\n# CHECK-NEXT: d f"]],
    [["check_source_highlighted", "e"]],
]


def record(checks, text):
    checker = FileCheck()
    try:
        if checks and checks[0][0] == "run":
            checker.run(checks[0][1], text)
        else:
            for name, *args in checks:
                getattr(checker, name)(*args)
            checker.run(text)
    except Exception as e:
        return [checks, text, [type(e).__name__, str(e)]]
    return [checks, text, None]


lines = [json.dumps(record(checks, S)) for checks in CASES]
lines.append(json.dumps(record([["check_source_highlighted", "e"]], "d e\n  ~ <--- HERE\n")))
print("[\n" + ",\n".join(lines) + "\n]")
