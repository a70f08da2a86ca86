"""Writes random specifications and templates with Python's answers, for test/format.test.ts: a part of what
scripts/format/fuzz.mjs asks.

    python3 scripts/golden/format_cases.py > test/golden/format_cases.json
"""

import pathlib
import runpy
import sys

sys.argv = ['cases.py', '1000', '2026']
runpy.run_path(str(pathlib.Path(__file__).parent.parent / 'format' / 'cases.py'))
