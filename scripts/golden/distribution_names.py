"""Writes the names of all parameters in torch.distributions, for test/distributions/parameter_names.test.ts.

    python3 scripts/golden/distribution_names.py > test/golden/distribution_names.json

For each class those that it extends, and its own methods with the names of their parameters ("__init__" is the
constructor, "=" stands for what has a default, "*" before names that a call must say); for each function the names.
"""

import inspect
import json
import types

from torch.distributions import constraint_registry, constraints, kl, transforms, utils
import torch.distributions as distributions

MODULES = [distributions, constraint_registry, constraints, kl, transforms, utils]


def parameters(function):
    shown = []
    for parameter in list(inspect.signature(function).parameters.values()):
        name = parameter.name
        if parameter.kind is parameter.VAR_POSITIONAL:
            name = "*" + name
        elif parameter.kind is parameter.VAR_KEYWORD:
            name = "**" + name
        elif parameter.kind is parameter.KEYWORD_ONLY:
            name = "*, " + name
        shown.append(name + ("=" if parameter.default is not parameter.empty else ""))
    return shown


def methods(cls):
    own = {}
    for name, member in vars(cls).items():
        if name.startswith("_") and name != "__init__":
            continue
        if isinstance(member, staticmethod):
            own[name] = parameters(member.__func__)
        elif isinstance(member, types.FunctionType):
            own[name] = parameters(member)[1:]
    return own


classes, functions = {}, {}
for module in MODULES:
    for name, member in sorted(vars(module).items()):
        if inspect.isclass(member) and member.__module__.startswith("torch.distributions"):
            classes[member.__name__] = [[base.__name__ for base in member.__mro__[1:]
                                         if base.__module__.startswith("torch.distributions")], methods(member)]
        elif isinstance(member, types.FunctionType) and member.__module__.startswith("torch.distributions"):
            if not name.startswith("_"):
                functions[name] = parameters(member)

print('{"classes": {\n' + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in sorted(classes.items())) +
      '\n}, "functions": {\n' + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in sorted(functions.items())) +
      "\n}}")
