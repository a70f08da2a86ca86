import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expected } from './exercises/expected.ts';
import { comparePrints } from './exercises/prints.ts';
import { check, fileOf, makeData, node, numbers, run } from './exercises/run.ts';

/** Those that take a seed; for the others it would change nothing, and they would say so. */
const random = new Set([110, 410, 610, 910]);

describe('prints the numbers of the course', () => {
  test.each(Object.keys(expected).map(Number))('%i', (number) => {
    const { status, stdout, stderr } = run(fileOf(number), random.has(number) ? ['--seed', '0'] : []);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    comparePrints(stdout, expected[number]);
  });

  test('another seed gives 110 other numbers', () => {
    const { stdout } = run(fileOf(110), ['--seed', '1']);
    expect(() => comparePrints(stdout, expected[110])).toThrow('number 0 is 0.7576, wanted 0.4963');
  });

  test('510 --iterations', () => {
    const { status, stdout } = run(fileOf(510), ['--iterations', '11']);
    expect(status).toBe(0);
    comparePrints(stdout, expected[510].slice(0, 12));
    const far = run(fileOf(510), ['--iterations', '400']).stdout;
    expect(Number(/weight (\S+)\s*$/.exec(far)?.[1])).toBeLessThanOrEqual(0.001);
  });
});

describe('tasks', () => {
  const data = mkdtempSync(join(tmpdir(), 'nodetorch-exercises-'));
  afterAll(() => rmSync(data, { recursive: true }));
  beforeAll(() => makeData(data));

  test('all solutions are right', () => {
    // One process for all: starting one for each takes longer than everything they do.
    const outcome = check(data, ...numbers.map((number): [number, string] => [number, `solutions/${number}.js`]));
    expect(outcome.stderr).toBe('');
    expect(outcome.stdout.trim().split('\n')).toEqual(numbers.map((number) => `${number}: ok`));
    expect(outcome.status).toBe(0);
  });

  test('each solution prints something', () => {
    const program = numbers
      .map((number) => `console.log('# ${number}');\nawait import('./build/exercises/solutions/${number}.js');`)
      .join('\n');
    const { status, stdout, stderr } = node(['--no-node-snapshot', '--input-type=module', '-e', program]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const parts = stdout.split(/^# (?=\d{3}$)/m).slice(1);
    expect(parts.map((part) => Number(part.slice(0, 3)))).toEqual(numbers);
    for (const part of parts) expect(part.slice(3).trim()).not.toBe('');
  });
});
