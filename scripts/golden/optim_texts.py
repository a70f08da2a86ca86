"""What optimizers print with odd options, for test/optim/texts.test.ts.

    python3 scripts/golden/optim_texts.py > test/golden/optim_texts.json

[optimizer, options, text or [class, text] of an error]; an option may be {"tensor": value, "dtype": name} or
{"parameter": value}, and a pair of numbers is a tuple.
"""

import json
import warnings

import torch

warnings.filterwarnings("ignore")
NAMES = [
    "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam", "ASGD", "Rprop", "LBFGS",
    "Adafactor", "SparseAdam", "Muon",
]
NUMBERS = [0.1, 1e-8, 1.5e20, 123456.789, 1e16 + 2, "inf", 1e-320]
LEARNING_RATES = [
    {"tensor": 0.5}, {"tensor": 0.1}, {"tensor": [0.5]}, {"tensor": 2.0}, {"tensor": 0.1, "dtype": "float64"},
    {"tensor": 1e20}, {"tensor": 3.0, "dtype": "int64"}, {"parameter": 0.5}, {"tensor": "inf"}, {"tensor": [[0.25]]},
]


def decoded(value):
    if value == "inf":
        return float("inf")
    if isinstance(value, list) and len(value) == 2:
        return tuple(map(decoded, value))
    if isinstance(value, dict) and "parameter" in value:
        return torch.nn.Parameter(torch.tensor(value["parameter"]))
    if isinstance(value, dict):
        data = float("inf") if value["tensor"] == "inf" else value["tensor"]
        return torch.tensor(data, dtype=getattr(torch, value.get("dtype", "float32")))
    return value


def text(name, options):
    try:
        parameters = [torch.zeros(2, 2, requires_grad=True)]
        return str(getattr(torch.optim, name)(parameters, **{key: decoded(value) for key, value in options.items()}))
    except Exception as error:  # what is thrown is the answer
        return [type(error).__name__, str(error)]


def main():
    cases = [(name, {"lr": lr}) for name in NAMES for lr in LEARNING_RATES + NUMBERS]
    cases += [("SGD", {"lr": 0.1, option: value}) for option in ("momentum", "weight_decay", "dampening")
              for value in NUMBERS]
    cases += [("Adam", {"lr": 0.1, "weight_decay": value, "eps": value}) for value in NUMBERS]
    cases += [
        ("Adam", {"lr": 0.1, "betas": [{"tensor": 0.9}, {"tensor": 0.5}]}),
        ("Adam", {"lr": 0.1, "betas": [0.25, 0.999], "capturable": False, "foreach": True}),
        ("Adam", {"lr": {"tensor": 0.5}, "foreach": True}),
        ("LBFGS", {"max_eval": 7, "line_search_fn": "strong_wolfe", "tolerance_grad": 1e-12}),
        ("Adagrad", {"lr": 0.1, "initial_accumulator_value": 0.5, "lr_decay": 1e-9}),
    ]
    print("[\n" + ",\n".join(json.dumps([name, options, text(name, options)]) for name, options in cases) + "\n]")


if __name__ == "__main__":
    main()
