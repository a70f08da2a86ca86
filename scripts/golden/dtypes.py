"""Writes what PyTorch says of its dtypes and devices, and how Python writes numbers.

    python3 scripts/golden/dtypes.py > test/golden/dtypes.json
"""

import json
import math
import random
import struct

import torch

DEVICE_TEXTS = [
    'cpu', 'cuda', 'cuda:0', 'cuda:1', 'cuda:127', 'cpu:0', 'cpu:1', 'meta', 'meta:0', 'mps', 'xpu:3', 'hip', 've',
    'lazy', 'privateuseone', 'privateuseone:0', 'foo', 'CUDA', 'cuda:', 'cuda:-1', 'cuda:01', 'cuda:a', 'cuda:1:2', '',
    ':0', 'cuda ', ' cuda', 'metal', 'ort', 'cuda:1.0',
]
FLOAT_LIMITS = ['bits', 'eps', 'max', 'min', 'tiny', 'smallest_normal', 'resolution']


def attempt(get):
    try:
        return get()
    except Exception as error:  # what is thrown is the answer
        return {'error': str(error)}


def dtypes():
    found = sorted({value for value in vars(torch).values() if isinstance(value, torch.dtype)}, key=str)
    return [{
        'name': str(dtype),
        'names': sorted(name for name, value in vars(torch).items() if value is dtype),
        'itemsize': dtype.itemsize,
        'is_floating_point': dtype.is_floating_point,
        'is_complex': dtype.is_complex,
        'is_signed': attempt(lambda: dtype.is_signed),
        'to_real': attempt(lambda: str(dtype.to_real())),
        'to_complex': attempt(lambda: str(dtype.to_complex())),
        'finfo': attempt(lambda: limits(torch.finfo(dtype), FLOAT_LIMITS)),
        'iinfo': attempt(lambda: limits(torch.iinfo(dtype), ['bits', 'max', 'min'])),
    } for dtype in found]


def limits(info, names):
    values = {name: getattr(info, name) for name in names}
    for name, value in values.items():
        if isinstance(value, int) and abs(value) > 2**53:
            values[name] = str(value)
    return values | {'text': attempt(lambda: str(info)), 'dtype': attempt(lambda: info.dtype)}


def devices():
    def result(text):
        return attempt(lambda: [str(torch.device(text)), repr(torch.device(text))])

    return [{'text': text, 'result': result(text)} for text in DEVICE_TEXTS]


def numbers(rng):
    """Doubles as 16 hex digits, with digits after the point and what `f`, `e`, `g`, repr and complex make of them."""
    def bits(form, count):
        return [struct.unpack(form[0], struct.pack(form[1], rng.getrandbits(form[2])))[0] for _ in range(count)]

    values = [0.0, -0.0, 0.5, 1.5, 2.5, -2.5, 0.125, 0.375, 1e15, 1e16, 1e17, 9999999999999998.0, 1e21, 1e22, 1e23,
              5e-324, 2.0**-1022, 1.7976931348623157e308, 9.9995, 99995.0, 0.0001, 0.00001, 1e-5, 123456789.0, 0.1,
              1 / 3, 30.0, math.inf, -math.inf, math.nan]
    values += bits(('<d', '<Q', 64), 150) + bits(('<f', '<I', 32), 150)
    # Ties: few bits after the point, and whole numbers that end in 5.
    values += [rng.randrange(-(10**8), 10 ** rng.randrange(1, 9)) / 2 ** rng.randrange(12) for _ in range(250)]
    values += [(rng.randrange(10**5) * 10 + 5) * 10.0 ** rng.randrange(12) for _ in range(100)]
    values += [rng.uniform(-10, 10) * 10 ** rng.randrange(-8, 9) for _ in range(150)]
    pairs = [(value, rng.choice([0, 1, 2, 3, 4, 4, 5, 6, 8, 17])) for value in values]
    pairs += [(value, digits) for value in [1 / 3, 1e-300, 2.5e30, 1e23] for digits in [99, 100, 101, 120]]
    return [[struct.pack('>d', x).hex(), n, f'{x:.{n}f}', f'{x:.{n}e}', f'{x:.{n}g}', repr(x), str(complex(x, -x))]
            for x, n in pairs]


def main():
    parts = {'dtypes': dtypes(), 'devices': devices(), 'numbers': numbers(random.Random(20261123))}
    bodies = []
    for name, rows in parts.items():
        lines = ',\n'.join(json.dumps(row, allow_nan=False) for row in rows)
        bodies.append(f'"{name}": [\n{lines}\n]')
    print(f'{{{",".join(bodies)}}}')


main()
