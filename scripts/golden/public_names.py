"""Writes the public names of every public module of PyTorch, which docs/coverage.md accounts for.

    python3 scripts/golden/public_names.py > test/golden/public_names.json

A module's names are those of its `__all__`; of one without, its own: what its source defines, and what a package takes
from modules below it. Names of Python's typing (aliases, which are types in TypeScript) and properties of the module
stand apart; type variables, loggers and modules are no names. torch has, besides its `__all__`, all that it holds but
modules and what it took from Python. Each name stands under the shortest public path of the same object.
"""

import ast
import contextlib
import importlib
import inspect
import io
import json
import logging
import pkgutil
import sys
import textwrap
import types
import typing

import torch

AT_ONCE = set(sys.modules)
PYTHON = ("typing", "typing_extensions", "collections.abc", "functools")


def is_public(path):
    return not any(part.startswith("_") for part in path.split("."))


def public_modules():
    """Every public module, by its name, and those that cannot be imported, with Python's words."""
    failed = {}

    def note(name):
        failed[name] = str(sys.exc_info()[1])

    names = ["torch", *(one.name for one in pkgutil.walk_packages(torch.__path__, "torch.", note))]
    modules = {}
    for name in sorted({*filter(is_public, names)}):
        try:
            modules[name] = importlib.import_module(name)
        except Exception as error:
            failed[name] = str(error)
    made = {name: "made at run time, without a file" for name in sys.modules
            if name.startswith("torch.") and is_public(name) and name not in modules}
    return modules, {**{name: text for name, text in failed.items() if is_public(name)}, **made}


def defined(module):
    """The names that a module's source defines at its top, in branches too."""
    if not (getattr(module, "__file__", None) or "").endswith(".py"):
        return set()
    names = set()

    def visit(statements):
        for one in statements:
            if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                names.add(one.name)
            elif isinstance(one, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                for target in getattr(one, "targets", None) or [one.target]:
                    names.update(node.id for node in ast.walk(target) if isinstance(node, ast.Name)
                                 and isinstance(node.ctx, ast.Store))
            elif not isinstance(one, (ast.For, ast.While)):
                for block in ("body", "orelse", "finalbody"):
                    visit(getattr(one, block, []))
                for handler in getattr(one, "handlers", []):
                    visit(handler.body)

    with open(module.__file__, encoding="utf-8") as file:
        visit(ast.parse(file.read()).body)
    return names


def is_type(value):
    return type(value).__module__ == "typing" or isinstance(value, (types.UnionType, types.GenericAlias))


def is_nothing(value):
    return isinstance(value, (types.ModuleType, typing.TypeVar, typing.ParamSpec, logging.Logger)) or \
        type(value).__name__ in ("TypeVarTuple", "_Feature")


def switches(module):
    """What a module's class makes of attributes: properties that may be set."""
    return set() if type(module) is types.ModuleType else set(vars(type(module)))


def own_names(path, module):
    listed = getattr(module, "__all__", None)
    if listed is not None:
        names = {name for name in listed if hasattr(module, name)}
    else:
        own = defined(module)
        below = f"{path}." if hasattr(module, "__path__") else None
        names = {name for name, value in vars(module).items()
                 if (name in own or (below and (getattr(value, "__module__", None) or "").startswith(below)))
                 and not is_nothing(value)}
        names |= switches(module)
    if path == "torch":
        names |= {name for name, value in vars(module).items() if not is_nothing(value)
                  and getattr(value, "__module__", None) not in PYTHON and type(value).__module__ != "typing"}
    return sorted(name for name in names if not name.startswith("_"))


def has_identity(value):
    return inspect.isclass(value) or inspect.isroutine(value)


def first_paths(modules, names):
    """The shortest path of each object that is reached by several."""
    first = {}
    for path in sorted(modules, key=lambda one: (one.count("."), one)):
        for name in names[path]:
            value = getattr(modules[path], name)
            if has_identity(value):
                first.setdefault((id(value), name), path)
    return first


def is_attribute(path, module):
    """Whether `import torch` alone makes `torch.a.b` that module: others are imported, or hidden by a function."""
    value = torch
    for part in path.split(".")[1:]:
        value = getattr(value, part, None)
    return path in AT_ONCE and value is module


def lines(names):
    return textwrap.wrap(" ".join(names), 110, break_on_hyphens=False, break_long_words=False)


def described(path, module, names, first):
    result = {}
    for name in names:
        value = getattr(module, name)
        kind = "types" if is_type(value) else "switches" if name in switches(module) else first.get((id(value), name), path)
        result.setdefault("own" if kind == path else kind, []).append(name)
    return {kind: lines(of) for kind, of in sorted(result.items(), key=lambda one: (one[0] != "own", one[0]))}


def main():
    with contextlib.redirect_stdout(io.StringIO()):
        modules, failed = public_modules()
    names = {path: own_names(path, module) for path, module in modules.items()}
    first = first_paths(modules, names)
    table = {path: described(path, module, names[path], first) for path, module in modules.items() if names[path]}
    table["torch.Tensor"] = {"own": lines(name for name in dir(torch.Tensor) if not name.startswith("_"))}
    print(json.dumps({
        "version": torch.__version__.split("+")[0],
        "only by import": lines(path for path in table if path in modules and not is_attribute(path, modules[path])),
        "not imported": dict(sorted(failed.items())),
        "modules": dict(sorted(table.items())),
    }, indent=1))


if __name__ == "__main__":
    main()
