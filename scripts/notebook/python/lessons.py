"""A lesson's file as a notebook: jupytext reads the cells, the last one checks the reader's answer."""
import hashlib
import json
import re

import jupytext
import nbformat

KEY = 'nodetorch'
EXPORTS = re.compile(r'^export (?:const|let|function|async function|class) (\w+)', re.MULTILINE)


def check_of(number, task):
    names = ', '.join(EXPORTS.findall(task))
    return (
        f'// Is it right? Run this after the cell above, as often as you like. A solution: npm run solution {number}\n'
        "import { check } from './checks/notebook.ts';\n"
        f'check({number}, {{ {names} }});'
    )


def sources_of(notebook):
    """A digest of what a reader may change: the cells, not their outputs."""
    cells = [[cell.cell_type, cell.source.rstrip()] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()[:16]


def notebook_of(file, number, kernel):
    """The notebook of a lesson's file, without outputs; its metadata tell what it was made of."""
    read = jupytext.read(file, fmt={'extension': '.ts', 'format_name': 'percent'})
    cells = [nbformat.v4.new_markdown_cell(cell.source) if cell.cell_type == 'markdown'
             else nbformat.v4.new_code_cell(cell.source) for cell in read.cells]
    cells.append(nbformat.v4.new_code_cell(check_of(number, cells[-1].source)))
    for i, cell in enumerate(cells):
        cell.id = f'{number}-{i}'
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={
        'kernelspec': kernel,
        'language_info': {'name': 'typescript', 'file_extension': '.ts', 'mimetype': 'text/x.typescript'},
    })
    notebook.metadata[KEY] = {'lesson': number, 'made': sources_of(notebook)}
    return notebook
