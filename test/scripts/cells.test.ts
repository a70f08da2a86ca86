import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cellsOf } from '../../scripts/lib/cells.mjs';
import { listExercises } from '../../scripts/lib/exercises.mjs';

const lessons = listExercises();

describe('the cells of every exercise', () => {
  test.each(lessons)('$title', ({ number, file }) => {
    const source = readFileSync(file, 'utf8');
    const lines = source.split('\n');
    const cells = cellsOf(source);
    expect(cells.map(({ index }) => index)).toEqual(cells.map((_, i) => i));
    expect(cells[0].kind).toBe('markdown');
    expect(cells[0].title).toMatch(new RegExp(`^${number}\\. `));
    expect(cells.filter(({ kind }) => kind === 'task')).toEqual([cells.at(-1)]);
    expect(cells.at(-1)?.section).toBe('Your turn');
    for (const { kind, text, code, line, first, last } of cells) {
      expect(lines[line - 1]).toMatch(/^\/\/ %%/);
      expect(text === '').toBe(kind !== 'markdown');
      expect(code === '').toBe(kind === 'markdown');
      // The lines are those of the file, and whole.
      const there = lines.slice(first - 1, last).join('\n');
      expect(kind === 'markdown' ? there.replace(/^\/\/ ?/gm, '') : there).toBe(text + code);
      expect(lines.slice(line, first - 1).concat(lines.slice(last)).find((rest) => rest !== '') ?? '// %%')
        .toMatch(/^\/\/ %%/);
    }
    const count = cells.reduce((sum, { text, code }) => sum + (text + code).split('\n').length, 0);
    expect(count).toBe(lines.filter((line, i) => !line.startsWith('// %%') && !isBorder(lines, i)).length);
  });

  /** An empty line before a mark, or at the end. */
  const isBorder = (lines: string[], i: number): boolean =>
    lines[i] === '' && (lines[i + 1] === undefined || lines[i + 1].startsWith('// %%'));
});

test('titles, sections and lines', () => {
  const source = '// %% [markdown]\n// # A\n//\n// b\n\n// %%\nlet x;\n\n\nx = 1;\n\n// %% Your turn\nlet y;\n';
  const base = { text: '', code: '', section: 'A' };
  expect(cellsOf(source)).toEqual([
    { ...base, index: 0, kind: 'markdown', title: 'A', text: '# A\n\nb', line: 1, first: 2, last: 4 },
    { ...base, index: 1, kind: 'code', title: '', code: 'let x;\n\n\nx = 1;', line: 6, first: 7, last: 10 },
    { ...base, index: 2, kind: 'task', title: 'Your turn', code: 'let y;', line: 12, first: 13, last: 13 },
  ]);
  expect(cellsOf(source.replaceAll('\n', '\r\n'))).toEqual(cellsOf(source));
  expect(() => cellsOf('let x;\n// %%\n')).toThrow('begins with the mark of a cell');
});
