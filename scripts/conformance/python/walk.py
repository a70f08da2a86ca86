"""Walks one of PyTorch's tables and writes a lot for each entry and dtype.

Usage: walk.py SUITE FOLDER OPTIONS(JSON). Prints "at NUMBER ENTRY DTYPE" before it begins with a lot and its file's name when it is
complete, and reads a line from stdin for each: so it is never more than a few lots ahead. `lot.skip` has the forms that
allowed.mjs says Python must not be asked for.

A suite is a module beside this file. FUNCTIONS, optional, has {name: function} for functions that are arguments, MAKERS
{class: arguments by name} for objects that the other side makes again; both are `functions` there. Its `entries(options)` yields (entry, dtype, fill), and `fill(lot)` calls
`lot.sample(...)` (see Walk) once for each call that the Node side is to repeat:
  form      how the entry is called: 'function', 'method', ... The report counts by form
  call      a dict of trees, made with lot.tree(): whatever the Node side needs to make the call. It is handed there decoded,
            with fresh tensors for each sample
  seed      torch.manual_seed() of both sides before the call, or None
  expect    what must come out, by aspect and in order: {'result': tree, 'grad': tree, 'text': str, ...}, made with
            lot.tree(value, data=False). An aspect may be error_of(exception): then this error must be thrown there
The Node side of a suite, suites/SUITE.mjs, exports `perform`, a generator that yields [aspect, value] in the same order.
"""

import importlib
import json
import os
import re
import sys
import traceback
import warnings

import torch
from encode import Lot, Unencodable

AHEAD = 6


class Walk(Lot):
    skip = frozenset()

    def sample(self, form, call, expect, seed=None, note=None):
        made = {"form": form, "call": call, "seed": seed, "expect": expect}
        if note:
            made["note"] = note
        self.header["samples"].append(made)

    def failed(self, form, why):
        """A call that Python made but that cannot be handed over: shown as such, so that nothing is left out unseen."""
        self.header["samples"].append({"form": form, "unsent": why})


def main():
    suite, folder, text = sys.argv[1:4]
    options = json.loads(text)
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    module = importlib.import_module(suite.replace("-", "_"))
    # Libraries and samples print; the lots' names have the pipe for themselves.
    names = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    wanted = re.compile(options["filter"]) if options.get("filter") else None
    written = options.get("written", 0)
    for number, (entry, dtype, fill) in enumerate(module.entries(options)):
        if number < options.get("from", 0):
            continue
        if wanted and not wanted.search(entry):
            continue
        share, shares = options.get("share", (0, 1))
        if number % shares != share:
            continue
        if options.get("limit") and written >= options["limit"]:
            break
        # Should PyTorch end this process, it is known where.
        names.write(f"at {number} {entry} {dtype}\n")
        names.flush()
        lot = Walk(suite, entry, dtype, getattr(module, "FUNCTIONS", None), getattr(module, "MAKERS", None))
        if options.get("device", "cpu") != "cpu":
            lot.header["device"] = options["device"]
        lot.skip = {form for name, form in options.get("skip", []) if name == entry}
        try:
            fill(lot)
        except Exception as error:
            lot.failed("samples", f"{type(error).__name__}: {error} at {traceback.extract_tb(error.__traceback__)[-1]}")
        if not lot.header["samples"]:
            continue
        name = f"{written:05d}-{re.sub(r'[^A-Za-z0-9_.]', '_', entry)}-{dtype}.lot"
        lot.write(os.path.join(folder, name + ".part"))
        os.rename(os.path.join(folder, name + ".part"), os.path.join(folder, name))
        names.write(name + "\n")
        names.flush()
        written += 1
        if written - options.get("written", 0) > AHEAD:
            sys.stdin.readline()


if __name__ == "__main__":
    main()
