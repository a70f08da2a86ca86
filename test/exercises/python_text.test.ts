import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { Random } from '../../exercises/python_random.ts';
import { float_text, round } from '../../exercises/python_text.ts';

describe('numbers as Python writes them', () => {
  test.each([
    [3, '3.0'],
    [-0, '-0.0'],
    [0.11551952362060547, '0.11551952362060547'],
    [1e-4, '0.0001'],
    [1e-5, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.25e300, '1.25e+300'],
    [NaN, 'nan'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
  ])('%d', (x, text) => expect(float_text(x)).toBe(text));

  test.each([
    [6.8416, 3, 6.842],
    [3.34, 3, 3.34],
    [2.5, 0, 2],
    [3.5, 0, 4],
    [-2.5, 0, -2],
    [0.125, 2, 0.12],
    [0.375, 2, 0.38],
    [2.675, 2, 2.67],
    [1e20, 3, 1e20],
    [Infinity, 3, Infinity],
  ])('round(%d, %d)', (x, digits, rounded) => expect(round(x, digits)).toBe(rounded));

  const random = new Random(0);
  const samples = Array.from({ length: 2000 }, (_, i) =>
    i % 2 ? random.uniform(-1, 1) * 10 ** random.randint(-9, 20) : random.randint(-4000, 4000) / 16,
  );
  const program =
    'import json, sys\nfor x in json.load(sys.stdin): x = float(x); print(x, *[round(x, n) for n in (1, 2, 3)])';
  const python = spawnSync('python3', ['-c', program], { input: JSON.stringify(samples), encoding: 'utf8' });
  test.skipIf(python.status !== 0)('as the python3 on this machine', () => {
    const ours = samples.map((x) => [x, round(x, 1), round(x, 2), round(x, 3)].map(float_text).join(' '));
    expect(ours).toEqual(python.stdout.trim().split('\n'));
  });
});
