"""Makes the notebooks of lessons. What the reader has changed is not touched, unless asked: then it is kept aside."""
import json
import os
import sys

import nbformat

from lessons import KEY, notebook_of, sources_of


def aside(path):
    """A name for the reader's own, beside the new one."""
    stem = path.removesuffix('.ipynb')
    number = 1
    while os.path.exists(f'{stem}.yours-{number}.ipynb'):
        number += 1
    return f'{stem}.yours-{number}.ipynb'


def write(notebook, path):
    part = f'{path}.{os.getpid()}.part'
    try:
        nbformat.write(notebook, part)
        os.replace(part, path)
    finally:
        if os.path.exists(part):
            os.remove(part)


def state_of(path, new):
    """absent; same: made of this lesson; old: made of another text, and not changed; yours: changed; unreadable."""
    if not os.path.exists(path):
        return 'absent'
    try:
        there = nbformat.read(path, as_version=4)
    except Exception:  # what is no notebook is the reader's, too
        return 'unreadable'
    made = there.metadata.get(KEY, {}).get('made')
    if sources_of(there) != made:
        return 'yours' if made == new.metadata[KEY]['made'] else 'yours, of an older lesson'
    return 'same' if made == new.metadata[KEY]['made'] else 'old'


def make(lesson, job):
    new = notebook_of(lesson['source'], lesson['number'], job['kernel'])
    state = state_of(lesson['out'], new)
    kept = None
    if job['fresh'] and state not in ('absent', 'old', 'same'):
        kept = aside(lesson['out'])
        os.rename(lesson['out'], kept)
    if state in ('absent', 'old') or job['fresh']:
        write(new, lesson['out'])
    return {'number': lesson['number'], 'state': state, 'kept': kept}


with open(sys.argv[1], encoding='utf8') as file:
    job = json.load(file)
print(json.dumps([make(lesson, job) for lesson in job['lessons']]))
