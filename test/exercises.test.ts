import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expected } from './exercises/expected.ts';
import { comparePrints } from './exercises/prints.ts';
import { check, fileOf, makeData, node, numbers, run } from './exercises/run.ts';

/** Those that take a seed; for the others it would change nothing, and they would say so. */
const random = new Set([110, 410, 610, 910]);

/** What each of the compiled files prints, all in one process: starting one for each takes longer than they do. */
function printedBy(those: readonly number[], file: (number: number) => string): Map<number, string> {
  const program = those
    .map((number) => `console.log('# ${number}');\nawait import('./build/exercises/${file(number)}');`)
    .join('\n');
  const { status, stdout, stderr } = node(['--no-node-snapshot', '--input-type=module', '-e', program]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return new Map(stdout.split(/^# (?=\d{3}$)/m).slice(1).map((part) => [Number(part.slice(0, 3)), part.slice(4)]));
}

describe('prints the numbers of the course', () => {
  const [seeded, others] = [true, false].map((takes) =>
    Object.keys(expected).map(Number).filter((number) => random.has(number) === takes)) as [number[], number[]];

  test.each(seeded)('%i', (number) => {
    const { status, stdout, stderr } = run(fileOf(number), ['--seed', '0']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    comparePrints(stdout, expected[number]);
  });

  describe('without a seed', () => {
    let printed: Map<number, string>;
    beforeAll(() => {
      printed = printedBy(others, fileOf);
    });
    test.each(others)('%i', (number) => comparePrints(printed.get(number) ?? '', expected[number]));
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
    const printed = printedBy(numbers, (number) => `solutions/${number}.js`);
    expect([...printed.keys()]).toEqual(numbers);
    for (const part of printed.values()) expect(part.trim()).not.toBe('');
  });
});
