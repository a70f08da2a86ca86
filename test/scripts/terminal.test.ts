// The texts of the lessons on a terminal.
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cellsOf } from '../../scripts/lib/cells.mjs';
import { listExercises } from '../../scripts/lib/exercises.mjs';
import { linesOf } from '../../scripts/start/markdown.mjs';
import { readTex } from '../../scripts/start/tex.mjs';

const texts = listExercises().map(({ title, file }): [string, string] => [
  title,
  cellsOf(readFileSync(file, 'utf8')).map(({ text }) => text).join('\n\n'),
]);

const words = (lines: string[]): string[] => lines.join(' ').split(/\s+/);

describe('formulas are one line of text', () => {
  test.each([
    ['c = f\\,W + b', 'c = f W + b'],
    ['\\mathrm{softmax}(c)_i = \\frac{e^{c_i}}{\\sum_j e^{c_j}}', 'softmax(c)ᵢ = e^cᵢ / (Σⱼ e^cⱼ)'],
    ['\\begin{bmatrix}3 & 7\\\\4 & 1\\end{bmatrix}', '[[3, 7], [4, 1]]'],
    ['\\begin{bmatrix}-10 & 20\\end{bmatrix}', '[-10, 20]'],
    ['s_t = \\tanh\\left(\\begin{bmatrix}s_{t-1} & x_t\\end{bmatrix} W + b\\right)', 'sₜ = tanh([sₜ₋₁, xₜ] W + b)'],
    ['\\frac{\\partial L}{\\partial W} = f^{T} \\frac{\\partial L}{\\partial c}', '∂L/∂W = fᵀ ∂L/∂c'],
    ['\\sigma(c) = \\frac{1}{1 + e^{-c}}', 'σ(c) = 1 / (1 + e⁻ᶜ)'],
    ['f_1 \\cdot f_2 > 0, 3\\times2', 'f₁ · f₂ > 0, 3 × 2'],
    ['W_{ij}^2 \\qquad -\\log 1 = 0', 'Wᵢⱼ²    -log 1 = 0'],
    ['\\mathrm{softmax}\\left(\\frac{q K^T}{\\sqrt{n}}\\right) V', 'softmax((q Kᵀ) / √n) V'],
    ['x^{a + Q}', 'x^(a + Q)'],
  ])('%s', (tex, text) => expect(readTex(tex)).toEqual({ text, unknown: [] }));

  test('of a command that is not known, or half a formula, what there is', () => {
    expect(readTex('\\nonsense{x} + 1')).toEqual({ text: 'nonsensex + 1', unknown: ['nonsense'] });
    expect(readTex('\\frac{1')).toEqual({ text: '1/', unknown: [] });
    expect(readTex('\\begin{bmatrix}1 & 2').text).toBe('[1, 2]');
  });
});

describe('the texts of every lesson', () => {
  test.each(texts)('%s', (_, text) => {
    const unknown = [...text.matchAll(/\$([^$]+)\$/g)].flatMap(([, tex]) => readTex(tex).unknown);
    expect(unknown).toEqual([]);
    const lines = linesOf(text);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.join('\n').replace(/`[^`]*`/g, '')).not.toMatch(/[\\$\u001b\u00a0]|\{|\}|\*|undefined|NaN/);
    // As many words at any width, and with colours.
    expect(words(linesOf(text, { width: 24 }).filter((line) => !/^[=-]+$/.test(line))))
      .toEqual(words(lines.filter((line) => !/^[=-]+$/.test(line))));
    const coloured = linesOf(text, { colours: true });
    expect(coloured.join('')).toContain('\u001b[1m');
    expect(words(coloured.map((line) => stripVTControlCharacters(line))).join(' '))
      .toBe(words(lines.filter((line) => !/^[=-]+$/.test(line))).join(' ').replaceAll('`', ''));
  });
});

test('headings, items, emphasis and code', () => {
  const text = '# A *b*\nc `d e`\n\n- one **two**\n  three\n- four\n1. [five](six.md)\n\n$$x^2$$';
  const lines = ['A b', '===', 'c `d e`', '', '- one two three', '- four', '1. five (six.md)', '', '    x²'];
  expect(linesOf(text)).toEqual(lines);
  expect(linesOf('- a bb ccc\n- `d d d d d`', { width: 6 })).toEqual(['- a bb', '  ccc', '- `d d d d d`']);
  expect(linesOf('## A *b*', { colours: true })).toHaveLength(1);
});
