"""What expressions print: for tests that say the same expressions in TypeScript, under the same names."""

import json
import re

import torch


def shown(value):
    if isinstance(value, (bool, int, float, str)) or value is None:
        return value if value == value and value not in (float("inf"), -float("inf")) else str(value)
    if isinstance(value, (list, tuple)) and not isinstance(value, torch.Size):
        return [shown(item) for item in value]
    return re.sub(r" object at 0x[0-9a-f]+", "", repr(value))


def answer(expression):
    try:
        return shown(expression())
    except Exception as error:
        return {"error": type(error).__name__, "text": str(error).replace("__main__.", "")}


def write(cases):
    print(json.dumps({name: answer(expression) for name, expression in cases.items()}, indent=1))
