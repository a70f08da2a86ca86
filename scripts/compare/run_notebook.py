"""Runs the code cells of a notebook: run_notebook.py JOB.json, in a folder that has data/ and models/.

The job says which notebook, which seed, and which pieces of code to replace. What the notebook prints goes to stdout;
the last value of a cell is shown as Jupyter shows it. The seconds of the cells, imports of the libraries left out, go
to the file that the job names.
"""
import ast
import importlib
import json
import random
import sys
import time

job = json.load(open(sys.argv[1]))
for library in job["libraries"]:
    importlib.import_module(library)
import torch

torch.set_num_threads(job["threads"])
# Classes that a notebook pickles are looked up in __main__, which is where its cells run.
space = sys.modules["__main__"].__dict__


def cells():
    for cell in json.load(open(job["notebook"]))["cells"]:
        if cell["cell_type"] == "code":
            source = cell["source"]
            yield source if isinstance(source, str) else "".join(source)


def patched(source, used):
    for patch in job["patches"]:
        if patch["find"] in source:
            used.add(patch["find"])
            source = source.replace(patch["find"], patch["put"])
    return source


def show(source, name):
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    if last is not None:
        tree.body.pop()
    exec(compile(tree, name, "exec"), space)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), name, "eval"), space)
        if value is not None:
            print(repr(value))


used = set()
sources = [patched(source, used) for source in cells()]
idle = [patch["find"] for patch in job["patches"] if patch["find"] not in used]
if idle:
    sys.exit(f"the notebook {job['notebook']} has no {idle[0]!r} to replace: another version of the course?")

sys.path.insert(0, job["course"])
importlib.import_module("data_reader")
random.seed(job["seed"])
torch.manual_seed(job["seed"])
begin = time.perf_counter()
for number, source in enumerate(sources, 1):
    show(source, f"cell {number}")
sys.stdout.flush()
seconds = time.perf_counter() - begin
with open(job["seconds"], "w") as file:
    file.write(repr(seconds))
