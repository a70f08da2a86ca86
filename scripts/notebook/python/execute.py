"""Executes lessons as notebooks, each in a kernel of its own. Reads a job as JSON, tells of each lesson in a line."""
import json
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import CoalesceStreamsPreprocessor

from lessons import notebook_of


def execute(lesson, job):
    notebook = notebook_of(lesson['source'], lesson['number'], job['kernel'])
    client = NotebookClient(notebook, timeout=job['timeout'], startup_timeout=120, kernel_name=job['kernel']['name'],
                            resources={'metadata': {'path': job['folder']}}, record_timing=False)
    begin = time.time()
    error = None
    running = [0]
    client.on_cell_execute = lambda cell, cell_index: running.__setitem__(0, cell_index)
    try:
        client.execute()
    except CellExecutionError as problem:
        error = {'cell': running[0], 'message': f'{problem.ename}: {problem.evalue}'}
    except CellTimeoutError:
        error = {'cell': running[0], 'message': f'not done after {job["timeout"]} s'}
    except DeadKernelError as problem:
        error = {'cell': running[0], 'message': str(problem)}
    if error:
        error['source'] = notebook.cells[error['cell']].source
    # Each line that is printed comes alone.
    CoalesceStreamsPreprocessor().preprocess(notebook, {})
    nbformat.write(notebook, lesson['out'])
    return {'number': lesson['number'], 'seconds': round(time.time() - begin, 2), 'error': error}


with open(sys.argv[1], encoding='utf8') as file:
    job = json.load(file)
for lesson in job['lessons']:
    print(json.dumps({'begins': lesson['number']}), flush=True)
    print(json.dumps(execute(lesson, job)), flush=True)
