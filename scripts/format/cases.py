"""Random format specifications, templates of str.format and of %, and what Python makes of them.

    python cases.py COUNT SEED    prints JSON: [what, values, text, answer] for each; an answer is a text or [class, words]
"""

import json
import random
import sys

COUNT, SEED = int(sys.argv[1]), int(sys.argv[2])
rng = random.Random(SEED)

STRINGS = ['', 'a', 'text', 'größer', '日本語', '😀!', "it's", 'tab\tnew\n', 'x' * 30]
ALIGN = ['', '', '<', '>', '^', '=']
FILL = ['', '', '*', '0', ' ', 'é', '😀', '<', '{', '_', ',']


def a_float():
    kind = rng.randrange(10)
    if kind == 0:
        return rng.choice([float('inf'), float('-inf'), float('nan'), 0.0, -0.0, 1e22, 1e16, 1e15, 0.5, 2.5, 1e-5, 1e-4, 123456.0])
    if kind < 3:
        return round(rng.uniform(-100, 100), rng.randrange(4))
    if kind < 5:
        return float(rng.randrange(-1000, 100000))
    if kind < 7:
        return rng.uniform(-1, 1) * 10 ** rng.randrange(-12, 25)
    if kind == 7:
        return rng.randrange(1, 1000) / 2 ** rng.randrange(0, 12)
    return rng.gauss(0, 1)


def an_int():
    return rng.choice([0, 1, -1, 7, 65, 255, 1234567, -98765, 0x1f600, 0x110000, 2**31, -2**63, 2**64, 10**25,
                       rng.randrange(-10**6, 10**6), rng.randrange(-200, 200)])


VALUES = {
    'str': lambda: rng.choice(STRINGS),
    'int': an_int,
    'float': a_float,
    'bool': lambda: rng.random() < 0.5,
    'complex': lambda: complex(a_float(), a_float()),
}
TYPES = {'str': 'ss', 'int': 'bcdnoxXeEfFgG%d', 'float': 'eEfFgGn%ff', 'bool': 'bdxsd', 'complex': 'eEfFgGn'}


def a_spec(kind):
    if rng.random() < 0.03:
        return ''.join(rng.choice('<>=^+- z#0123,_.fdegsxq%!é{}') for _ in range(rng.randrange(1, 8)))
    align = rng.choice(ALIGN)
    spec = (rng.choice(FILL) if align else '') + align
    spec += rng.choice(['', '', '', '+', '-', ' '])
    spec += 'z' if rng.random() < 0.06 else ''
    spec += '#' if rng.random() < 0.15 else ''
    spec += '0' if rng.random() < 0.15 else ''
    spec += str(rng.randrange(1, 40)) if rng.random() < 0.6 else ''
    spec += rng.choice([',', '_']) if rng.random() < 0.2 else ''
    spec += '.' + str(rng.choice([0, 1, 2, 3, 4, 6, 10, 17, 25])) if rng.random() < 0.4 else ''
    if rng.random() < 0.75:
        spec += rng.choice(TYPES[kind]) if rng.random() < 0.93 else rng.choice('abcdefghinopqrsuvxyzXEFGN%é$')
    return spec


def shown(kind, value):
    """A value as JSON: floats and complex numbers by their bits' text."""
    if kind == 'float':
        return [kind, repr(value)]
    if kind == 'complex':
        return [kind, [repr(value.real), repr(value.imag)]]
    return [kind, str(value) if kind in ('int', 'bool') else value]


def a_value():
    kind = rng.choice(['str', 'int', 'int', 'float', 'float', 'float', 'bool', 'complex'])
    return kind, VALUES[kind]()


def answer(make):
    try:
        return make()
    except Exception as error:
        return [type(error).__name__, str(error)]


def a_template():
    """Fields by count, number and name, conversions, nested fields; now and then something is wrong with it."""
    parts = []
    style = rng.randrange(3)
    for i in range(rng.randrange(1, 5)):
        parts.append(rng.choice(['', 'x', ' = ', '{{', '}}', 'é:', '!']))
        name = ['', str(rng.randrange(4)), rng.choice(['a', 'b'])][style]
        conversion = rng.choice(['', '', '', '!r', '!s', '!a'])
        spec = rng.choice(['', ':', ':>8', ':*^12', ':.3', ':5', ':{}' if style == 0 else ':{0}' if style == 1 else ':{b}', ':08.2f'])
        parts.append('{' + name + conversion + spec + '}')
    text = ''.join(parts)
    if rng.random() < 0.15:
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice('{}[].!:0a') + text[at + rng.randrange(2):]
    return text


def a_percent():
    parts = []
    for i in range(rng.randrange(1, 4)):
        parts.append(rng.choice(['', 'x ', '%%', 'é']))
        flags = ''.join(rng.choice('-+ #0') for _ in range(rng.choice([0, 0, 1, 1, 2])))
        width = rng.choice(['', '', '5', '12', '*'])
        precision = rng.choice(['', '', '.2', '.0', '.10', '.', '.*'])
        parts.append('%' + flags + width + precision + rng.choice('diuoxXeEfFgGcrsas' if rng.random() < 0.95 else 'qQy%'))
    return ''.join(parts)


def is_huge(values, text):
    """Whether a width may be taken from a number so large that the text would fill the memory."""
    takes = '*' in text or ':{' in text
    return takes and any(kind in ('int', 'float') and abs(value) > 300 for kind, value in values)


cases = []
while len(cases) < COUNT:
    what = rng.random()
    if what < 0.8:
        kind, value = a_value()
        spec = a_spec(kind)
        cases.append(['format', [shown(kind, value)], spec, answer(lambda: format(value, spec))])
    elif what < 0.9:
        values = [a_value() for _ in range(rng.randrange(1, 4))]
        template = a_template()
        if is_huge(values, template):
            continue
        named = {'a': values[0][1], 'b': 7}
        made = answer(lambda: template.format(*[value for _, value in values], **named))
        cases.append(['str_format', [shown(*each) for each in values], template, made])
    else:
        kinds = [rng.choice(['str', 'int', 'int', 'float', 'bool']) for _ in range(rng.randrange(1, 5))]
        values = [(kind, VALUES[kind]()) for kind in kinds]
        template = a_percent()
        if is_huge(values, template):
            continue
        made = answer(lambda: template % tuple(value for _, value in values))
        cases.append(['percent', [shown(*each) for each in values], template, made])
sys.stdout.buffer.write(json.dumps(cases, ensure_ascii=True).encode())
