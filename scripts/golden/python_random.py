"""Writes what Python's `random` says to a list of calls, for test/exercises/python_random.test.ts.

    python3 scripts/golden/python_random.py > test/golden/python_random.json

A case is a seed and calls made on one generator in this order. Floats are written with repr, so they come back exact.
"""

import json
import random
import sys

CALLS = [
    ["random"], ["random"], ["getrandbits", 0], ["getrandbits", 1], ["getrandbits", 7], ["getrandbits", 32],
    ["getrandbits", 33], ["getrandbits", 53],
    ["randint", -100, 100], ["randint", 0, 1], ["randint", 5, 5], ["randint", 0, 2**40],
    ["randint", 0, 2**32 - 1], ["randint", 0, 2**32],
    ["randrange", 10], ["randrange", 1], ["randrange", 3, 9], ["randrange", 0, 100, 7], ["randrange", 10, -10, -3],
    ["choice", ["a", "b", "c"]], ["choice", [1]],
    ["choices", ["a", "b", "c"]], ["choices", ["a", "b", "c"], [1, 0, 2.5], 4],
    ["shuffle", list(range(10))], ["shuffle", []], ["shuffle", list(range(300))],
    # On both sides of the rule that chooses between the pool and the set.
    ["sample", list(range(5)), 0], ["sample", list(range(21)), 5], ["sample", list(range(22)), 5],
    ["sample", list(range(85)), 6], ["sample", list(range(86)), 6], ["sample", list(range(1000)), 50],
    ["uniform", -1.5, 2.5], ["uniform", 3, 1],
    ["gauss", 0, 1], ["gauss", 10, 2.5], ["random"], ["gauss", 0, 1],
]

# As decimal text where a JSON number would lose digits; "text:" marks a seed that is a string.
SEEDS = ["0", "1", "-1", "42", "4294967295", "4294967296", "-4294967297", str(2**64 + 12345), str(10**400),
         "text:", "text:nodetorch", "text:caf\u00e9 \U0001f600"]


def answer(generator, call):
    name, *arguments = call
    if name == "choices" and len(arguments) == 3:
        return generator.choices(arguments[0], arguments[1], k=arguments[2])
    result = getattr(generator, name)(*arguments)
    return arguments[0] if name == "shuffle" else result


def case(seed):
    generator = random.Random()
    generator.seed(seed[len("text:"):] if seed.startswith("text:") else int(seed))
    answers = [answer(generator, json.loads(json.dumps(call))) for call in CALLS]
    # Far enough for several turns of the 624-word state.
    for _ in range(5000):
        generator.random()
    return {"seed": seed, "answers": answers, "after_5000": generator.random()}


def main():
    json.dump({"calls": CALLS, "cases": [case(seed) for seed in SEEDS]}, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
