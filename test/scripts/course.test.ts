// The course's pages, of notebooks as Jupyter writes them.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCourse } from '../../scripts/docs/course.mjs';
import { cellsOf } from '../../scripts/lib/cells.mjs';
import { listExercises } from '../../scripts/lib/exercises.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'nodetorch-course-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lessons = listExercises().filter(({ number }) => ['210', '430', '670'].includes(number));
const readPage = (name: string): string => readFileSync(path.join(folder, 'course', name), 'utf8');

const manyLines = Array.from({ length: 50 }, (_, i) => `line ${i}\n`);
const svg = '<svg xmlns="http://www.w3.org/2000/svg"></svg>';

/** Outputs of some cells of 670, by their index. */
const outputs: Record<number, unknown[]> = {
  1: [{ output_type: 'stream', name: 'stdout', text: ['one\n', 'two\n'] }],
  5: [
    { output_type: 'stream', name: 'stdout', text: manyLines },
    { output_type: 'display_data', data: { 'image/svg+xml': [svg], 'text/plain': 'Figure' } },
    { output_type: 'execute_result', data: { 'image/png': 'AAEC' } },
    { output_type: 'execute_result', data: { 'text/plain': ['```\n', 'tensor(1.)'] } },
  ],
};

let menu: { text: string; link: string }[];
beforeAll(async () => {
  const notebooks = path.join(folder, 'notebooks');
  mkdirSync(notebooks);
  for (const { number, file } of lessons) {
    const cells = cellsOf(readFileSync(file, 'utf8')).map(({ index, kind }) =>
      (kind === 'markdown' ? {} : { outputs: number === '670' ? (outputs[index] ?? []) : [] }));
    writeFileSync(path.join(notebooks, `${path.basename(file, '.ts')}.ipynb`), JSON.stringify({ cells }));
  }
  menu = await writeCourse(path.join(folder, 'course'), { notebooks, lessons });
});

test('a page has the texts, the code and what each cell gave, in order', () => {
  const page = readPage('670_two_layers.md');
  const expected = [
    'title: "670. Two layers learn it"', '\n# 670. Two layers learn it\n', '[exercises/670_two_layers.ts](./files/',
    'One layer draws one straight line.', 'const train_data = ', '```text\none\ntwo\n```', '## Training, with Adam',
    'for (let i = 0; i < options.iterations; i++)', 'line 14\n…\n```', '::: details All 50 lines', 'line 49',
    '![670: 1](./pictures/670_1.svg)', '![670: 2](./pictures/670_2.png)', '````text\n```\ntensor(1.)\n````',
    '## Your turn', 'export const my_weights1', 'npm run check 670', '::: details The solution',
    'export const my_weights1 = torch.Tensor(',
  ];
  let at = 0;
  for (const part of expected) {
    const found = page.indexOf(part, at);
    expect(found, part).toBeGreaterThanOrEqual(0);
    at = found + part.length;
  }
  expect(readFileSync(path.join(folder, 'course/pictures/670_1.svg'), 'utf8')).toBe(svg);
  expect([...readFileSync(path.join(folder, 'course/pictures/670_2.png'))]).toEqual([0, 1, 2]);
});

test('pages lead to each other, the menu to all, and each to its file', () => {
  expect(menu.map(({ link }) => link)).toEqual(['/course/210_one_layer', '/course/430_loss', '/course/670_two_layers']);
  expect(readPage('210_one_layer.md')).toContain('prev: false\nnext: {"text":"430. How wrong is it?","link":"/course/430_loss"}');
  expect(readPage('670_two_layers.md')).toContain('"link":"/course/430_loss"}\nnext: false');
  for (const { file } of lessons) {
    expect(readPage('index.md')).toContain(`(./${path.basename(file, '.ts')}.md)`);
    expect(existsSync(path.join(folder, 'course/files', `${path.basename(file)}.txt`))).toBe(true);
  }
});

test('formulas stand on lines of their own, and nothing in a sentence begins an element', () => {
  expect(readPage('430_loss.md')).toContain('\n\n$$\n\\mathrm{softmax}(c)_i = \\frac{e^{c_i}}{\\sum_j e^{c_j}}\n$$\n\n');
  const prose = readPage('670_two_layers.md').replace(/^(`{3,})[^]*?^\1$/gm, '').replace(/\$[^$]+\$|`[^`]*`/g, '');
  expect(prose).not.toMatch(/<[a-z]/i);
});
