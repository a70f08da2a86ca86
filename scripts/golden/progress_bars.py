"""Texts of Python's tqdm, for test/tqdm.test.ts: single lines, and all that a loop writes on a clock of ours."""
import io
import json

import tqdm.std
from tqdm.std import tqdm as Tqdm

LINES = [
    ([0, 60000, 0], {}),
    ([1, 10, 0.5], {}),
    ([5, 10, 3725.7], {"prefix": "Epoch 1"}),
    ([5, 10, 5], {"prefix": "Epoch 1: ", "ncols": 60}),
    ([7, 10, 20], {"ncols": 40, "ascii": True}),
    ([33, 100, 1.25], {"ncols": 80, "postfix": "loss=0.31"}),
    ([33, 100, 1.25], {"ncols": 20}),
    ([33, 100, 1.25], {"ncols": 0}),
    ([33, 100, 1.25], {"ncols": 70, "ascii": " .oO"}),
    ([10, 10, 4], {}),
    ([11, 10, 4], {}),
    ([10.4, 10, 4], {}),
    ([3, None, 4], {}),
    ([3, None, 4], {"prefix": "seen", "ncols": 12}),
    ([0, None, 0], {}),
    ([0, 0, 0], {}),
    ([1500, 9912422, 0.7], {"unit": "B", "unit_scale": True, "unit_divisor": 1024}),
    ([9912422, 9912422, 12.3], {"unit": "B", "unit_scale": True}),
    ([999499, 2000000, 1], {"unit_scale": True}),
    ([99949, 2000000, 1], {"unit_scale": True}),
    ([2, 10, 100], {"rate": 0.02, "unit_scale": True}),
    ([2, 10, 100], {"unit_scale": 256, "unit": "img"}),
    ([2, 10, 1], {"rate": 0.25}),
    ([4, 10, 1], {"initial": 3}),
    ([0.25, 1.5, 1], {}),
    ([3, 8, 2], {"ncols": 50, "colour": "green"}),
    ([3, 8, 2], {"ncols": 50, "colour": "#0072b2"}),
    ([3, 8, 2], {"ncols": 50, "prefix": "\u5b66\u7fd2"}),
    ([1, 100000, 1], {}),
]
INTERVALS = [0, 0.9, 59.99, 60, 3599, 3600, 86400, 360000, -5]
SIZES = [0, 1, 9.994, 9.996, 99.94, 99.96, 999.4, 999.6, 12345, 1e9, 1.5e21, 1e27, -2500]
NUMBERS = [0, 1, 0.5, 0.123456, 1234567, 1e-7, 123456.789, 1e22, 2.0]


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def loop(steps, options, postfix=False):
    """All that a bar writes over a loop of which each turn takes the seconds of `steps`."""
    clock = tqdm.std.time = Clock()
    file = io.StringIO()
    bar = Tqdm(range(len(steps)), file=file, miniters=1, ascii=False, **options)
    for i in bar:
        clock.now += steps[i]
        if postfix:
            bar.set_postfix({"loss": 1 / (i + 3)}, refresh=False)
    return file.getvalue()


LOOPS = [
    ([0.3] * 5, {"ncols": 70}, False),
    ([0.03] * 12, {"ncols": 70, "desc": "train"}, False),
    ([0.5, 2.5, 0.5, 4, 1], {"ncols": 60, "leave": False}, False),
    ([0.2, 0.2, 0.2], {"ncols": 75, "desc": "Epoch 2"}, True),
    ([0.2, 0.4, 0.2, 0.3], {"ncols": 60, "smoothing": 0}, False),
    ([0.2, 0.2, 0.6], {"ncols": 60, "delay": 0.3}, False),
    ([1, 1], {"ncols": 60, "mininterval": 5, "total": 4}, False),
    ([], {"ncols": 50}, False),
]

if __name__ == "__main__":
    print(json.dumps({
        "lines": [[args, options, Tqdm.format_meter(*args, **options)] for args, options in LINES],
        "intervals": [[t, Tqdm.format_interval(t)] for t in INTERVALS],
        "sizes": [[n, Tqdm.format_sizeof(n)] for n in SIZES],
        "numbers": [[n, Tqdm.format_num(n)] for n in NUMBERS],
        "loops": [[steps, options, postfix, loop(steps, options, postfix)] for steps, options, postfix in LOOPS],
    }))
