"""Tensors printed under random settings of torch.set_printoptions.

    python settings.py COUNT SEED    prints JSON: [options, seed, shape, dtype, scale, step, text] for each
"""

import json
import math
import random
import sys

import torch

COUNT, SEED = int(sys.argv[1]), int(sys.argv[2])
rng = random.Random(SEED)

DTYPES = ['float32', 'float64', 'float16', 'bfloat16', 'int64', 'int32', 'uint8', 'bool', 'complex64', 'complex128']


def some(name, choices):
    return {name: rng.choice(choices)} if rng.random() < 0.6 else {}


def a_setting():
    return {**some('precision', [0, 1, 2, 3, 4, 5, 6, 8, 12]), **some('threshold', [0, 1, 5, 10, 50, 1000, math.inf]),
            **some('edgeitems', [0, 1, 2, 3, 5, 10]), **some('linewidth', [0, 1, 10, 20, 40, 79, 80, 120, 500]),
            **some('profile', ['default', 'short', 'full']), **some('sci_mode', [True, False, None])}


def a_tensor(seed, shape, dtype, scale, step):
    torch.manual_seed(seed)
    kind = getattr(torch, dtype)
    made = torch.randn(shape, dtype=torch.complex128) if dtype.startswith('complex') else torch.randn(shape, dtype=torch.float64)
    made = made * scale
    if step == 'whole':
        made = (made.real if made.is_complex() else made).round()
    if step == 'nan' and made.numel() > 0:
        made.view(-1)[0] = math.nan
    if step == 'inf' and made.numel() > 0:
        made.view(-1)[-1] = -math.inf
    if step == 'zero':
        made = made * 0
    if dtype in ('uint8', 'int32', 'int64', 'bool'):
        made = (made.real if made.is_complex() else made).nan_to_num(0, 0, 0).abs().fmod(200)
    return made.to(kind)


cases = []
for i in range(COUNT):
    options = a_setting()
    shape = [rng.choice([0, 1, 2, 3, 4, 7, 12]) for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 4]))]
    if rng.random() < 0.1:
        shape = [rng.choice([1001, 1500, 999])]
    given = [rng.randrange(10**6), shape, rng.choice(DTYPES), rng.choice([1, 1, 100, 1e5, 1e-3, 1e-6, 1e9, 1e12]),
             rng.choice(['', '', 'whole', 'nan', 'inf', 'zero'])]
    torch.set_printoptions(profile='default')
    torch.set_printoptions(**options)
    try:
        text = str(a_tensor(*given))
    except Exception as error:
        text = [type(error).__name__, str(error).split('\n')[0]]
    written = {name: 'inf' if value == math.inf else value for name, value in options.items()}
    cases.append([written, *given, text])
print(json.dumps(cases))
