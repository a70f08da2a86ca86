"""Small scenes: functions here, and of the same names in a test. Their values are plain data, or what they throw."""

import json
import warnings

import torch

SCENES = {}

warnings.simplefilter("ignore")


def scene(function):
    SCENES[function.__name__] = function
    return function


def leaf(*values, dtype=None):
    return torch.tensor(list(values), dtype=dtype, requires_grad=True)


def print_scenes(shown=lambda value: value):
    """Each scene's value as `shown` makes it data, or {"error": class, "message": text}."""

    def answer(function):
        try:
            return shown(function())
        except Exception as error:
            return {"error": type(error).__name__, "message": str(error)}

    print(json.dumps({name: answer(function) for name, function in SCENES.items()}, indent=0))
